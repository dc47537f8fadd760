import Testing
import Theory

/// The predicates that L1 to L4 hold trained layers against, by hand.
@Suite struct TrainedLengthTests {
  /// Expects verified with a margin in 0...1 inside, refuted outside.
  private func expect(_ verdict: Verdict, _ isInside: Bool, sourceLocation: SourceLocation = #_sourceLocation)
  {
    #expect(isInside ? verdict.isVerified : verdict.isRefuted, sourceLocation: sourceLocation)
    if case .verified(let margin) = verdict {
      #expect((0...1).contains(margin), sourceLocation: sourceLocation)
    }
  }

  @Test("layers with the share of their noise are verified; without it, and with a wrong law, refuted")
  func trainedLayers() {
    func predicate(flowRisk: Double = 0.25, excess: Double) -> L2TrainedLayersPredicate {
      L2TrainedLayersPredicate(
        flowRisk: flowRisk, excess: excess, trainedExcess: 0.05, deviation: 0.01, layers: 100)
    }
    // 7 * 0.01 / 10 + 4 * 0.05 * 0.1 + 0.003 = 0.03, of a quarter.
    let own = predicate(excess: 0.1)
    #expect(abs(own.allowed - 0.03) <= 1e-15)
    #expect(abs(own.detects - 0.03233) <= 1e-15)
    for (off, isInside) in [(-0.031, false), (-0.029, true), (0, true), (0.029, true), (0.031, false)] {
      expect(own.judge(meanRisk: 0.275 + 0.25 * off), isInside)
    }
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(!own.judge(meanRisk: bad).isVerified)
      #expect(!predicate(flowRisk: bad, excess: 0.1).judge(meanRisk: 0.275).isVerified)
      #expect(!predicate(excess: bad).judge(meanRisk: 0.275).isVerified)
    }
    #expect(!predicate(flowRisk: 0, excess: 0).judge(meanRisk: 0).isVerified)
    #expect(predicate(excess: 0).judge(meanRisk: 0.275).isRefuted)
    #expect(predicate(flowRisk: 0.3, excess: 0.1).judge(meanRisk: 0.275).isRefuted)
  }

  @Test("the ratio at equal density is N/N' and the ratio of both noises")
  func equalDensity() {
    let trained = L2TrainedLayersPredicate(
      flowRisk: 1, excess: 0.05, trainedExcess: 0.05, deviation: 0.003, layers: 100)
    let own = L2TrainedLayersPredicate(
      flowRisk: 0.25, excess: 0.1, trainedExcess: 0.05, deviation: 0.004, layers: 100)
    // 7 * 0.0005 + 4 * 0.05 * 0.05 + 0.003.
    #expect(abs(own.allowed(trained: trained) - 0.0165) <= 1e-15)
    #expect(abs(own.detects(trained: trained) - 0.017665) <= 1e-15)
    let predicted = 0.25 * 1.1 / 1.05
    for (off, isInside) in [(-0.017, false), (-0.016, true), (0.016, true), (0.017, false)] {
      expect(own.judge(ratio: (1 + off) * predicted, density: 0.25, trained: trained), isInside)
    }
    #expect(own.judge(ratio: predicted, density: 0.5, trained: trained).isRefuted)
    #expect(own.judge(ratio: .infinity, density: 0.25, trained: trained).word == "undecided")
    #expect(!own.judge(ratio: predicted, density: .nan, trained: trained).isVerified)
  }

  @Test("alpha as a control variate leaves the mean risk and lessens its spread")
  func controlVariate() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let system = try FlowSystem(problem: problem, positions: .orthonormalFrame(width: 32))
    var descent = try NoisyDescent(system, stepSize: 0.5, batch: 64)
    let state = try descent.states(after: [4000])[0]
    for (tokens, sparsity) in [(4, 2), (8, 2), (16, 2), (32, 8)] {
      let test = try Problem(tokens: tokens, dimension: 3, sparsity: sparsity)
      let noise = try TestedNoise(descent, test: test, draws: 64)
      let plain = try descent.risk(test: test)
      func risk(_ alpha: Double) throws -> Double {
        try L1Transfer.risk(
          problem, alpha: alpha, logit: state.quiet.logit, testTokens: tokens, testSparsity: sparsity)
      }
      let quiet = try risk(state.quiet.alpha)
      #expect(abs(noise.excess - (plain.mean / quiet - 1)) <= 1e-12)
      #expect(noise.deviation > 0)
      #expect(noise.deviation * quiet <= 1.01 * plain.standardDeviation(draws: 64))
      // To first order Z does not see alpha.
      let step = 1e-4
      let moved = noise.controlled(risk: try risk(state.quiet.alpha + step), alpha: noise.alphaMean + step)
      #expect(abs(moved - quiet) <= 4 * 3 * step * step)
      #expect(noise.controlled(risk: quiet, alpha: noise.alphaMean) == quiet)
    }
    #expect(throws: TheoryError.self) {
      try TestedNoise(descent, test: Problem(tokens: 33, dimension: 3, sparsity: 2), draws: 64)
    }
  }

  @Test("weights that select nothing never verify the formula")
  func trivialWeights() throws {
    let test = try Problem(tokens: 16, dimension: 3, sparsity: 2)
    for (alpha, logit) in [(0.0, 0.0), (0, 3), (1, 0)] {
      let weights = try AlignedWeights(problem: test, alpha: alpha, logit: logit)
      let predicate = L1TransferPredicate(weights)
      #expect(predicate.judge(directRisk: weights.risk).word == "undecided")
      let exact = Measured(
        estimate: weights.risk, lower: weights.risk, upper: weights.risk, falseAlarm: 1e-9)
      #expect(predicate.judge(measured: exact).word == "undecided")
    }
    let weights = try AlignedWeights(problem: test, alpha: 1.05, logit: 3)
    let predicate = L1TransferPredicate(weights)
    #expect(predicate.judge(directRisk: weights.risk).isVerified)
    #expect(predicate.judge(directRisk: weights.risk * (1 + 1e-9)).isRefuted)
    #expect(predicate.judge(directRisk: weights.risk * (1 - 1e-9)).isRefuted)
    for bad in [Double.nan, .infinity] { #expect(!predicate.judge(directRisk: bad).isVerified) }
    func interval(_ low: Double, _ high: Double) -> Verdict {
      predicate.judge(
        measured: Measured(
          estimate: 0.5 * (low + high) * weights.risk, lower: low * weights.risk,
          upper: high * weights.risk, falseAlarm: 1e-9))
    }
    expect(interval(0.999, 1.04), true)
    expect(interval(0.96, 1.001), true)
    expect(interval(1.001, 1.04), false)
    expect(interval(0.96, 0.999), false)
    #expect(interval(0.9, 1.1).word == "undecided")
    #expect(!interval(.nan, 1.04).isVerified)
    #expect(!interval(0.96, .infinity).isVerified)
  }

  @Test("fixed positions: the closed form and the limit decide at both ends, NaN never verifies")
  func fixedPositions() throws {
    // By hand at T = 2, q = 1, T' = 4, alpha = 1, C = ln 9: n = 0 or 1 with probability 1/2.
    // n = 1: weights 3, 1/3, 1, 1 of 16/3, d ((9/16 - 1)^2 + (1 + 9 + 9)/256) = 68/256 for d = 1;
    // n = 0: even attention, (3/4)^2 + 3/16 = 3/4. Together 65/128; the limit 3/8.
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let fixed = try FixedPositions(problem: problem, testTokens: 4)
    let formula = try fixed.risk(alpha: 1, logit: 2 * Elementary.log(3))
    #expect(abs(formula - 65.0 / 128) <= 1e-15)
    #expect(abs(try fixed.limit() - 0.375) <= 1e-15)
    // eta (d + q - 1)/(2 q B) = 0.5 / 128; four times that of a trained risk of 0.01.
    let share = try D12GradientNoise.excess(problem: problem, stepSize: 0.5, batch: 64)
    #expect(share == 0.5 / 128)
    let predicate = L3FixedPositionsPredicate(formula: formula, noise: 0.01 * share)
    #expect(abs(predicate.allowed - (0.001 * formula + 0.04 * share)) <= 1e-15)
    for (off, isInside) in [(-1.01, false), (-0.99, true), (0.99, true), (1.01, false)] {
      expect(predicate.judge(risk: formula + off * predicate.allowed, testTokens: 4), isInside)
    }
    for bad in [Double.nan, .infinity] {
      #expect(!predicate.judge(risk: bad, testTokens: 4).isVerified)
      #expect(
        !L3FixedPositionsPredicate(formula: bad, noise: 0).judge(risk: formula, testTokens: 4).isVerified)
      #expect(
        !L3FixedPositionsPredicate(formula: formula, noise: bad).judge(risk: formula, testTokens: 4)
          .isVerified)
      #expect(!L3FixedPositionsPredicate.judge(risk: bad, limit: 0.375, testTokens: 4).isVerified)
      #expect(!L3FixedPositionsPredicate.judge(risk: 0.5, limit: bad, testTokens: 4).isVerified)
    }
    // The aligned weights' risk at T' = 4, what generalization would give: 9/12 on y.
    #expect(L3FixedPositionsPredicate.judge(risk: 0.0625 + 0.0625 / 3, limit: 0.375, testTokens: 4).isRefuted)
    expect(L3FixedPositionsPredicate.judge(risk: 0.149, limit: 0.375, testTokens: 4), false)
    expect(L3FixedPositionsPredicate.judge(risk: 0.151, limit: 0.375, testTokens: 4), true)
    #expect(throws: TheoryError.self) { try fixed.risk(alpha: .nan, logit: 1) }
    #expect(throws: TheoryError.self) { try fixed.risk(alpha: 1, logit: .infinity) }
  }

  @Test("longer sequences: the band decides at both ends, for exact risks and for intervals")
  func longerSequences() {
    let predicate = L4GeneralizationPredicate()
    for (risk, isInside) in [(0.899, false), (0.901, true), (1.099, true), (1.101, false)] {
      expect(predicate.judge(risk: 2 * risk, formula: 2, testTokens: 16), isInside)
    }
    func interval(_ low: Double, _ high: Double) -> Verdict {
      predicate.judge(
        measured: Measured(estimate: 0.5 * (low + high), lower: low, upper: high, falseAlarm: 1e-9),
        formula: 1, testTokens: 16)
    }
    expect(interval(0.901, 1.099), true)
    expect(interval(0.7, 0.899), false)
    expect(interval(1.101, 1.3), false)
    #expect(interval(0.89, 1).word == "undecided")
    for bad in [Double.nan, .infinity] {
      #expect(!predicate.judge(risk: bad, formula: 2, testTokens: 16).isVerified)
      #expect(!predicate.judge(risk: 2, formula: bad, testTokens: 16).isVerified)
      #expect(!interval(0.95, bad).isVerified)
      #expect(!interval(bad, 1).isVerified)
    }
    // The mean over layers: 7 * 0.01/10 + 4 * 0.02 * 0.05 + 0.003 about 1.05.
    let pooled = L4GeneralizationPredicate.pooled(
      excess: 0.05, trainedExcess: 0.02, deviation: 0.01, layers: 100)
    for (off, isInside) in [(-0.0141, false), (-0.0139, true), (0.0139, true), (0.0141, false)] {
      expect(pooled.judge(meanRisk: 1.05 + off), isInside)
    }
  }

  @Test("a time is late for a long test in proportion to its squared ratio of odds")
  func lateTime() throws {
    let system = try FlowSystem(
      problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .orthonormalFrame(width: 2000))
    let flow = try GradientFlow(problem: system.problem, positions: system.positions)
    let delay = try D4SharpRatePredicate(system, halfTime: flow.halfTime()).delay
    for (tokens, sparsity) in [(10, 3), (20, 3), (160, 3), (1280, 3), (40, 1)] {
      let law = try QuadraticLaw(system, testTokens: tokens, testSparsity: sparsity)
      let time = L2QuadraticLawPredicate.lateTime(law, delay: delay, delays: 100)
      let state = try flow.states(at: [time])[0]
      #expect(try L2QuadraticLawPredicate(law, delay: delay).allowed(state) <= 0.25)
      let without = try L2QuadraticLawPredicate(law, delay: 0).allowed(state)
      #expect(try without < L2QuadraticLawPredicate(law, delay: delay).allowed(state))
      for bad in [-1e-9, .infinity, .nan] {
        #expect(throws: TheoryError.self) { try L2QuadraticLawPredicate(law, delay: bad).allowed(state) }
      }
    }
    // A step beyond the limit of full matrices is refused.
    let law = try QuadraticLaw(system, testTokens: 40, testSparsity: 3)
    let state = try flow.states(at: [1e6 * delay])[0]
    #expect(throws: TheoryError.self) {
      try L2QuadraticLawPredicate(law, delay: delay, stepSize: 100).judge(state, risk: 1)
    }
  }
}
