import Sim
import Testing
import Theory

@Suite("PopulationDescent")
struct PopulationDescentTests {
  /// T = 4, d = 3, q = 2: from zero the first steps are known by hand.
  private func enumeration() throws -> SubsetEnumeration {
    try SubsetEnumeration(Problem(tokens: 4, dimension: 3, sparsity: 2))
  }

  private let zero = AttentionWeights(dimension: 3, positionDimension: 4)

  private func step(_ method: PopulationDescent.Method, from weights: AttentionWeights) throws
    -> AttentionWeights
  {
    let path = try PopulationDescent.path(
      enumeration(), from: weights, method: method, stepSize: 0.5, stride: 1, count: 1)
    return try #require(path.first)
  }

  /// V = v I and W with one entry on its diagonal and another off it.
  private func weights(value: Double, diagonal: Double, other: Double) -> AttentionWeights {
    var result = AttentionWeights(alpha: value, logit: 0, dimension: 3, positionDimension: 4)
    for index in result.keyQuery.indices { result.keyQuery[index] = index % 5 == 0 ? diagonal : other }
    return result
  }

  @Test("a gradient step from zero gives V = (eta/T) I and leaves W")
  func gradientStep() throws {
    // With uniform attention the gradient of R/2 in V is -E[target (mean of X)^T] = -I/T; with V = 0 that in W is 0.
    #expect(
      try step(.gradient, from: zero).supremumDistance(to: weights(value: 0.125, diagonal: 0, other: 0))
        <= 1e-15)
    #expect(
      try step(.ascent, from: zero).supremumDistance(to: weights(value: -0.125, diagonal: 0, other: 0))
        <= 1e-15)
  }

  @Test("a midpoint step from zero takes the gradient at half a gradient step")
  func midpointStep() throws {
    // At V = v I, W = 0 the gradient of R/2 is (v - 1) I/T in V, and -(d v/(qT)) (P(i, j in y) - q^2/T^2) in W. The
    // probability is 1/2 for i = j and 1/6 otherwise; v = eta/(2T) = 1/16.
    let scale = 0.5 * 3.0 / 16 / 8
    let expected = weights(value: 0.5 * (15.0 / 16) / 4, diagonal: scale / 4, other: -scale / 12)
    #expect(try step(.midpoint, from: zero).supremumDistance(to: expected) <= 1e-15)
  }

  @Test("a step with V frozen moves W alone")
  func frozenValue() throws {
    let start = weights(value: 1, diagonal: 0.5, other: -0.25)
    let (frozen, free) = (try step(.frozenValue, from: start), try step(.gradient, from: start))
    #expect(frozen.value == start.value)
    #expect(free.value != start.value)
    #expect(frozen.keyQuery == free.keyQuery)
    #expect(frozen.keyQuery != start.keyQuery)
  }

  @Test("a path with a stride has every so many points of the path without")
  func stride() throws {
    let all = try PopulationDescent.path(
      enumeration(), from: zero, method: .midpoint, stepSize: 0.5, stride: 1, count: 6)
    let some = try PopulationDescent.path(
      enumeration(), from: zero, method: .midpoint, stepSize: 0.5, stride: 2, count: 3)
    #expect(some == [all[1], all[3], all[5]])
    #expect(Set(all).count == 6)
  }

  @Test("the distance of weights is the largest difference of an entry")
  func distance() {
    var other = weights(value: 1, diagonal: 2, other: -1)
    other.value[1] = -0.25
    #expect(weights(value: 1, diagonal: 2, other: -1).supremumDistance(to: other) == 0.25)
    other.keyQuery[15] = 5
    #expect(weights(value: 1, diagonal: 2, other: -1).supremumDistance(to: other) == 3)
  }

  @Test("a step size or count that is not positive, and weights of another size, are refused")
  func refused() throws {
    let narrow = AttentionWeights(dimension: 2, positionDimension: 4)
    for (start, stepSize, stride, count) in [
      (zero, 0, 1, 1), (zero, .nan, 1, 1), (zero, 0.5, 0, 1), (zero, 0.5, 1, 0), (narrow, 0.5, 1, 1),
    ] as [(AttentionWeights, Double, Int, Int)] {
      #expect(throws: TheoryError.self) {
        try PopulationDescent.path(
          enumeration(), from: start, method: .gradient, stepSize: stepSize, stride: stride, count: count)
      }
    }
  }
}
