import Testing
import Theory

/// The share of the risk that the scatter of trained layers adds, and the predicates of L2 and L3 that meet them.
@Suite struct LayerNoiseTests {
  private func noise(
    _ tokens: Int, _ dimension: Int, _ sparsity: Int, alpha: Double, logit: Double, value: Double = 0,
    keyQuery: Double = 0
  ) throws -> LayerNoise {
    try LayerNoise(
      AlignedWeights(
        problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), alpha: alpha, logit: logit
      ),
      valueVariance: value, keyQueryVariance: keyQuery)
  }

  /// ||alpha softmax(logits) - 1_y/q||^2, y the first q tokens.
  private func miss(_ logits: [Double], alpha: Double, sparsity: Int) -> Double {
    let weights = logits.map(Elementary.exp)
    let total = weights.reduce(0, +)
    return weights.enumerated().reduce(0) { sum, item in
      let u = alpha * item.element / total - (item.offset < sparsity ? 1 / Double(sparsity) : 0)
      return sum + u * u
    }
  }

  @Test(
    "the part of W equals finite differences of the risk, logit by logit",
    arguments: [(7, 3, 2, 1.1, 2.5), (5, 2, 1, 0.7, 0.3), (9, 4, 6, 1.3, -0.5)])
  func finiteDifferences(tokens: Int, dimension: Int, sparsity: Int, alpha: Double, logit: Double) throws {
    let step = 1e-3
    let centre = (0..<tokens).map { $0 < sparsity ? logit : 0 }
    var sum = 0.0
    for token in 0..<tokens {
      var (up, down) = (centre, centre)
      up[token] += step
      down[token] -= step
      sum +=
        (miss(up, alpha: alpha, sparsity: sparsity) + miss(down, alpha: alpha, sparsity: sparsity)
          - 2 * miss(centre, alpha: alpha, sparsity: sparsity)) / (step * step)
    }
    let seen = try noise(tokens, dimension, sparsity, alpha: alpha, logit: logit, keyQuery: 0.01).addedRisk
    let expected = Double(dimension * sparsity) * 0.01 / 2 * sum
    #expect(abs(seen - expected) <= 1e-5 * abs(expected) + 1e-9)
  }

  @Test("the part of V, its slope and deviation, by hand at even attention")
  func valuePart() throws {
    // s = 1/4 on four tokens, q = 2, alpha = 1: ||s||^2 = 1/4, P = 1/2.
    let seen = try noise(4, 3, 2, alpha: 1, logit: 0, value: 0.12)
    #expect(abs(seen.addedRisk - 9 * 0.12 / 4) <= 1e-15)
    #expect(abs(seen.slopeInAlpha) <= 1e-15)
    #expect(abs(try noise(4, 3, 2, alpha: 2, logit: 0, value: 0.12).slopeInAlpha - 1.5) <= 1e-15)
    // To second order sqrt(2) * 3 * 0.12/4, together with the first order's slope * sqrt(0.12/3).
    #expect(abs(seen.deviation - 0.09 * (2.0).squareRoot()) <= 1e-15)
    let other = try noise(4, 3, 2, alpha: 2, logit: 0, value: 0.12).deviation
    #expect(abs(other - (0.09 + 2 * 0.0081).squareRoot()) <= 1e-15)
  }

  @Test("shifts of alpha and C move the risk along its gradient")
  func shifts() throws {
    let (alpha, logit, step) = (1.2, 2.0, 1e-5)
    func risk(_ alpha: Double, _ logit: Double) throws -> Double {
      try AlignedWeights(problem: Problem(tokens: 9, dimension: 4, sparsity: 2), alpha: alpha, logit: logit)
        .risk
    }
    let aligned = try AlignedWeights(
      problem: Problem(tokens: 9, dimension: 4, sparsity: 2), alpha: alpha, logit: logit)
    let seen = try LayerNoise(
      aligned, valueVariance: 0, keyQueryVariance: 0, shiftOfAlpha: 0.02, shiftOfLogit: -0.03)
    let byAlpha = try (risk(alpha + step, logit) - risk(alpha - step, logit)) / (2 * step)
    let byLogit = try (risk(alpha, logit + step) - risk(alpha, logit - step)) / (2 * step)
    #expect(seen.scatterRisk == 0)
    #expect(seen.deviation == 0)
    let spread = try LayerNoise(aligned, valueVariance: 0, keyQueryVariance: 0, varianceOfLogit: 0.04)
    #expect(abs(spread.deviation - 0.2 * abs(byLogit)) <= 1e-9)
    #expect(abs(seen.addedRisk - (0.02 * byAlpha - 0.03 * byLogit)) <= 1e-9)
  }

  @Test("late, with the same variance in V and W, the share is D12's excess")
  func lateExcess() throws {
    for (tokens, dimension, sparsity) in [(8, 3, 2), (20, 5, 3), (6, 4, 1), (6, 2, 4)] {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let alpha = try AlignedWeights.bestAlpha(problem, logit: 12)
      let aligned = try AlignedWeights(problem: problem, alpha: alpha, logit: 12)
      let variance = try LayerNoise.valueVariance(aligned, stepSize: 0.1, batch: 4)
      let seen = try LayerNoise(aligned, valueVariance: variance, keyQueryVariance: variance)
      let expected = try D12GradientNoise.excess(problem: problem, stepSize: 0.1, batch: 4)
      #expect(abs(seen.addedRisk / aligned.risk / expected - 1) <= 1e-3, "\(problem)")
    }
  }

  @Test("layers with the share of their noise are verified; without it, and with a wrong law, refuted")
  func trainedLayers() throws {
    let (value, keyQuery) = (1.1e-5, 1.2e-4)
    let test = try noise(32, 3, 8, alpha: 1.13, logit: 3.1, value: value, keyQuery: keyQuery)
    let trained = try noise(8, 3, 2, alpha: 1.13, logit: 3.1, value: value, keyQuery: keyQuery)
    func predicate(_ noise: LayerNoise, factor: Double = 1, isQuiet: Bool = false) -> L2TrainedLayersPredicate
    {
      L2TrainedLayersPredicate(
        noise, trainedShare: trained.addedRisk / trained.weights.risk, layers: 100, drawVariance: 0,
        factor: factor, isQuiet: isQuiet)
    }
    let (own, atTrained) = (predicate(test), predicate(trained))
    #expect(own.excess > 0.1 && own.excess < 0.2)
    let mean = own.flowRisk * (1 + own.excess)
    #expect(own.judge(meanRisk: mean).isVerified)
    #expect(own.judge(meanRisk: mean + 0.9 * own.allowed * own.flowRisk).isVerified)
    #expect(own.judge(meanRisk: mean + 1.1 * own.allowed * own.flowRisk).isRefuted)
    #expect(own.judge(meanRisk: .nan).word == "undecided")
    #expect(predicate(test, factor: 1.1).judge(meanRisk: mean).isRefuted)
    #expect(predicate(test, isQuiet: true).judge(meanRisk: mean).isRefuted)
    // At equal density the flow's ratio is N/N' = 1/4.
    #expect(abs(own.flowRisk / atTrained.flowRisk - 0.25) <= 1e-14)
    let ratio = mean / (atTrained.flowRisk * (1 + atTrained.excess))
    #expect(own.judge(ratio: ratio, density: 0.25, trained: atTrained).isVerified)
    #expect(own.judge(ratio: 1.1 * ratio, density: 0.25, trained: atTrained).isRefuted)
  }

  @Test(
    "fixed positions: the closed form is verified, 3 % off and a risk near zero are refuted, NaN is undecided"
  )
  func fixedPositions() throws {
    // By hand at T = 2, q = 1, T' = 4, alpha = 1, C = ln 9: n = 0 or 1 with probability 1/2.
    // n = 1: weights 3, 1/3, 1, 1 of 16/3, d ((9/16 - 1)^2 + (1 + 9 + 9)/256) = 68/256 for d = 1;
    // n = 0: even attention, (3/4)^2 + 3/16 = 3/4. Together 65/128; the limit 3/8.
    let fixed = try FixedPositions(problem: Problem(tokens: 2, dimension: 1, sparsity: 1), testTokens: 4)
    let logit = 2 * Elementary.log(3)
    let predicate = L3FixedPositionsPredicate()
    func judge(_ risk: Double, alpha: Double = 1, logit: Double) throws -> Verdict {
      try predicate.judge(risk: risk, alpha: alpha, logit: logit, at: fixed)
    }
    #expect(abs(try fixed.risk(alpha: 1, logit: logit) - 65.0 / 128) <= 1e-15)
    #expect(abs(try fixed.limit() - 0.375) <= 1e-15)
    #expect(try judge(65.0 / 128, logit: logit).isVerified)
    #expect(try judge(1.015 * 65.0 / 128, logit: logit).isVerified)
    #expect(try judge(1.03 * 65.0 / 128, logit: logit).isRefuted)
    #expect(try judge(0.97 * 65.0 / 128, logit: logit).isRefuted)
    // The aligned weights' risk at T' = 4, what generalization would give: 9/12 on y.
    #expect(try judge(0.0625 + 0.0625 / 3, logit: logit).isRefuted)
    #expect(try judge(0.01, logit: logit).isRefuted)
    #expect(try judge(.nan, logit: logit).word == "undecided")
    #expect(throws: TheoryError.self) { try judge(0.5, alpha: .nan, logit: logit) }
    #expect(throws: TheoryError.self) { try judge(0.5, logit: .infinity) }
  }

  @Test("variances that are negative or not finite are errors")
  func errors() throws {
    #expect(throws: TheoryError.self) { try noise(4, 3, 2, alpha: 1, logit: 1, value: -1) }
    #expect(throws: TheoryError.self) { try noise(4, 3, 2, alpha: 1, logit: 1, keyQuery: .nan) }
    let aligned = try AlignedWeights(
      problem: Problem(tokens: 4, dimension: 3, sparsity: 2), alpha: 1, logit: 1)
    #expect(throws: TheoryError.self) { try LayerNoise.valueVariance(aligned, stepSize: 0, batch: 4) }
    #expect(throws: TheoryError.self) { try LayerNoise.valueVariance(aligned, stepSize: 0.1, batch: 0) }
  }
}
