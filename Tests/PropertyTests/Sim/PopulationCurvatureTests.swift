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
