import Testing
import Theory

@Suite struct GaussianPositionTests {
  @Test("the flow on Gaussian positions passes the logits and risks found by sampling")
  func path() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GaussianPositionFlow(problem: problem, width: 64)
    let states = try flow.states(at: [100, 250, 500, 1000, 2000, 10_000])
    let logits = [0.306, 1.119, 2.036, 2.715, 3.281]
    for (state, logit) in zip(states, logits) { #expect(abs(state.logit - logit) <= 2e-3, "\(state)") }
    #expect(abs(states[3].risk - 0.0836) <= 3e-4)
    #expect(abs(states[5].risk - 0.0101) <= 1e-4)
    #expect(abs(try GaussianPositionFloor(problem: problem, width: 64).risk - 4.7109e-4) <= 1e-7)
  }

  @Test(
    "the states solve the system: fourth-order steps on its velocity end at the same point",
    arguments: [(2, 4), (2, 5), (2, 16)])
  func system(sparsity: Int, width: Int) throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: sparsity)
    let flow = try GaussianPositionFlow(problem: problem, width: width, largestLogit: 8)
    var (alpha, logit) = (0.0, 0.0)
    let step = 0.25
    for _ in 0..<400 {
      let a = try flow.velocity(alpha: alpha, logit: logit)
      let b = try flow.velocity(alpha: alpha + step / 2 * a.alpha, logit: logit + step / 2 * a.logit)
      let c = try flow.velocity(alpha: alpha + step / 2 * b.alpha, logit: logit + step / 2 * b.logit)
      let e = try flow.velocity(alpha: alpha + step * c.alpha, logit: logit + step * c.logit)
      alpha += step / 6 * (a.alpha + 2 * b.alpha + 2 * c.alpha + e.alpha)
      logit += step / 6 * (a.logit + 2 * b.logit + 2 * c.logit + e.logit)
    }
    let state = try flow.states(at: [100])[0]
    #expect(abs(state.alpha / alpha - 1) <= 1e-6)
    #expect(abs(state.logit / logit - 1) <= 1e-6)
  }

  /// With one token outside, P = q/(q + e^{C(score - 1)}) and the score's law is known (A4): one integral, by another rule.
  @Test(
    "with one token outside the moments are integrals over Student's density, heavy tails included",
    arguments: [(1, 3), (1, 4), (3, 5), (3, 6), (2, 40)])
  func oneOutsider(sparsity: Int, width: Int) throws {
    let problem = try Problem(tokens: sparsity + 1, dimension: 1, sparsity: sparsity)
    let flow = try GaussianPositionFlow(problem: problem, width: width)
    let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
    let q = Double(sparsity)
    for logit in [0.05, 0.7, 2, 6, 15] {
      var (mass, square) = (0.0, 0.0)
      // score = sinh x, so that the density's powers of the score become exponentials of x.
      let step = 1.0 / 64
      for index in -1280...1280 {
        let x = step * Double(index)
        let score = 0.5 * (Elementary.exp(x) - Elementary.exp(-x))
        let slope = 0.5 * (Elementary.exp(x) + Elementary.exp(-x))
        let weight = step * slope * (try law.density(score: score))
        let away = logit * (score - 1)
        let less = Elementary.exp(-abs(away))
        let outside = away > 0 ? 1 / (1 + q * less) : less / (q + less)
        mass += weight * (1 - outside)
        square += weight * (outside * outside + (1 - outside) * (1 - outside) / q)
      }
      let moments = try flow.moments(logit: logit)
      #expect(abs(moments.mass - mass) <= 1e-9, "C = \(logit): \(moments.mass), integral \(mass)")
      #expect(abs(moments.square - square) <= 1e-9, "C = \(logit): \(moments.square), integral \(square)")
    }
  }

  @Test(
    "at C = 0 attention is even and C' = (d/d_e) alpha N/T^2, whatever the width",
    arguments: [5, 6, 64, 4096])
  func start(width: Int) throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GaussianPositionFlow(problem: problem, width: width)
    let moments = try flow.moments(logit: 0)
    #expect(abs(moments.mass - 3.0 / 20) <= 1e-9)
    #expect(abs(moments.square - 1.0 / 20) <= 1e-9)
    let velocity = try flow.velocity(alpha: 0.5, logit: 0)
    let exact = 5 / Double(width) * 0.5 * 17 / 400
    #expect(abs(velocity.logit / exact - 1) <= 5e-6)
  }

  @Test(
    "the risk of given weights is A1's with the table's moments, and alpha's best value gives A5's least risk"
  )
  func risk() throws {
    for (tokens, sparsity, width) in [(20, 3, 64), (8, 2, 4), (100_000, 3, 96)] {
      let problem = try Problem(tokens: tokens, dimension: 5, sparsity: sparsity)
      let flow = try GaussianPositionFlow(problem: problem, width: width, largestLogit: 8)
      for logit in [0.3, 2, 7.5] {
        let (mass, square) = try flow.moments(logit: logit)
        let alpha = mass / (Double(sparsity) * square)
        let risk = try GaussianPositionFlow.risk(problem, width: width, alpha: alpha, logit: logit)
        let least = try A5QueryFloor.leastRisk(problem: problem, meanMass: mass, meanSquare: square)
        #expect(abs(risk - least) <= 1e-7, "T = \(tokens), C = \(logit): \(risk), \(least)")
        let shifted = try GaussianPositionFlow.risk(
          problem, width: width, alpha: alpha + 0.25, logit: logit)
        #expect(abs(shifted - risk - 5 * square / 16) <= 1e-7)
      }
      let idle = try GaussianPositionFlow.risk(problem, width: width, alpha: 0, logit: 3)
      #expect(abs(idle - problem.trivialRisk) <= 1e-15)
    }
  }

  @Test(
    "the stall costs no steps: a path ends at the floor at every late time, at narrow widths and long sequences"
  )
  func stall() throws {
    for (tokens, width, top) in [(20, 5, 16.0), (20, 64, 32), (100_000, 96, 40)] {
      let problem = try Problem(tokens: tokens, dimension: 5, sparsity: 3)
      let flow = try GaussianPositionFlow(problem: problem, width: width, largestLogit: top)
      let states = try flow.states(at: [1e11, 3e11, 1e12])
      let floor = try GaussianPositionFloor(problem: problem, width: width)
      for state in states {
        #expect(abs(state.risk / floor.risk - 1) <= 1e-5, "T = \(tokens), width \(width): \(state)")
      }
    }
  }

  @Test("without a spread of the scores the moments are those of aligned weights")
  func wide() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let flow = try GaussianPositionFlow(problem: problem, width: 10_000_000, largestLogit: 6)
    for logit in [0.0, 1, 3.3, 6] {
      let aligned = try AlignedWeights(problem: problem, alpha: 1, logit: logit)
      #expect(abs(try flow.moments(logit: logit).mass - aligned.massOnSubset) <= 1e-4)
    }
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    #expect(throws: TheoryError.self) { try GaussianPositionFlow(problem: problem, width: 4) }
    #expect(throws: TheoryError.self) {
      try GaussianPositionFlow(problem: problem, width: 64, largestLogit: 50)
    }
    #expect(throws: TheoryError.self) {
      try GaussianPositionFlow.risk(problem, width: 4, alpha: 1, logit: 1)
    }
    #expect(throws: TheoryError.self) {
      try GaussianPositionFlow.risk(problem, width: 64, alpha: .nan, logit: 1)
    }
    #expect(throws: TheoryError.self) {
      try GaussianPositionFlow.risk(problem, width: 64, alpha: 1, logit: 41)
    }
    let flow = try GaussianPositionFlow(problem: problem, width: 64, largestLogit: 2)
    #expect(throws: TheoryError.self) { try flow.velocity(alpha: 1, logit: 3) }
    #expect(throws: TheoryError.self) { try flow.states(at: [1e6]) }
    #expect(throws: TheoryError.self) { try flow.states(at: [2, 1]) }
  }
}
