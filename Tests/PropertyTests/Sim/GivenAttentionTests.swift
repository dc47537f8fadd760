import Sim
import Testing
import Theory

@Suite("GivenAttention")
struct GivenAttentionTests {
  /// Of aligned weights every subset has the same risk (A2), so that drawn ones give it without an error.
  @Test("the risk of aligned weights over every subset, and over drawn ones", arguments: [2, 5])
  func aligned(sparsity: Int) throws {
    let problem = try Problem(tokens: 40, dimension: 2, sparsity: sparsity)
    let law = try AlignedWeights(problem: problem, alpha: 0.75, logit: 3)
    let weights = AttentionWeights(alpha: 0.75, logit: 3, dimension: 2, positionDimension: 40)
    let layer = try GivenAttention(
      value: Matrix(rows: 2, columns: 2, elements: weights.value),
      keyQuery: Matrix(rows: 40, columns: 40, elements: weights.keyQuery),
      positions: Matrix(identity: 40))
    let seen = try layer.risk(
      problem, address: StreamAddress(baseSeed: 5, name: "test given", repetition: 0, purpose: .tokens))
    // 780 pairs, and 658,008 subsets of 5, of which 100,000 are drawn.
    #expect(seen.subsets == (sparsity == 2 ? 780 : GivenAttention.mostSubsets))
    // A sum of so many numbers, each rounded to a part in 2^53.
    let rounding = 1e-12 + Double(seen.subsets) * 0x1p-53
    #expect(abs(seen.mean / law.risk - 1) < rounding)
    #expect(seen.standardError < 1e-12)
    #expect(abs(seen.massOnSubset / law.massOnSubset - 1) < rounding)
    // C (I - 11^T/T), whatever the columns' means are.
    let family = try layer.family(problem)
    #expect(abs(family.coefficient - 3) < 1e-12 && abs(family.cosine - 1) < 1e-12)
  }
}
