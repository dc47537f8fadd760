import Sim
import Testing
import Theory

@Suite("LengthTransfer")
struct LengthTransferTests {
  private func address(_ repetition: Int) throws -> StreamAddress {
    try StreamAddress(baseSeed: 21, name: "test 4/1", repetition: repetition, purpose: .tokens)
  }

  @Test("aligned weights on frames have the closed form's risk at every length, draw by draw")
  func framesAligned() throws {
    let trained = try AttentionSettings(
      problem: Problem(tokens: 6, dimension: 3, sparsity: 2), positions: .orthonormalFrame,
      positionDimension: 40, batch: 4, stepSize: 0.1)
    let weights = AttentionWeights(alpha: 1.1, logit: 3, dimension: 3, positionDimension: 40)
    for (tokens, sparsity) in [(6, 2), (12, 2), (40, 2), (20, 5)] {
      let test = try Problem(tokens: tokens, dimension: 3, sparsity: sparsity)
      let result = try LengthTransfer.evaluate(
        weights, trained: trained, test: test, address: try address(0), draws: 20)
      let formula = try L1Transfer.risk(
        trained.problem, alpha: 1.1, logit: 3, testTokens: tokens, testSparsity: sparsity)
      #expect(abs(result.risk - formula) <= 1e-12)
      #expect(result.riskVariance <= 1e-24)
    }
  }

  @Test("one-hot weights at a longer length have the closed form's risk (false alarm 1e-9, Hoeffding)")
  func oneHotLonger() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    let trained = try AttentionSettings(
      problem: problem, positions: .oneHot, positionDimension: 8, batch: 4, stepSize: 0.1)
    let weights = AttentionWeights(
      alpha: 1.05, logit: 4, dimension: 3, positionDimension: 8, family: .centered)
    let result = try LengthTransfer.evaluate(
      weights, trained: trained, test: Problem(tokens: 16, dimension: 3, sparsity: 2),
      address: try address(1), draws: 20_000)
    let formula = try FixedPositions(problem: problem, testTokens: 16).risk(alpha: 1.05, logit: 4)
    // The risk takes one of three values, all seen, so it lies within [0, largest].
    #expect(abs(result.risk - formula) <= (21.42 / 40_000).squareRoot() * result.largestRisk)
  }

  @Test("the exact risk of one-hot weights is the closed form's, at the trained length and beyond")
  func oneHotExact() throws {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    let weights = AttentionWeights(
      alpha: 1.05, logit: 4, dimension: 3, positionDimension: 6, family: .centered)
    for tokens in [6, 7, 12] {
      let risk = try LengthTransfer.exactOneHotRisk(
        weights, test: Problem(tokens: tokens, dimension: 3, sparsity: 2))
      let formula = try FixedPositions(problem: problem, testTokens: tokens).risk(alpha: 1.05, logit: 4)
      #expect(abs(risk - formula) <= 1e-12)
    }
    // Weights without symmetry, at the trained length.
    var numbers = RandomStream(try address(3), step: 0)
    let drawn = AttentionWeights.random(dimension: 3, positionDimension: 6, scale: 1, stream: &numbers)
    let direct = try PopulationGradient(oneHot: drawn, over: SubsetEnumeration(problem)).risk
    #expect(abs(try LengthTransfer.exactOneHotRisk(drawn, test: problem) - direct) <= 1e-12 * direct)
    #expect(throws: TheoryError.self) {
      try LengthTransfer.exactOneHotRisk(weights, test: Problem(tokens: 5, dimension: 3, sparsity: 2))
    }
    #expect(throws: TheoryError.self) {
      try LengthTransfer.exactOneHotRisk(weights, test: Problem(tokens: 6, dimension: 2, sparsity: 2))
    }
  }

  @Test("frames longer than their space, fixed positions and no draws are refused")
  func badInput() throws {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    let longer = try Problem(tokens: 20, dimension: 3, sparsity: 2)
    let weights = AttentionWeights(alpha: 1, logit: 1, dimension: 3, positionDimension: 16)
    let frames = try AttentionSettings(
      problem: problem, positions: .orthonormalFrame, positionDimension: 16, batch: 4, stepSize: 0.1)
    let fixed = try AttentionSettings(
      problem: problem, positions: .gaussian, renewal: .fixed, positionDimension: 16, batch: 4, stepSize: 0.1)
    for (settings, test, draws) in [(frames, longer, 5), (fixed, longer, 5), (frames, problem, 0)] {
      #expect(throws: TheoryError.self) {
        try LengthTransfer.evaluate(
          weights, trained: settings, test: test, address: try address(2), draws: draws)
      }
    }
  }
}
