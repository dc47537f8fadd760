import Testing
import Theory

/// The predicates that L2 and L3 hold trained layers against, by hand.
@Suite struct TrainedLengthTests {
  @Test("layers with the share of their noise are verified; without it, and with a wrong law, refuted")
  func trainedLayers() {
    func predicate(flowRisk: Double = 0.25, excess: Double) -> L2TrainedLayersPredicate {
      L2TrainedLayersPredicate(
        flowRisk: flowRisk, excess: excess, trainedExcess: 0.05, deviation: 0.01, layers: 100)
    }
    // 7 * 0.01 / 10 + 4 * 0.05 * 0.1 + 0.003 = 0.03, of a quarter.
    let own = predicate(excess: 0.1)
    #expect(abs(own.allowed - 0.03) <= 1e-15)
    #expect(own.judge(meanRisk: 0.275).isVerified)
    #expect(own.judge(meanRisk: 0.275 + 0.25 * 0.029).isVerified)
    #expect(own.judge(meanRisk: 0.275 + 0.25 * 0.031).isRefuted)
    #expect(own.judge(meanRisk: 0.275 - 0.25 * 0.031).isRefuted)
    #expect(own.judge(meanRisk: .nan).word == "undecided")
    #expect(predicate(excess: 0).judge(meanRisk: 0.275).isRefuted)
    #expect(predicate(flowRisk: 0.3, excess: 0.1).judge(meanRisk: 0.275).isRefuted)
  }

  @Test("the ratio at equal density is N/N' and the ratio of both noises")
  func equalDensity() {
    let trained = L2TrainedLayersPredicate(
      flowRisk: 1, excess: 0.05, trainedExcess: 0.05, deviation: 0.01, layers: 100)
    let own = L2TrainedLayersPredicate(
      flowRisk: 0.25, excess: 0.1, trainedExcess: 0.05, deviation: 0.01, layers: 100)
    // 0.03 and 0.02.
    let predicted = 0.25 * 1.1 / 1.05
    #expect(own.judge(ratio: 1.049 * predicted, density: 0.25, trained: trained).isVerified)
    #expect(own.judge(ratio: 1.051 * predicted, density: 0.25, trained: trained).isRefuted)
    #expect(own.judge(ratio: predicted, density: 0.5, trained: trained).isRefuted)
    #expect(own.judge(ratio: .infinity, density: 0.25, trained: trained).word == "undecided")
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
      .all([
        predicate.judge(
          risk: risk, formula: try fixed.risk(alpha: alpha, logit: logit), testTokens: fixed.testTokens),
        predicate.judge(risk: risk, limit: try fixed.limit(), testTokens: fixed.testTokens),
      ])
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
}
