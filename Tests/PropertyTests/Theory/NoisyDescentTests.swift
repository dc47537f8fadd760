import Testing
import Theory

/// The noise law against figures of full matrices (Tests/Reference/noise.py), and against what it must do.
@Suite struct NoisyDescentTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let sizes: (tokens: Int, dimension: Int, sparsity: Int)
    let positions: PositionLaw
    let step: Double
    let batch: Int
    let steps: Int
    let quiet: (alpha: Double, logit: Double, risk: Double)
    let shift: (alpha: Double, logit: Double, mass: Double, risk: Double)
    let variance: (alpha: Double, logit: Double, risk: Double)
    let offFamily: (mean: Double, square: Double)

    var testDescription: String { "T=\(sizes.tokens) d=\(sizes.dimension) q=\(sizes.sparsity), \(positions)" }

    func state() throws -> NoisyDescentState {
      let problem = try Problem(
        tokens: sizes.tokens, dimension: sizes.dimension, sparsity: sizes.sparsity)
      var descent = try NoisyDescent(
        FlowSystem(problem: problem, positions: positions), stepSize: step, batch: batch)
      return try descent.states(after: [steps])[0]
    }
  }

  static let rows: [Row] = [
    Row(
      sizes: (4, 2, 2), positions: .oneHot, step: 0.5, batch: 3, steps: 40,
      quiet: (1.1966118223, 0.9760243645, 0.1243791066),
      shift: (-2.0168476841e-02, -1.4591669847e-02, -3.9965436005e-03, 2.3238604137e-02),
      variance: (3.2375277207e-03, 5.0042462061e-03, 3.1084306966e-04),
      offFamily: (1.0996229736e-01, 1.3885832584e-03)),
    Row(
      sizes: (5, 1, 3), positions: .oneHot, step: 0.4, batch: 2, steps: 60,
      quiet: (1.0767200169, 0.3402280116, 0.0842630862),
      shift: (-2.4240525305e-02, -5.6898754531e-03, -1.4081596669e-03, 8.5469730168e-03),
      variance: (9.7544163909e-03, 2.5426666480e-03, 6.1131386370e-05),
      offFamily: (1.2898167366e-01, 1.1129509597e-03)),
    Row(
      sizes: (4, 3, 1), positions: .oneHot, step: 0.3, batch: 5, steps: 50,
      quiet: (1.3986468228, 1.8367150928, 0.2132715894),
      shift: (-2.4127050491e-03, -1.2933912963e-02, -3.6825428051e-03, 2.4924663718e-02),
      variance: (9.2223062310e-04, 3.0371249930e-03, 5.0771999262e-04),
      offFamily: (6.3230112921e-02, 6.4728580783e-04)),
    Row(
      sizes: (2, 2, 1), positions: .oneHot, step: 0.5, batch: 4, steps: 30,
      quiet: (1.1273791611, 1.9280464915, 0.0414748680),
      shift: (2.0148375273e-04, -1.6133476032e-03, -5.4310561328e-04, 6.2878468795e-03),
      variance: (8.8014302207e-04, 3.3961297587e-03, 3.7282017182e-05),
      offFamily: (5.4134863941e-03, 2.9305834940e-05)),
    Row(
      sizes: (3, 2, 2), positions: .orthonormalFrame(width: 3), step: 0.5, batch: 4, steps: 25,
      quiet: (1.0785550651, 0.5435804064, 0.1447260813),
      shift: (-1.5341327536e-02, -5.8996479493e-03, -1.6335787313e-03, 2.1879599324e-02),
      variance: (2.9697090027e-03, 2.7975682648e-03, 2.5261373771e-04),
      offFamily: (8.9145319426e-02, 9.9808074362e-04)),
    Row(
      sizes: (3, 2, 1), positions: .orthonormalFrame(width: 3), step: 0.5, batch: 4, steps: 25,
      quiet: (1.3397024831, 1.2729672757, 0.2711662967),
      shift: (-2.0004440918e-02, -2.0119963578e-02, -7.8745362672e-03, 5.7218812833e-02),
      variance: (5.8860381335e-03, 1.2400572033e-02, 3.2266228558e-03),
      offFamily: (2.4012249850e-01, 7.8721202796e-03)),
  ]

  @Test("equals the recursion on full matrices", arguments: rows)
  func fullMatrices(row: Row) throws {
    let state = try row.state()
    // The reference takes derivatives by differences of fourth order, good to about 1e-6.
    func agree(_ name: String, _ value: Double, _ expected: Double) {
      #expect(abs(value - expected) <= 1e-5 * abs(expected), "\(name): \(value), full matrices \(expected)")
    }
    agree("alpha", state.quiet.alpha, row.quiet.alpha)
    agree("C", state.quiet.logit, row.quiet.logit)
    agree("R", state.quiet.risk, row.quiet.risk)
    agree("shift of alpha", state.alpha.mean - state.quiet.alpha, row.shift.alpha)
    agree("shift of C", state.logit.mean - state.quiet.logit, row.shift.logit)
    agree("shift of P", state.massOnSubset.mean - state.quiet.massOnSubset, row.shift.mass)
    agree("shift of R", state.risk.mean - state.quiet.risk, row.shift.risk)
    agree("variance of alpha", state.alpha.variance, row.variance.alpha)
    agree("variance of C", state.logit.variance, row.variance.logit)
    agree("variance of R", state.risk.variance, row.variance.risk)
    agree("off family", state.offFamily.mean, row.offFamily.mean)
    agree("squares off family", state.offFamily.square, row.offFamily.square)
  }

  @Test("the excess risk tends to x late in training, one-hot, for small steps")
  func limit() throws {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 3)
    let system = try FlowSystem(problem: problem, positions: .oneHot)
    for step in [0.4, 0.1, 0.05] {
      var descent = try NoisyDescent(system, stepSize: step, batch: 10)
      let excess = try descent.states(after: [Int(20_000 / step)])[0].excess
      let limit = try D12GradientNoise.excess(problem: problem, stepSize: step, batch: 10)
      // Balanced against (1 - eta h)^2 instead of 1 - 2 eta h, a mode of curvature h <= 1 has 1/(1 - eta h/2) times more.
      #expect(abs(excess / limit - 1) <= 0.6 * step)
    }
  }

  @Test("one example's noise is divided by the batch, a shared frame's is not")
  func batches() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    func excess(_ positions: PositionLaw, _ batch: Int, sharesFrame: Bool = true) throws -> Double {
      var descent = try NoisyDescent(
        FlowSystem(problem: problem, positions: positions), stepSize: 0.5, batch: batch,
        sharesFrame: sharesFrame)
      return try descent.states(after: [2000])[0].excess
    }
    let frames = PositionLaw.orthonormalFrame(width: 64)
    for (positions, shares) in [(PositionLaw.oneHot, true), (frames, false)] {
      let ratio = try excess(positions, 10, sharesFrame: shares) / excess(positions, 40, sharesFrame: shares)
      #expect(abs(ratio - 4) <= 1e-9)
    }
    #expect(try excess(frames, 1_000_000) > 0.1 * excess(frames, 10))
    #expect(try excess(frames, 1_000_000, sharesFrame: false) < 1e-5 * excess(frames, 10))
    #expect(try excess(frames, 1, sharesFrame: true) == excess(frames, 1, sharesFrame: false))
  }

  @Test("descent without noise is D10's")
  func quiet() throws {
    let system = try FlowSystem(
      problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .oneHot)
    var descent = try NoisyDescent(system, stepSize: 0.7, batch: 8)
    var reduced = try ReducedDescent(system, stepSize: 0.7)
    let (noisy, plain) = (try descent.states(after: [10, 1000]), try reduced.states(after: [10, 1000]))
    for (one, other) in zip(noisy, plain) {
      #expect(abs(one.quiet.alpha - other.alpha) <= 1e-11)
      #expect(abs(one.quiet.logit - other.logit) <= 1e-11)
    }
  }

  @Test("at the trained length the risk of a test is the risk, elsewhere it is L1's for little noise")
  func otherLengths() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let frames = try FlowSystem(problem: problem, positions: .orthonormalFrame(width: 40))
    var descent = try NoisyDescent(frames, stepSize: 0.5, batch: 64)
    let state = try descent.states(after: [3000])[0]
    #expect(try descent.risk(test: problem) == state.risk)
    var calm = try NoisyDescent(frames, stepSize: 0.5, batch: 1_000_000, sharesFrame: false)
    let calmState = try calm.states(after: [3000])[0]
    for (tokens, sparsity) in [(3, 1), (16, 2), (40, 10)] {
      let test = try Problem(tokens: tokens, dimension: 3, sparsity: sparsity)
      let aligned = try AlignedWeights(
        problem: test, alpha: calmState.quiet.alpha, logit: calmState.quiet.logit)
      #expect(abs(try calm.risk(test: test).mean / aligned.risk - 1) <= 1e-4)
      #expect(try descent.risk(test: test).mean > aligned.risk)
    }
    #expect(throws: TheoryError.self) {
      try descent.risk(test: Problem(tokens: 41, dimension: 3, sparsity: 2))
    }
    #expect(throws: TheoryError.self) {
      try descent.risk(test: Problem(tokens: 8, dimension: 2, sparsity: 2))
    }
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let system = try FlowSystem(problem: problem, positions: .oneHot)
    #expect(throws: TheoryError.self) { try NoisyDescent(system, stepSize: 4, batch: 1) }
    #expect(throws: TheoryError.self) { try NoisyDescent(system, stepSize: 0.1, batch: 0) }
    #expect(throws: TheoryError.self) {
      var descent = try NoisyDescent(system, stepSize: 0.1, batch: 1)
      return try descent.states(after: [5, 4])
    }
  }
}
