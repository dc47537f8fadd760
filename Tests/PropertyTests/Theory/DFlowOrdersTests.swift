import Testing
import Theory

@Suite struct DFlowOrdersTests {
  private func system(_ tokens: Int, _ dimension: Int, _ sparsity: Int, _ law: PositionLaw = .oneHot) throws
    -> FlowSystem
  {
    try FlowSystem(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), positions: law)
  }

  @Test("the half time over its leading formula, to the digits of an independent program")
  func halfTimes() throws {
    for (tokens, dimension, sparsity, ratio) in [
      (1000, 5, 3, 1.02273), (10_000, 5, 3, 1.00348), (1000, 1, 1, 1.00577), (1000, 100, 1, 1.37764),
    ] {
      let phases = try FlowPhases(system(tokens, dimension, sparsity))
      let flow = try GradientFlow(problem: phases.system.problem, positions: .oneHot)
      let seen = try flow.halfTime() / phases.slowTime(logit: phases.halfLogit)
      #expect(abs(seen - ratio) <= 6e-6)
    }
  }

  @Test("the slow curve peaks where and as high as stated, and the slow time is its integral")
  func slowCurve() throws {
    let phases = try FlowPhases(system(300, 2, 7, .orthonormalFrame(width: 500)))
    let problem = phases.system.problem
    func curve(_ logit: Double) throws -> Double { try AlignedWeights.bestAlpha(problem, logit: logit) }
    #expect(abs(try curve(phases.peakLogit) - phases.peakAlpha) <= 1e-13)
    #expect(try curve(phases.peakLogit - 0.01) < phases.peakAlpha)
    #expect(try curve(phases.peakLogit + 0.01) < phases.peakAlpha)
    #expect(abs(try curve(phases.halfLogit) - phases.halfAlpha) <= 1e-13)
    for logit in [0.2, 1, 2.5, 5] {
      let rate = try phases.system.velocity(alpha: curve(logit), logit: logit).logit
      let step = 1e-5
      let slope = (phases.slowTime(logit: logit + step) - phases.slowTime(logit: logit - step)) / (2 * step)
      #expect(abs(slope * rate - 1) <= 1e-8)
    }
    #expect(throws: TheoryError.self) { try FlowPhases(system(8, 2, 4)) }
  }

  @Test("a descent step is the velocity times the step size")
  func descentStep() throws {
    let system = try system(8, 4, 2)
    var descent = try ReducedDescent(system, stepSize: 0.5)
    let states = try descent.states(after: [10, 11])
    let velocity = try system.velocity(alpha: states[0].alpha, logit: states[0].logit)
    #expect(abs(states[0].alpha + 0.5 * velocity.alpha - states[1].alpha) <= 1e-15)
    #expect(abs(states[0].logit + 0.5 * velocity.logit - states[1].logit) <= 1e-15)
    #expect(states[1].time == 5.5)
    #expect(throws: TheoryError.self) { try ReducedDescent(system, stepSize: 4) }
    #expect(throws: TheoryError.self) { try descent.states(after: [5]) }
  }

  @Test("the fit finds a coefficient that was put in")
  func fit() throws {
    let system = try system(6, 2, 2)
    let limit = SharpRate(system).riskLimit
    let states = try (0..<20).map { index in
      let t = 1e6 * Elementary.exp(0.3 * Double(index))
      let risk = limit / (t - (12 * Elementary.log(t) + 7 + 3 / t.squareRoot()) / limit)
      let weights = try AlignedWeights(problem: system.problem, alpha: 1, logit: 5)
      return (state: FlowState(time: t, weights: weights), risk: risk)
    }
    // A state's risk follows from its weights, so the risk wanted is reached through the logit at the best alpha.
    let fitted = try states.map { item in
      let (d, q, n) = (2.0, 2.0, 4.0)
      let h = (n * item.risk / (d - q * item.risk)).squareRoot()
      let logit = Elementary.log(n / (q * h))
      let alpha = try AlignedWeights.bestAlpha(system.problem, logit: logit)
      return FlowState(
        time: item.state.time,
        weights: try AlignedWeights(problem: system.problem, alpha: alpha, logit: logit))
    }
    let fit = try NextOrderFit(system, states: fitted, delay: 25, relativeError: 1e-12)
    #expect(abs(fit.slope - 12) <= 0.01)
    let predicate = D10NextOrderPredicate(system, stepSize: 0)
    #expect(try predicate.judge(fit).isRefuted)
    #expect(throws: TheoryError.self) {
      try NextOrderFit(system, states: Array(fitted.prefix(3)), delay: 25, relativeError: 1e-12)
    }
  }

  @Test("a step at or beyond the step limit has no coefficient")
  func stepLimit() throws {
    #expect(throws: TheoryError.self) { try D10NextOrder.coefficient(system(4, 20, 2), stepSize: 0.8) }
    #expect(throws: TheoryError.self) { try D10NextOrder.coefficient(system(4, 20, 2), stepSize: -0.1) }
    #expect(throws: TheoryError.self) { try D10NextOrder.coefficient(system(4, 20, 2), stepSize: .nan) }
    #expect(try D10NextOrder.coefficient(system(4, 20, 2), stepSize: 0.79) > 0)
  }

  @Test("V's decay, its rate, its curvature, and the risk: just inside verifies, just outside is refuted")
  func randomStart() throws {
    let predicate = D9RandomStartPredicate(try Problem(tokens: 5, dimension: 2, sparsity: 2))
    func moments(_ rate: Double, square: Double) -> [D9RandomStartPredicate.ValueDecay] {
      [1.0, 5, 7].map { .init(time: $0, norm: 0.3 * Elementary.exp(-rate * $0), attentionSquare: square) }
    }
    #expect(predicate.judge(decay: moments(0.201, square: 0.3), start: 0.3).isVerified)
    #expect(predicate.judge(decay: moments(0.199, square: 0.3), start: 0.3).isRefuted)
    #expect(predicate.judge(decay: moments(.nan, square: 0.3), start: 0.3).word == "undecided")
    #expect(predicate.judge(rateOf: moments(0.3, square: 0.3005)).isVerified)
    #expect(predicate.judge(rateOf: moments(0.3, square: 0.302)).isRefuted)
    #expect(predicate.judge(rateOf: moments(0.3, square: .nan)).word == "undecided")
    #expect(predicate.judge(curvature: 0.3, attentionSquare: 0.3 * (1 + 9e-10)).isVerified)
    #expect(predicate.judge(curvature: 0.3, attentionSquare: 0.3 * (1 + 2e-9)).isRefuted)
    #expect(predicate.judge(risk: 1.0099, fromZero: 1).isVerified)
    #expect(predicate.judge(risk: 1.0101, fromZero: 1).isRefuted)
    #expect(!predicate.judge(risk: .nan, fromZero: 1).isVerified)
    #expect(predicate.judge(exponent: 0.5009, predicted: 0.5).isVerified)
    #expect(predicate.judge(exponent: 0.5011, predicted: 0.5).isRefuted)
    #expect(predicate.judge(exponent: .nan, predicted: .infinity).word == "undecided")
  }

  @Test("orders of a study, and too few step sizes")
  func orders() throws {
    let sizes = [0.4, 0.2, 0.1, 0.05]
    let first = try StepSizeStudy(stepSizes: sizes, distances: sizes.map { 3 * $0 * (1 + 0.2 * $0) })
    #expect(D6StepSizePredicate(order: 1).judge(first).isVerified)
    #expect(D6StepSizePredicate(order: 1).judge(last: first).isVerified)
    #expect(D6StepSizePredicate(order: 2).judge(first).isRefuted)
    #expect(D6StepSizePredicate(order: 2).judge(last: first).isRefuted)
    let short = try StepSizeStudy(stepSizes: [0.2, 0.1], distances: [2, 1])
    #expect(D6StepSizePredicate(order: 1).judge(short).word == "undecided")
    #expect(throws: TheoryError.self) { try StepSizeStudy(stepSizes: [1], distances: []) }
  }

  @Test("a path that leaves the invariant set is refuted, a short one undecided")
  func everyStart() throws {
    let system = try system(8, 3, 2)
    let predicate = D11EveryStartPredicate(system)
    let flow = try GradientFlow(problem: system.problem, positions: .oneHot, alpha: -3, logit: 1)
    let times = (0...80).map { Elementary.expm1(0.3 * Double($0)) }
    let states = try flow.states(at: times)
    #expect(try predicate.judge(states).isVerified)
    #expect(try predicate.judge(Array(states.prefix(20))).word == "undecided")
    let back = try FlowState(
      time: 1e12, weights: AlignedWeights(problem: system.problem, alpha: -0.1, logit: 3))
    #expect(try predicate.judge(states + [back]).isRefuted)
    #expect(try predicate.judge([back]).isRefuted)
    #expect(try predicate.judge([]).word == "undecided")
    let path = try EveryStartPath(system.problem, states: states)
    #expect(try predicate.judge(limit: path).isVerified)
    #expect(try predicate.judge(limit: path, claimed: 1.005 * SharpRate(system).riskLimit).isRefuted)
    let lower = try EveryStartPath(system.problem, states: states, edge: 0.98)
    #expect(predicate.judge(stay: path).isVerified && predicate.judge(stay: lower).isRefuted)
    #expect(throws: TheoryError.self) { try EveryStartPath(system.problem, states: []) }
  }

  @Test("exponents of the slow modes")
  func exponents() throws {
    for (tokens, sparsity, mode, exponent) in [
      (6, 1, WeightMode.symmetric, 1.0 / 6), (6, 2, .difference, 0.6875), (6, 3, .difference, 1.1),
      (5, 4, .difference, 72.0 / 49), (6, 2, .symmetric, 23.0 / 24), (6, 2, .antisymmetric, .infinity),
    ] {
      let problem = try Problem(tokens: tokens, dimension: 2, sparsity: sparsity)
      let seen = try mode.exponent(problem)
      #expect(seen == exponent || abs(seen - exponent) <= 1e-15)
      for matrix in try mode.basis(problem) {
        for column in 0..<tokens {
          let sum = (0..<tokens).reduce(0) { $0 + matrix[$1, column] }
          #expect(abs(sum) <= 1e-15)
        }
      }
    }
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 1)
    #expect(throws: TheoryError.self) { try WeightMode.difference.exponent(problem) }
    let times = [1.0, 2, 4, 8]
    #expect(
      abs(D9RandomStartPredicate.exponent(times: times, norms: times.map { 1 / $0.squareRoot() }) - 0.5)
        <= 1e-14)
    #expect(D9RandomStartPredicate.exponent(times: times, norms: [1, 1, 0, 0]) == .infinity)
  }

  @Test("blocks that are not zero, and sums beyond chance, are refuted")
  func positionOnly() {
    let predicate = D13PositionOnlyPredicate()
    #expect(predicate.judge(exactlyZero: D13PositionOnlyPredicate.largest([0, -0.0])).isVerified)
    #expect(predicate.judge(exactlyZero: D13PositionOnlyPredicate.largest([0, 1e-300])).isRefuted)
    #expect(predicate.judge(exactlyZero: D13PositionOnlyPredicate.largest([0, .nan])).word == "undecided")
    func judge(_ sums: [Double], _ squares: [Double]) -> Verdict {
      predicate.judge(
        ratio: D13PositionOnlyPredicate.largestRatio(sums: sums, squares: squares), entries: sums.count)
    }
    #expect(judge([6], [1]).isVerified)
    #expect(judge([7], [1]).isRefuted)
    #expect(judge([], []).word == "undecided")
    #expect(judge([.nan], [1]).word == "undecided")
  }

  @Test("the quadratic law is judged late only, and a limit or a slow term a little off is refuted")
  func quadraticLaw() throws {
    let system = try system(20, 5, 3, .orthonormalFrame(width: 100))
    let flow = try GradientFlow(problem: system.problem, positions: system.positions)
    let delay = try D4SharpRatePredicate(system, halfTime: flow.halfTime()).delay
    let law = try QuadraticLaw(system, testTokens: 80, testSparsity: 3)
    let states = try flow.states(at: [delay, 1e6 * delay])
    func judge(
      _ state: FlowState, limit: Double? = nil, slowFactor: Double = 1, scaled: Double = 1
    ) throws -> Verdict {
      let risk = try L1Transfer.risk(
        system.problem, alpha: state.alpha, logit: state.logit, testTokens: 80, testSparsity: 3)
      return try L2QuadraticLawPredicate(law, limit: limit, slowFactor: slowFactor, delay: delay)
        .judge(state, risk: scaled * risk)
    }
    let late = states[1]
    #expect(try judge(states[0]).word == "undecided")
    #expect(try judge(late).isVerified)
    #expect(try judge(late, limit: 1.001 * law.limit).isRefuted)
    #expect(try judge(late, slowFactor: 1.05).isRefuted)
    #expect(try judge(late, limit: .infinity).word == "undecided")
    for bad in [Double.nan, .infinity] {
      #expect(try !judge(late, scaled: bad).isVerified)
    }
    // Just inside and just outside of what is allowed, at both ends.
    let allowed = try L2QuadraticLawPredicate(law, delay: delay).allowed(late)
    let slow = try law.slowDeviation(time: late.time)
    let predicate = L2QuadraticLawPredicate(law, delay: delay)
    for (share, isVerified) in [(-1.01, false), (-0.99, true), (0.99, true), (1.01, false)] {
      let risk = law.limit / late.time * (1 + slow + share * allowed)
      let verdict = try predicate.judge(late, risk: risk)
      #expect(verdict.isVerified == isVerified && verdict.isRefuted != isVerified)
      if case .verified(let margin) = verdict { #expect((0...1).contains(margin)) }
    }
  }
}
