import Sim
import Testing
import Theory

@Suite struct PopulationCurvatureTests {
  @Test("the curvature is the change of the population gradient in W", arguments: [1, 2, 4])
  func curvature(sparsity: Int) throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: sparsity)
    let enumeration = try SubsetEnumeration(problem)
    let address = try StreamAddress(baseSeed: 3, name: "test 1/0", repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    let direction = AttentionWeights.random(
      dimension: 2, positionDimension: 5, scale: 1, stream: &stream
    ).keyQuery
    let point = try AlignedWeights(problem: problem, alpha: 1.3, logit: 1.1)
    let change = try PopulationCurvature(enumeration).apply(direction, at: point)
    let step = 1e-5
    func gradient(_ factor: Double) throws -> [Double] {
      var weights = AttentionWeights(
        alpha: 1.3, logit: 1.1, dimension: 2, positionDimension: 5, family: .centered)
      for index in direction.indices { weights.keyQuery[index] += factor * direction[index] }
      return try PopulationGradient(oneHot: weights, over: enumeration).gradient.keyQuery
    }
    let (up, down) = (try gradient(step), try gradient(-step))
    for index in direction.indices {
      #expect(abs((up[index] - down[index]) / (2 * step) - change[index]) <= 1e-9)
    }
    #expect(throws: TheoryError.self) { try PopulationCurvature(enumeration).apply([1], at: point) }
  }

  @Test("at the end of training the Hessian has the stated curvatures, and no other", arguments: [1, 2, 4])
  func endOfTraining(sparsity: Int) throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: sparsity)
    let weights = AttentionWeights(alpha: 1, logit: 40, dimension: 2, positionDimension: 6, family: .centered)
    let hessian = try PopulationHessian(oneHot: weights, over: SubsetEnumeration(problem))
    let seen = try hessian.matrix.symmetricEigenvalues().sorted(by: >)
    let limit = StepLimit(try FlowSystem(problem: problem, positions: .oneHot))
    // In W: 5 of lambda_v, 10 of lambda_a, 9 of lambda_s, the largest first for these problems; 12 are zero.
    var expected = [Double](repeating: limit.byValue, count: 4)
    for (curvature, count) in zip(limit.keyQuery, [5, 10, 9]) {
      expected += [Double](repeating: curvature, count: count)
    }
    expected += [Double](repeating: 0, count: seen.count - expected.count)
    for (one, other) in zip(seen, expected.sorted(by: >)) { #expect(abs(one - other) <= 1e-10) }
    #expect(abs(limit.value * seen[0] - 2) <= 1e-9)
  }

  @Test("a mode stays in its span, and dependent matrices throw")
  func span() throws {
    let problem = try Problem(tokens: 5, dimension: 3, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let basis = try WeightMode.difference.basis(problem).map(\.elements)
    var linear = try LinearizedFlow(enumeration, basis: basis)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    let norms = try linear.norms(start: [1, -2], flow: flow, from: 1, to: 100, stepsPerUnit: 10)
    #expect(linear.leak <= 1e-13)
    #expect(norms[norms.count - 1].norm < norms[0].norm)
    #expect(throws: TheoryError.self) { try LinearizedFlow(enumeration, basis: [basis[0], basis[0]]) }
  }
}
