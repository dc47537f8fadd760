import Sim
import Testing
import Theory

@Suite("AttentionSpread")
struct AttentionSpreadTests {
  private let logits = [0, 1.5, 8]

  private func settings(_ positions: Positions, width: Int) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: 7, dimension: 2, sparsity: 3), positions: positions, positionDimension: width,
      batch: 1, stepSize: 0)
  }

  private func address() throws -> StreamAddress {
    try StreamAddress(baseSeed: 33, claim: 5, problem: 1, repetition: 0, purpose: .check)
  }

  @Test("on orthonormal positions every draw is aligned: delta of A2, and a miss of delta^2 (1 + q/N)")
  func orthonormal() throws {
    let settings = try settings(.oneHot, width: 7)
    for spread in try AttentionSpread.sample(settings, address: address(), logits: logits, draws: 9) {
      let aligned = try AlignedWeights(problem: settings.problem, alpha: 1, logit: spread.logit)
      let delta = aligned.massOffSubset
      #expect(spread.massOffSubset.count == 9 && spread.squaredMiss.count == 9)
      #expect(spread.massOffSubset.allSatisfy { abs($0 - delta) <= 1e-14 })
      #expect(spread.squaredMiss.allSatisfy { abs($0 - delta * delta * 1.75) <= 1e-14 })
    }
  }

  @Test("with no logit attention is even on all tokens, whatever the positions")
  func uniform() throws {
    let spreads = try AttentionSpread.sample(
      settings(.gaussian, width: 5), address: address(), logits: [0], draws: 20)
    #expect(spreads[0].massOffSubset.allSatisfy { abs($0 - 4.0 / 7) <= 1e-15 })
    #expect(spreads[0].squaredMiss.allSatisfy { abs($0 - 4.0 / 7) <= 1e-15 })
  }

  @Test("means over the draws are those of an evaluation of W = C I on the same draws")
  func againstEvaluation() throws {
    let settings = try settings(.gaussian, width: 5)
    for spread in try AttentionSpread.sample(settings, address: address(), logits: logits, draws: 50) {
      let evaluation = try AttentionEvaluation.evaluate(
        AttentionWeights(alpha: 1, logit: spread.logit, dimension: 2, positionDimension: 5),
        settings: settings, address: address(), draws: 50)
      let off = spread.massOffSubset.reduce(0, +) / 50
      // At V = I the risk given attention is d ||s - 1_y/q||^2.
      let risk = 2 * spread.squaredMiss.reduce(0, +) / (3 * 50)
      #expect(abs(off - (1 - evaluation.massOnSubset)) <= 1e-12)
      #expect(abs(risk - evaluation.risk) <= 1e-12)
    }
  }

  @Test(
    "no draws and logits that are not finite are refused", arguments: [(0, 1.0), (3, .nan), (3, .infinity)])
  func badInput(draws: Int, logit: Double) throws {
    #expect(throws: TheoryError.self) {
      try AttentionSpread.sample(
        settings(.oneHot, width: 7), address: address(), logits: [logit], draws: draws)
    }
  }
}
