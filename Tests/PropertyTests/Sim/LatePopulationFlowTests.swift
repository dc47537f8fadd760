import Sim
import Testing
import Theory

@Suite struct LatePopulationFlowTests {
  private func start(_ problem: Problem, seed: UInt64) throws -> AttentionWeights {
    let address = try StreamAddress(baseSeed: seed, name: "test 1/0", repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    return .random(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: 0.4, stream: &stream)
  }

  @Test(
    "the Hessian is the change of the gradient in every entry of V and W, and symmetric",
    arguments: [1, 2, 4])
  func hessian(sparsity: Int) throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: sparsity)
    let enumeration = try SubsetEnumeration(problem)
    let weights = try start(problem, seed: 7)
    let hessian = try PopulationHessian(oneHot: weights, over: enumeration).matrix
    func gradient(_ entry: Int, _ change: Double) throws -> [Double] {
      var moved = weights
      if entry < 4 { moved.value[entry] += change } else { moved.keyQuery[entry - 4] += change }
      let result = try PopulationGradient(oneHot: moved, over: enumeration).gradient
      return result.value + result.keyQuery
    }
    for entry in 0..<29 {
      let (up, down) = (try gradient(entry, 1e-5), try gradient(entry, -1e-5))
      for row in 0..<29 {
        #expect(abs((up[row] - down[row]) / 2e-5 - hessian[row, entry]) <= 1e-9, "\(row), \(entry)")
        #expect(abs(hessian[row, entry] - hessian[entry, row]) <= 1e-14)
      }
    }
  }

  @Test("it passes the points that small Runge-Kutta steps pass, and errors fall with the cube of the ratio")
  func early() throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let weights = try start(problem, seed: 8)
    let exact = try PopulationFlow.run(enumeration, from: weights, times: [10, 60], step: 0.05)
    let errors = try [0.1, 0.05, 0.025].map { ratio -> Double in
      let states = try LatePopulationFlow.run(enumeration, from: weights, times: [10, 60], ratio: ratio)
      return max(
        states[0].supremumDistance(to: exact[0].weights), states[1].supremumDistance(to: exact[1].weights))
    }
    #expect(errors[1] <= 1e-4 && errors[0] > 5 * errors[1] && errors[1] > 5 * errors[2], "\(errors)")
  }

  @Test("at late times it follows the flow from zero of the two-dimensional system, column sums at rest")
  func late() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 3)
    let weights = try LatePopulationFlow.run(
      SubsetEnumeration(problem), from: AttentionWeights(dimension: 2, positionDimension: 6), times: [1e6])[0]
    let state = try GradientFlow(problem: problem, positions: .oneHot).states(at: [1e6])[0]
    #expect(abs(weights.alpha / state.alpha - 1) <= 1e-6)
    #expect(abs(KeyQueryFamily.centered.project(weights).logit / state.logit - 1) <= 1e-5)
    for column in 0..<6 {
      // Rounding of the gradient, 10^-16, times t.
      #expect(abs((0..<6).reduce(0) { $0 + weights.keyQuery[6 * $1 + column] }) <= 1e-10)
    }
    #expect(throws: TheoryError.self) {
      try LatePopulationFlow.run(SubsetEnumeration(problem), from: weights, times: [2, 1])
    }
    #expect(throws: TheoryError.self) {
      try LatePopulationFlow.run(SubsetEnumeration(problem), from: weights, times: [1], ratio: 1)
    }
  }
}
