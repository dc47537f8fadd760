import Sim
import Testing
import Theory

/// The order of the integrators of full matrices and of deviations, from the errors at a step and at half of it.
@Suite struct FlowStepOrderTests {
  /// A point of the plane that turns and falls: x' = y - x^3, y' = -x.
  private struct Spiral: FlowPoint {
    var x: Double
    var y: Double

    func moved(_ factor: Double, _ direction: Spiral) -> Spiral {
      Spiral(x: x + factor * direction.x, y: y + factor * direction.y)
    }
  }

  private func expectOrder(_ order: Double, within reach: Double, _ errors: [Double], _ name: String) {
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      let seen = Elementary.log(abs(coarse / fine)) / Elementary.log(2)
      #expect(abs(seen - order) <= reach, "\(name): order \(seen) from \(errors)")
    }
  }

  @Test("Runge-Kutta steps along a gradient are off by the fourth power of their length")
  func rungeKutta() throws {
    func end(_ step: Double) throws -> Spiral {
      try PopulationFlow.path(from: Spiral(x: 1, y: 0.5), times: [1, 3], step: step) {
        point throws(TheoryError) in
        Spiral(x: point.x * point.x * point.x - point.y, y: point.x)
      }[1]
    }
    let exact = try end(1 / 1024)
    let seen = try [1.0 / 8, 1.0 / 16, 1.0 / 32].map(end)
    expectOrder(4, within: 0.3, seen.map { $0.x - exact.x }, "x")
    expectOrder(4, within: 0.3, seen.map { $0.y - exact.y }, "y")
  }

  @Test("late steps of the full matrices are off by the third power of their ratio")
  func late() throws {
    let problem = try Problem(tokens: 4, dimension: 1, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let start = AttentionWeights(dimension: 1, positionDimension: 4)
    func end(_ ratio: Double) throws -> Double {
      let weights = try LatePopulationFlow.run(enumeration, from: start, times: [40], ratio: ratio)[0]
      return KeyQueryFamily.centered.project(weights).logit
    }
    let exact = try end(0.00625)
    expectOrder(3, within: 0.4, try [0.1, 0.05].map { try end($0) - exact }, "C")
  }

  @Test("norms of a deviation are off by the square of the step")
  func deviations() throws {
    let problem = try Problem(tokens: 5, dimension: 3, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let basis = try WeightMode.difference.basis(problem).map(\.elements)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    func end(_ steps: Int) throws -> Double {
      var linear = try LinearizedFlow(enumeration, basis: basis)
      return try linear.norms(start: [1, -2], flow: flow, from: 1, to: 100, stepsPerUnit: steps).last?.norm
        ?? 0
    }
    let exact = try end(256)
    expectOrder(2, within: 0.25, try [8, 16, 32].map { try end($0) - exact }, "norm")
  }

  @Test("the flow of factors passes the same points in half the step")
  func factors() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let enumeration = try SubsetEnumeration(problem)
    let start = FactorizedWeights(dimension: 2, positionDimension: 4, scale: 0.5)
    func gradient(_ point: FactorizedWeights) throws(TheoryError) -> FactorizedWeights {
      point.gradient(from: try PopulationGradient(oneHot: point.product, over: enumeration).gradient)
    }
    func logit(_ weights: FactorizedWeights) -> Double {
      KeyQueryFamily.centered.project(weights.product).logit
    }
    let exact = try FactorizedAttention(problem: problem, scale: 0.5).flow().states(
      at: [20], tolerance: 1e-12)[0]
    let errors = try [2.0, 1, 0.5].map { step -> Double in
      let path = try PopulationFlow.path(from: start, times: [20], step: step, gradient: gradient)
      return logit(path[0]) - exact.logit
    }
    expectOrder(4, within: 0.5, errors, "C")
  }
}
