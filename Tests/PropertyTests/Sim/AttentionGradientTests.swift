import Foundation
import Sim
import Testing
import Theory

@Suite("AttentionGradient")
struct AttentionGradientTests {
  /// The reference's inputs.
  private struct Inputs {
    var tokens: [[Double]]
    var positions: [[Double]]
    var weights: AttentionWeights

    init(_ tokenCount: Int, _ d: Int, _ m: Int, bend: Int = 0) {
      tokens = (0..<tokenCount).map { t in
        (0..<d).map { (i: Int) -> Double in sin(Double(1 + 3 * t + 7 * i)) }
      }
      positions = (0..<tokenCount).map { t in
        (0..<m).map { (a: Int) -> Double in
          let angle = 2 + 5 * t + 3 * a + bend * t * a
          return 0.5 * cos(Double(angle))
        }
      }
      weights = AttentionWeights(dimension: d, positionDimension: m)
      for i in 0..<d { for j in 0..<d { weights.value[i * d + j] = 0.1 * sin(Double(i + 2 * j + 1)) } }
      for i in 0..<m { for j in 0..<m { weights.keyQuery[i * m + j] = 0.2 * cos(Double(3 * i + j)) } }
    }
  }

  private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  private func compare(_ result: AttentionGradient, _ reference: AttentionReference, _ tolerance: Double) {
    #expect(largestDifference(result.attention, reference.attention) <= tolerance)
    #expect(largestDifference(result.output, reference.output) <= tolerance)
    #expect(abs(result.halfSquaredError - reference.halfSquaredError) <= tolerance)
    #expect(
      largestDifference(result.gradient.value, reference.valueGradient.flatMap(\.self)) <= tolerance)
    #expect(
      largestDifference(result.gradient.keyQuery, reference.keyQueryGradient.flatMap(\.self)) <= tolerance)
  }

  @Test("equals an independent automatic differentiation to 1e-12, on both code paths", arguments: 0..<3)
  func reference(index: Int) throws {
    let reference = AttentionReference.all[index]
    let inputs = Inputs(
      reference.tokens, reference.dimension, reference.positionDimension,
      bend: reference.bendsPositions ? 1 : 0)
    compare(
      try AttentionGradient.inDouble(
        inputs.weights, tokens: inputs.tokens, positions: inputs.positions, subset: reference.subset,
        query: reference.query), reference, 1e-12)
    compare(
      try AttentionGradient.inDoubleShared(
        inputs.weights, tokens: inputs.tokens, positions: inputs.positions, subset: reference.subset,
        query: reference.query), reference, 1e-12)
    // Single precision: rounding only.
    compare(
      try AttentionGradient.inFloat(
        inputs.weights, tokens: inputs.tokens, positions: inputs.positions, subset: reference.subset,
        query: reference.query), reference, 2e-5)
  }

  @Test(
    "equals central differences of the error", arguments: [(5, 2, 4, 2), (9, 3, 17, 4), (33, 1, 8, 1)])
  func finiteDifferences(tokens: Int, dimension: Int, positionDimension: Int, sparsity: Int) throws {
    var inputs = Inputs(tokens, dimension, positionDimension)
    for t in 0..<tokens { inputs.positions[t][t % positionDimension] += 1 }
    let subset = Array((tokens - sparsity)..<tokens)
    func evaluate(_ weights: AttentionWeights) throws -> AttentionGradient {
      try AttentionGradient.inDouble(
        weights, tokens: inputs.tokens, positions: inputs.positions, subset: subset, query: .dual)
    }
    let gradient = try evaluate(inputs.weights).gradient
    // Central differences: error h^2 f'''/6 + 1e-16/h, both about 1e-10 at h = 1e-5.
    let h = 1e-5
    for index in inputs.weights.value.indices {
      var (up, down) = (inputs.weights, inputs.weights)
      up.value[index] += h
      down.value[index] -= h
      let slope = try (evaluate(up).halfSquaredError - evaluate(down).halfSquaredError) / (2 * h)
      #expect(abs(slope - gradient.value[index]) <= 1e-8)
    }
    for index in stride(from: 0, to: inputs.weights.keyQuery.count, by: 7) {
      var (up, down) = (inputs.weights, inputs.weights)
      up.keyQuery[index] += h
      down.keyQuery[index] -= h
      let slope = try (evaluate(up).halfSquaredError - evaluate(down).halfSquaredError) / (2 * h)
      #expect(abs(slope - gradient.keyQuery[index]) <= 1e-8)
    }
  }

  @Test("refuses sizes that do not fit and dependent positions")
  func badInput() throws {
    let inputs = Inputs(5, 2, 4)
    var equal = inputs.positions
    equal[3] = equal[1]
    #expect(throws: TheoryError.self) {
      try AttentionGradient.inDouble(
        inputs.weights, tokens: inputs.tokens, positions: equal, subset: [1, 3], query: .dual)
    }
    #expect(throws: TheoryError.self) {
      try AttentionGradient.inDouble(
        inputs.weights, tokens: inputs.tokens, positions: inputs.positions, subset: [3, 1], query: .dual)
    }
    #expect(throws: TheoryError.self) {
      try AttentionGradient.inDouble(
        inputs.weights, tokens: inputs.tokens, positions: Array(inputs.positions.dropLast()), subset: [1],
        query: .sum)
    }
  }
}
