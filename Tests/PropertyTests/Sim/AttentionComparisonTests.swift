import Sim
import Testing
import Theory

@Suite("AttentionComparison")
struct AttentionComparisonTests {
  @Test("the difference is that of two evaluations on the same draws, with less noise")
  func difference() throws {
    let settings = try AttentionSettings(
      problem: Problem(tokens: 7, dimension: 3, sparsity: 2), positions: .gaussian, positionDimension: 19,
      batch: 1, stepSize: 0.1)
    let address = try StreamAddress(
      baseSeed: 5, name: "test comparison", repetition: 0, purpose: .tokens)
    let weights = [1.0, 1.1].map {
      AttentionWeights(alpha: $0, logit: 0.2, dimension: 3, positionDimension: 19)
    }
    let compared = try AttentionComparison.sample(
      weights[0], less: weights[1], settings: settings, address: address, draws: 200)
    let alone = try weights.map {
      try AttentionEvaluation.evaluate($0, settings: settings, address: address, draws: 200)
    }
    #expect(compared.draws == 200)
    #expect(abs(compared.difference - (alone[0].risk - alone[1].risk)) < 1e-12)
    #expect(compared.difference != 0)
    #expect(compared.variance > 0 && compared.variance < 0.1 * alone[0].riskVariance)
  }
}
