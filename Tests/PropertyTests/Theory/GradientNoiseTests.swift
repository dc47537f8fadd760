import Testing
import Theory

@Suite struct GradientNoiseTests {
  @Test("excesses equal those computed by hand")
  func excess() throws {
    let rows: [(Int, Int, Int, Int, Double, Double)] = [
      (6, 2, 4, 2, 0.1, 0.03125), (6, 2, 4, 2, 0.2, 0.0625), (8, 3, 2, 4, 0.1, 0.025),
      (6, 4, 1, 4, 0.05, 0.025),
    ]
    for (tokens, dimension, sparsity, batch, step, expected) in rows {
      let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      let excess = try D12GradientNoise.excess(problem: problem, stepSize: step, batch: batch)
      #expect(abs(excess - expected) <= 1e-15)
    }
  }

  @Test("the predicate verifies x, refutes no excess and half of it, and needs few enough errors")
  func predicate() {
    let seen = (mean: 0.0511, error: 0.0007)
    #expect(
      D12GradientNoisePredicate(predicted: 0.05).judge(meanExcess: seen.mean, standardError: seen.error)
        .isVerified)
    for wrong in [0, 0.025] {
      #expect(
        D12GradientNoisePredicate(predicted: wrong).judge(meanExcess: seen.mean, standardError: seen.error)
          .isRefuted)
    }
    #expect(
      D12GradientNoisePredicate(predicted: 0.05).judge(meanExcess: 0.05, standardError: 0.01).word
        == "undecided")
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 8, dimension: 3, sparsity: 2)
    #expect(throws: TheoryError.self) { try D12GradientNoise.excess(problem: problem, stepSize: 0, batch: 1) }
    #expect(throws: TheoryError.self) {
      try D12GradientNoise.excess(problem: problem, stepSize: 0.1, batch: 0)
    }
  }
}
