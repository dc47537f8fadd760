import Sim
import Testing
import Theory

@Suite("PopulationGradient")
struct PopulationGradientTests {
  /// Some weights without symmetry.
  private func weights(_ problem: Problem) -> AttentionWeights {
    var result = AttentionWeights(dimension: problem.dimension, positionDimension: problem.tokens)
    for index in result.value.indices { result.value[index] = 0.3 * Elementary.sin(Double(1 + 2 * index)) }
    for index in result.keyQuery.indices {
      result.keyQuery[index] = 0.5 * Elementary.cos(Double(3 * index))
    }
    return result
  }

  @Test("equals central differences of the enumerated risk", arguments: [(5, 2, 2), (6, 3, 1), (4, 1, 3)])
  func finiteDifferences(tokens: Int, dimension: Int, sparsity: Int) throws {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let count = try Subsets.count(of: problem)
    let laws = [
      try SubsetEnumeration(problem),
      try SubsetEnumeration(problem, relativeWeights: (0..<count).map { 1 + Double($0) }),
    ]
    let weights = weights(problem)
    let h = 1e-5
    for law in laws {
      let gradient = try PopulationGradient(oneHot: weights, over: law).gradient
      for index in weights.value.indices {
        var (up, down) = (weights, weights)
        up.value[index] += h
        down.value[index] -= h
        let slope =
          try
          (PopulationGradient(oneHot: up, over: law).risk - PopulationGradient(oneHot: down, over: law).risk)
          / (4 * h)
        #expect(abs(slope - gradient.value[index]) <= 1e-9)
      }
      for index in weights.keyQuery.indices {
        var (up, down) = (weights, weights)
        up.keyQuery[index] += h
        down.keyQuery[index] -= h
        let slope =
          try
          (PopulationGradient(oneHot: up, over: law).risk - PopulationGradient(oneHot: down, over: law).risk)
          / (4 * h)
        #expect(abs(slope - gradient.keyQuery[index]) <= 1e-9)
      }
    }
  }

  @Test("the enumerated risk is the mean of the risk given attention on sampled subsets")
  func enumerationAgainstSampling() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    let weights = weights(problem)
    let exact = try PopulationGradient(oneHot: weights, over: SubsetEnumeration(problem))
    let settings = try AttentionSettings(
      problem: problem, positions: .oneHot, positionDimension: 6, batch: 1, stepSize: 0)
    let address = try StreamAddress(baseSeed: 2, name: "test 3/4", repetition: 5, purpose: .tokens)
    let sampled = try AttentionEvaluation.evaluate(
      weights, settings: settings, address: address, draws: 20_000, withLosses: true)
    // Hoeffding, false alarm 1e-9: all 15 subsets are seen, so risks lie within [0, largest]; masses in [0, 1].
    let tolerance = (21.42 / (2 * 20_000)).squareRoot()
    #expect(abs(sampled.risk - exact.risk) <= tolerance * sampled.largestRisk)
    #expect(abs(sampled.massOnSubset - exact.massOnSubset) <= tolerance)
    // Squared errors given (E, y): Laurent and Massart's inequalities, x = 20.8 gives 1e-9 a side.
    let losses = try #require(sampled.losses)
    let x = 20.8
    let deviation = losses.sum - losses.conditionalMeanSum
    #expect(deviation >= -2 * (x * losses.covarianceSquareSum).squareRoot())
    #expect(
      deviation <= 2 * (x * losses.covarianceSquareSum).squareRoot() + 2 * losses.largestCovarianceNorm * x)
  }

  @Test("the full-matrix flow from zero stays in its family and a non-uniform subset law leaves it")
  func symmetry() throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: 2)
    let times = [0.0, 1, 10, 40]
    let states = try PopulationFlow.run(SubsetEnumeration(problem), times: times, step: 0.25)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    for (state, reference) in zip(states, try flow.states(at: times)) {
      #expect(state.valueOffFamily <= 1e-13)
      #expect(state.keyQueryOffFamily <= 1e-13)
      // Runge-Kutta of fourth order with step 1/4: errors of about 1e-6.
      #expect(abs(state.weights.alpha - reference.alpha) <= 1e-5)
      #expect(abs(state.risk - reference.risk) <= 1e-5)
      #expect(
        abs(KeyQueryFamily.centered.project(state.weights).logit - reference.logit) <= 1e-5)
    }
    let skewed = try SubsetEnumeration(problem, relativeWeights: (0..<10).map { Double(1 + $0) })
    let last = try #require(try PopulationFlow.run(skewed, times: [40], step: 0.25).last)
    #expect(last.keyQueryOffFamily > 1e-3)
  }

  @Test("bad enumerations and times are refused")
  func badInput() throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: 2)
    #expect(throws: TheoryError.self) { try SubsetEnumeration(problem, relativeWeights: [1]) }
    #expect(throws: TheoryError.self) {
      try SubsetEnumeration(problem, relativeWeights: [Double](repeating: -1, count: 10))
    }
    #expect(throws: TheoryError.self) {
      try SubsetEnumeration(try Problem(tokens: 60, dimension: 1, sparsity: 30))
    }
    let enumeration = try SubsetEnumeration(problem)
    for step in [0, -1, Double.nan] {
      #expect(throws: TheoryError.self) { try PopulationFlow.run(enumeration, times: [1], step: step) }
    }
    for times in [[2.0, 1], [.nan], [.infinity]] {
      #expect(throws: TheoryError.self) { try PopulationFlow.run(enumeration, times: times, step: 1) }
    }
  }
}
