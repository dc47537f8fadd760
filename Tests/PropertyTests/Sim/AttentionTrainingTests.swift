import Sim
import Testing
import Theory

@Suite("AttentionTraining")
struct AttentionTrainingTests {
  private func settings() throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: 6, dimension: 2, sparsity: 2), positions: .oneHot, positionDimension: 6,
      batch: 32, stepSize: 0.1)
  }

  private func run(_ checkpoints: [Int]) throws -> AttentionTraining {
    let address = try StreamAddress(baseSeed: 3, name: "test 5/6", repetition: 7, purpose: .tokens)
    return try AttentionTraining.run(
      try settings(), address: address, checkpoints: checkpoints, evaluationDraws: 60)
  }

  @Test("starts at the trivial risk and learns; checkpoints do not disturb the run")
  func checkpoints() throws {
    let many = try run([0, 50, 500])
    let first = many.checkpoints[0]
    #expect(first.alpha == 0 && first.logit == 0 && first.cosine == 0)
    #expect(abs(first.evaluation.risk - 1) <= 1e-15)
    #expect(abs(first.evaluation.massOnSubset - 1.0 / 3) <= 1e-15)
    let one = try run([500])
    #expect(one.weights == many.weights)
    #expect(one.checkpoints[0] == many.checkpoints[2])
    #expect(one.checkpoints[0].evaluation.risk < 0.2)
  }

  @Test("checkpoints that do not increase are refused", arguments: [[5, 5], [5, 3], [-1]])
  func badCheckpoints(checkpoints: [Int]) throws {
    #expect(throws: TheoryError.self) { try run(checkpoints) }
  }
}
