import Sim
import Testing
import Theory

@Suite("SelectingWeights")
struct SelectingWeightsTests {
  /// `<e_i, W e_y>` for every i, e_y the sum of the positions in y.
  private func scores(_ weights: AttentionWeights, _ positions: [[Double]], _ subset: [Int]) -> [Double] {
    let width = weights.positionDimension
    let query = (0..<width).map { a in subset.reduce(0) { $0 + positions[$1][a] } }
    let key = (0..<width).map { a in
      (0..<width).reduce(0) { $0 + weights.keyQuery[a * width + $1] * query[$1] }
    }
    return positions.map { position in zip(position, key).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  @Test("orthogonal positions: W = C diag(1/4, 1) for (2, 0) and (0, 1), and V = I")
  func orthogonal() throws {
    let weights = try AttentionWeights(selectingAmong: [[2, 0], [0, 1]], dimension: 2, logit: 8)
    #expect(weights.keyQuery == [2, 0, 0, 8])
    #expect(weights.value == [1, 0, 0, 1])
  }

  @Test("independent positions: the logit C on the subset and 0 off it, for every subset")
  func everySubset() throws {
    let positions: [[Double]] = [
      [1, 0.5, -0.25, 0, 2], [0.5, 1, 1, -1, 0], [0, -0.75, 1, 0.5, 0.25], [1, 1, 0, 0, 1],
    ]
    let weights = try AttentionWeights(selectingAmong: positions, dimension: 3, logit: 6)
    for code in 1..<16 {
      let subset = (0..<4).filter { code >> $0 & 1 == 1 }
      for (token, score) in scores(weights, positions, subset).enumerated() {
        #expect(abs(score - (subset.contains(token) ? 6 : 0)) <= 1e-12, "\(subset) \(token)")
      }
    }
  }

  @Test(
    "dependent positions, positions of several lengths and none are refused",
    arguments: [[[1, 2], [2, 4]], [[1, 0], [0, 1], [1, 1]], [[1, 0], [1]], [], [[]]] as [[[Double]]])
  func badInput(positions: [[Double]]) {
    #expect(throws: TheoryError.self) {
      try AttentionWeights(selectingAmong: positions, dimension: 2, logit: 1)
    }
  }
}
