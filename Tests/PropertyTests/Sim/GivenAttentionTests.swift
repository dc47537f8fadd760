import Sim
import Testing
import Theory

@Suite("GivenAttention")
struct GivenAttentionTests {
  /// Of aligned weights every subset has the same risk (A2), so that drawn ones give it without an error.
  @Test("the risk of aligned weights over every subset, and over drawn ones", arguments: [2, 5])
  func aligned(sparsity: Int) throws {
    let problem = try Problem(tokens: 40, dimension: 2, sparsity: sparsity)
    let weights = try AlignedWeights(problem: problem, alpha: 0.75, logit: 3)
    let size = problem.tokens
    func square(_ size: Int, _ entry: (Int, Int) -> Double) throws -> Matrix {
      try Matrix(
        rows: size, columns: size,
        elements: (0..<size * size).map { entry($0 / size, $0 % size) })
    }
    let layer = try GivenAttention(
      value: square(2) { $0 == $1 ? 0.75 : 0 }, keyQuery: square(size) { $0 == $1 ? 3 : 0 },
      positions: square(size) { $0 == $1 ? 1 : 0 })
    let seen = try layer.risk(
      problem, address: StreamAddress(baseSeed: 5, name: "test given", repetition: 0, purpose: .tokens))
    // 780 pairs, and 658,008 subsets of 5, of which 100,000 are drawn.
    #expect(seen.subsets == (sparsity == 2 ? 780 : GivenAttention.mostSubsets))
    // A sum of so many numbers, each rounded to a part in 2^53.
    let rounding = 1e-12 + Double(seen.subsets) * 0x1p-53
    #expect(abs(seen.mean / weights.risk - 1) < rounding)
    #expect(seen.standardError < 1e-12)
    #expect(abs(seen.massOnSubset / weights.massOnSubset - 1) < rounding)
    // C (I - 11^T/T), whatever the columns' means are.
    let family = try layer.family(problem)
    #expect(abs(family.coefficient - 3) < 1e-12 && abs(family.cosine - 1) < 1e-12)
  }
}
