import Sim
import Testing
import Theory

@Suite("MarginSampling")
struct MarginSamplingTests {
  private func sample(
    tokens: Int, sparsity: Int, _ positions: Positions, width: Int, query: Query = .dual, draws: Int
  ) throws -> MarginSampling {
    try MarginSampling(
      AttentionSettings(
        problem: Problem(tokens: tokens, dimension: 1, sparsity: sparsity), positions: positions,
        positionDimension: width, query: query, batch: 1, stepSize: 0),
      address: StreamAddress(baseSeed: 22, name: "test 4/2", repetition: 0, purpose: .check),
      draws: draws)
  }

  @Test("orthonormal positions have scores 0 outside the subset and margin 1", arguments: Query.allCases)
  func orthonormal(query: Query) throws {
    for (positions, width) in [(Positions.oneHot, 7), (.orthonormalFrame, 12)] {
      let sampling = try sample(tokens: 7, sparsity: 3, positions, width: width, query: query, draws: 30)
      #expect(sampling.scores.count == 30 && sampling.margins.count == 30)
      #expect(sampling.scores.allSatisfy { abs($0) <= 1e-9 })
      #expect(sampling.margins.allSatisfy { abs($0 - 1) <= 1e-9 })
    }
  }

  @Test(
    "signs on a line: scores are -1 or 1, the margin 2 if both others differ (false alarm 1e-9, Hoeffding)")
  func signs() throws {
    let draws = 5000
    let sampling = try sample(tokens: 3, sparsity: 1, .rademacher, width: 1, draws: draws)
    #expect(sampling.scores.allSatisfy { abs($0) == 1 })
    #expect(sampling.margins.allSatisfy { $0 == 0 || $0 == 2 })
    // ln(2 / 1e-9) = 21.42.
    let band = (21.42 / Double(2 * draws)).squareRoot()
    #expect(abs(Double(sampling.scores.count { $0 == 1 }) / Double(draws) - 0.5) <= band)
    #expect(abs(Double(sampling.margins.count { $0 == 2 }) / Double(draws) - 0.25) <= band)
  }

  @Test("with one token outside the margin is 1 less its score; with more it is no greater")
  func margin() throws {
    let one = try sample(tokens: 4, sparsity: 3, .gaussian, width: 5, draws: 50)
    #expect(zip(one.scores, one.margins).allSatisfy { $1 == 1 - $0 })
    let more = try sample(tokens: 9, sparsity: 3, .gaussian, width: 5, draws: 50)
    #expect(zip(more.scores, more.margins).allSatisfy { $1 <= 1 - $0 })
    #expect(zip(more.scores, more.margins).contains { $1 < 1 - $0 })
  }

  @Test("more draws begin with the same ones, and none or too many are refused")
  func draws() throws {
    let few = try sample(tokens: 6, sparsity: 2, .gaussian, width: 4, draws: 5)
    let many = try sample(tokens: 6, sparsity: 2, .gaussian, width: 4, draws: 10)
    #expect(Array(many.scores.prefix(5)) == few.scores)
    #expect(Set(many.scores).count == 10)
    for draws in [0, -1, 1 << 31] {
      #expect(throws: TheoryError.self) {
        try sample(tokens: 6, sparsity: 2, .gaussian, width: 4, draws: draws)
      }
    }
  }
}
