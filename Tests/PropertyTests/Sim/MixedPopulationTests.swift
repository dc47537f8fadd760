import Sim
import Testing
import Theory

@Suite struct MixedPopulationTests {
  private func weights(_ d: Int, _ tokens: Int) -> AttentionWeights {
    var result = AttentionWeights(dimension: d, positionDimension: tokens)
    for index in result.value.indices { result.value[index] = 0.3 * Elementary.sin(Double(1 + 2 * index)) }
    for index in result.keyQuery.indices { result.keyQuery[index] = 0.5 * Elementary.cos(Double(3 * index)) }
    return result
  }

  @Test("a covariance is B diag(sigma) B^T, and its factor squared")
  func covariance() throws {
    let item = try TokenCovariance(variances: [3, 1, 0.2], turned: true)
    let sigma = item.diagonal(item.variances)
    for i in 0..<3 {
      for j in 0..<3 {
        let square = (0..<3).reduce(0) { $0 + item.factor[3 * i + $1] * item.factor[3 * j + $1] }
        #expect(abs(square - sigma[3 * i + j]) <= 1e-15)
        let back = item.inBasis(sigma)[3 * i + j]
        #expect(abs(back - (i == j ? item.variances[i] : 0)) <= 1e-15)
      }
    }
    #expect(abs(sigma[1]) > 0.1)
    #expect(throws: TheoryError.self) { try TokenCovariance(variances: [1, 0], turned: true) }
  }

  @Test("at any weights the closed form is the gradient summed example by example, and the risk's slope")
  func gradient() throws {
    let covariance = try TokenCovariance(variances: [2, 0.5], turned: true)
    let sizes = try SubsetSizeLaw(sizes: [1, 3], weights: [1, 2])
    let population = try MixedPopulation(tokens: 5, covariance: covariance, sizes: sizes)
    let weights = weights(2, 5)
    let exact = try population.value(at: weights).gradient
    var sum = AttentionWeights(dimension: 2, positionDimension: 5)
    for (size, share) in zip(sizes.sizes, sizes.probabilities) {
      let part = try EnumeratedGradient(
        Problem(tokens: 5, dimension: 2, sparsity: size), positions: .oneHot, covariance: covariance
      ).gradient(at: weights)
      for k in sum.value.indices { sum.value[k] += share * part.value[k] }
      for k in sum.keyQuery.indices { sum.keyQuery[k] += share * part.keyQuery[k] }
    }
    #expect(exact.supremumDistance(to: sum) <= 1e-14)
    let step = 1e-6
    for entry in 0..<4 {
      var (up, down) = (weights, weights)
      up.value[entry] += step
      down.value[entry] -= step
      let slope = try (population.value(at: up).risk - population.value(at: down).risk) / (4 * step)
      #expect(abs(slope - exact.value[entry]) <= 1e-8)
    }
  }

  @Test("for standard tokens and one size it is the population of the claims' own world")
  func standard() throws {
    let problem = try Problem(tokens: 5, dimension: 2, sparsity: 2)
    let population = try MixedPopulation(
      tokens: 5, covariance: TokenCovariance(variances: [1, 1], turned: true),
      sizes: SubsetSizeLaw(fixed: 2))
    let weights = weights(2, 5)
    let (seen, known) = (
      try population.value(at: weights),
      try PopulationGradient(oneHot: weights, over: SubsetEnumeration(problem))
    )
    #expect(abs(seen.risk - known.risk) <= 1e-14)
    #expect(abs(seen.massOnSubset - known.massOnSubset) <= 1e-14)
    #expect(seen.gradient.supremumDistance(to: known.gradient) <= 1e-14)
  }

  @Test("momentum on the full matrices: the second step repeats a share of the first")
  func momentum() throws {
    let zero = AttentionWeights(dimension: 1, positionDimension: 2)
    func path(_ momentum: Momentum) throws -> [Double] {
      try MomentumPath.weights(from: zero, momentum: momentum, stepSize: 0.5, after: [1, 2, 3]) {
        weights throws(TheoryError) in
        var gradient = weights
        gradient.value[0] -= 1
        return gradient
      }.map { $0.value[0] }
    }
    #expect(try path(.none) == [0.5, 0.75, 0.875])
    #expect(try path(.heavyBall(0.5)) == [0.5, 1, 1.25])
    // y = 0, 0.5, 0.75 + 0.25 * 0.25: half of what is missing remains.
    #expect(try path(.nesterov(3)) == [0.5, 0.75, 0.90625])
  }

  @Test("tokens of covariance I train to the bits of standard ones, others and a heavy ball do not")
  func training() throws {
    let address = try StreamAddress(baseSeed: 5, name: "test 18/0", repetition: 0, purpose: .tokens)
    func weights(_ optimizer: Optimizer, _ variances: [Double]?) throws -> AttentionWeights {
      let settings = try AttentionSettings(
        problem: Problem(tokens: 5, dimension: 2, sparsity: 2), positions: .oneHot, positionDimension: 5,
        covariance: variances.map { try TokenCovariance(variances: $0, turned: false) }, batch: 32,
        stepSize: 0.1, optimizer: optimizer)
      let trainer = try AttentionTrainer(settings, address: address)
      trainer.run(steps: 40)
      return trainer.weights
    }
    let plain = try weights(.gradientDescent, nil)
    #expect(try weights(.gradientDescent, [1, 1]) == plain)
    #expect(try weights(.heavyBall(0.5), nil).alpha > 1.2 * plain.alpha)
    let uneven = try weights(.gradientDescent, [2, 0.5])
    #expect(uneven.value[0] > 1.5 * uneven.value[3])
    #expect(throws: TheoryError.self) { try weights(.heavyBall(1), nil) }
    #expect(throws: TheoryError.self) { try weights(.gradientDescent, [1]) }
  }
}
