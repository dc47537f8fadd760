import Sim
import Testing
import Theory

@Suite struct EnumeratedGradientTests {
  private func weights(_ problem: Problem, width: Int) -> AttentionWeights {
    var result = AttentionWeights(dimension: problem.dimension, positionDimension: width)
    for index in result.value.indices { result.value[index] = 0.3 * Elementary.sin(Double(1 + 2 * index)) }
    for index in result.keyQuery.indices { result.keyQuery[index] = 0.5 * Elementary.cos(Double(3 * index)) }
    return result
  }

  @Test(
    "is the closed form's gradient at any weights, one-hot positions",
    arguments: [(5, 2, 2), (6, 3, 1), (4, 1, 3)])
  func closedForm(tokens: Int, dimension: Int, sparsity: Int) throws {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let weights = weights(problem, width: tokens)
    var world = EnumeratedGradient.World()
    for first in [1.0, 3] {
      world.firstSubset = first
      let seen = try EnumeratedGradient(problem, positions: .oneHot, world: world).gradient(at: weights)
      let count = try Subsets.count(of: problem)
      let law = try SubsetEnumeration(problem, relativeWeights: (0..<count).map { $0 == 0 ? first : 1 })
      let exact = try PopulationGradient(oneHot: weights, over: law).gradient
      #expect(seen.supremumDistance(to: exact) <= 1e-14)
    }
  }

  @Test("over frames at W = C I it is the trace of the one-hot gradient over the width, times I")
  func frames() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let narrow = AttentionWeights(alpha: 0.7, logit: 1.1, dimension: 2, positionDimension: 4)
    let oneHot = try EnumeratedGradient(problem, positions: .oneHot).gradient(at: narrow)
    let trace = (0..<4).reduce(0) { $0 + oneHot.keyQuery[5 * $1] }
    let wide = AttentionWeights(alpha: 0.7, logit: 1.1, dimension: 2, positionDimension: 7)
    let seen = try EnumeratedGradient(problem, positions: .orthonormalFrame(width: 7)).gradient(at: wide)
    var expected = AttentionWeights(dimension: 2, positionDimension: 7)
    expected.value = oneHot.value
    for a in 0..<7 { expected.keyQuery[8 * a] = trace / 7 }
    #expect(abs(trace) > 0.01)
    #expect(seen.supremumDistance(to: expected) <= 1e-15)
  }

  @Test("tokens with another variance turn V away from I")
  func variance() throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: 2)
    var world = EnumeratedGradient.World()
    world.lastVariance = 2
    let seen = try EnumeratedGradient(problem, positions: .oneHot, world: world).gradient(
      at: AttentionWeights(dimension: 2, positionDimension: 5))
    // At zero the gradient in V is -E[STS (X s)^T] = -diag(1, 2)/T.
    for (entry, expected) in zip(seen.value, [-0.2, 0, 0, -0.4]) { #expect(abs(entry - expected) <= 1e-15) }
  }

  @Test("weights of another size, narrow frames and worlds that are none are refused")
  func refused() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    #expect(throws: TheoryError.self) {
      try EnumeratedGradient(problem, positions: .orthonormalFrame(width: 3))
    }
    for bad in [0, -1, Double.nan, .infinity] {
      var world = EnumeratedGradient.World()
      world.firstFrame = bad
      #expect(throws: TheoryError.self) { try EnumeratedGradient(problem, positions: .oneHot, world: world) }
    }
    let sums = try EnumeratedGradient(problem, positions: .oneHot)
    #expect(throws: TheoryError.self) {
      try sums.gradient(at: AttentionWeights(dimension: 2, positionDimension: 5))
    }
  }
}
