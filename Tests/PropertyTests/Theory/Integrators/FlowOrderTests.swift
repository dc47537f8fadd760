import Testing

@testable import Theory

/// The order of every integrator of the reduced flows, from the errors at a step and at half of it.
@Suite struct FlowOrderTests {
  private func problem() throws -> Problem { try Problem(tokens: 8, dimension: 4, sparsity: 2) }

  private func expectOrder(_ order: Double, within reach: Double = 0.25, _ errors: [Double], _ name: String) {
    expectOrder(order - reach...order + reach, errors, name)
  }

  private func expectOrder(_ range: ClosedRange<Double>, _ errors: [Double], _ name: String) {
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      let seen = Elementary.log(abs(coarse / fine)) / Elementary.log(2)
      #expect(range.contains(seen), "\(name): order \(seen) from \(errors)")
    }
  }

  /// Its digits allow no shorter steps than these, where the error falls faster than by the eighth power.
  @Test(
    "one step of the flow's integrator is off by the eighth power of its length",
    arguments: KeyQueryTraining.both)
  func radau(keyQuery: KeyQueryTraining) throws {
    let start = try AlignedWeights(problem: problem(), alpha: 0.3, logit: 0.2)
    let system = try FlowSystem(problem: problem(), positions: .oneHot)
    let errors = try FlowStageSolver.withMemory { solver in
      var path = FlowIntegrator(
        start, system: system, keyQuery: keyQuery, tolerance: 1e-13, solver: solver)
      try path.advance(to: 1)
      return try [0.8, 0.4].map { length -> Double in
        var exact = path
        try exact.advance(to: 1 + length)
        return try #require(path.probe(length: length)).logit - exact.logit
      }
    }
    expectOrder(7.5...10.5, errors, "C")
    #expect(abs(errors[1]) <= 5e-10)
  }

  @Test("one step on Gaussian positions is off by the fourth power of its length, its estimate the third")
  func gaussianPositions() throws {
    let flow = try GaussianPositionFlow(problem: problem(), width: 16, largestLogit: 6)
    for (alpha, logit, length) in [(0.5, 0.3, 0.2), (1.2, 2.0, 0.2), (0.9, 4.0, 0.2)] {
      let path = GaussianPositionPath(flow: flow, alpha: alpha, logit: logit)
      let steps = [length, length / 2]
      let seen = try steps.map { step -> (alpha: Double, logit: Double, estimate: Double) in
        var exact = GaussianPositionPath(flow: flow, alpha: alpha, logit: logit)
        exact.tolerance = 1e-12
        try exact.advance(to: step)
        let (next, estimate) = path.step(step)
        return (next.alpha - exact.alpha, next.logit - exact.logit, estimate)
      }
      expectOrder(4, seen.map(\.alpha), "alpha")
      expectOrder(4, seen.map(\.logit), "C")
      expectOrder(3, seen.map(\.estimate), "estimate")
    }
  }

  @Test("propagators are off by the fourth power of the step")
  func magnus() throws {
    let flow = try TransversalFlow(Problem(tokens: 6, dimension: 2, sparsity: 2))
    func propagator(_ steps: Int) throws -> TransversalFlow.Propagator {
      try flow.propagators(at: [60], stepsPerUnit: steps)[0]
    }
    let exact = try propagator(256)
    let seen = try [24, 48].map(propagator)
    expectOrder(4, seen.map { $0.centered.keyByKey - exact.centered.keyByKey }, "key by key")
    expectOrder(4, seen.map { $0.centered.valueByKey - exact.centered.valueByKey }, "value by key")
    expectOrder(4, seen.map { $0.uniform.valueByValue - exact.uniform.valueByValue }, "value by value")
  }

  @Test("descent with a fixed step is off its flow by the step")
  func descent() throws {
    let problem = try problem()
    let flow = try GradientFlow(problem: problem, positions: .oneHot).states(at: [30])[0]
    let system = try FlowSystem(problem: problem, positions: .oneHot)
    let steps = [0.1, 0.05, 0.025]
    let plain = try steps.map { step -> FlowState in
      var descent = try ReducedDescent(system, stepSize: step)
      return try descent.states(after: [Int((30 / step).rounded())])[0]
    }
    expectOrder(1, within: 0.1, plain.map { $0.alpha - flow.alpha }, "alpha")
    expectOrder(1, within: 0.1, plain.map { $0.logit - flow.logit }, "C")
    // A heavy ball moves along the flow by 1/(1 - beta) of its steps.
    let heavy = try steps.map { step -> FlowState in
      let momentum = Momentum.heavyBall(0.5)
      var descent = try MomentumDescent(system, stepSize: step, momentum: momentum)
      return try descent.states(after: [Int((15 / step).rounded())])[0]
    }
    expectOrder(1, within: 0.1, heavy.map { $0.logit - flow.logit }, "C with momentum")
    let anisotropic = try AnisotropicSystem(
      tokens: 8, variances: [1, 1, 1, 1], sizes: SubsetSizeLaw(fixed: 2))
    let other = try steps.map { step -> Double in
      var descent = try AnisotropicDescent(anisotropic, stepSize: step)
      return try descent.states(after: [Int((30 / step).rounded())])[0].point.logit
    }
    expectOrder(1, within: 0.1, other.map { $0 - flow.logit }, "C, anisotropic")
    let gaussian = try GaussianPositionFlow(problem: problem, width: 16, largestLogit: 6)
    let told = try gaussian.states(at: [30])[0]
    let drawn = try steps.map { try gaussian.descent(stepSize: $0, after: [Int((30 / $0).rounded())])[0] }
    expectOrder(1, within: 0.1, drawn.map { $0.logit - told.logit }, "C, Gaussian positions")
  }
}

extension KeyQueryTraining {
  /// W trained whole, and as a product.
  static let both: [KeyQueryTraining] = [.whole, .factors]
}
