import Sim
import Testing
import Theory

@Suite("Attention by Adam")
struct AttentionAdamTests {
  private func address() throws -> StreamAddress {
    try StreamAddress(baseSeed: 5, name: "test adam", repetition: 0, purpose: .tokens)
  }

  private func settings(_ law: Positions, _ optimizer: Optimizer = .adam) throws
    -> AttentionSettings
  {
    try AttentionSettings(
      problem: Problem(tokens: 7, dimension: 3, sparsity: 2), positions: law,
      positionDimension: law == .oneHot ? 7 : 19, batch: 9, stepSize: 0.01, optimizer: optimizer)
  }

  @Test(
    "the first step moves every entry of V by the step size, and W, which has no gradient at V = 0, not",
    arguments: Positions.allCases)
  func firstStep(law: Positions) throws {
    let trainer = try AttentionTrainer(try settings(law), address: try address())
    trainer.run(steps: 1)
    for entry in trainer.weights.value { #expect(abs(abs(entry) - 0.01) <= 1e-6) }
    #expect(trainer.weights.keyQuery.allSatisfy { $0 == 0 })
  }

  /// The gradients, found by single steps of gradient descent, go through the formulas of Kingma and Ba in Doubles.
  @Test("its steps are Adam's on the gradients of gradient descent")
  func formula() throws {
    func fixed(_ optimizer: Optimizer, stepSize: Double) throws -> AttentionSettings {
      try AttentionSettings(
        problem: Problem(tokens: 7, dimension: 3, sparsity: 2), positions: .oneHot, positionDimension: 7,
        batch: 9, stepSize: stepSize, optimizer: optimizer)
    }
    let examples = try FixedExamples(firstStepOf: fixed(.adam, stepSize: 0.01), address: try address())
    var weights = AttentionWeights(dimension: 3, positionDimension: 7)
    var (first, second) = (weights, weights)
    for step in 1...10 {
      // One step of size 1 from these weights: what it takes away is the gradient.
      let after = try AttentionTrainingInDouble.weights(
        fixed(.gradientDescent, stepSize: 1), address: try address(), initial: weights,
        examples: examples, steps: 1)
      let (a, b) = (power(0.9, step), power(0.999, step))
      func move(_ path: WritableKeyPath<AttentionWeights, [Double]>) {
        for index in weights[keyPath: path].indices {
          let g = weights[keyPath: path][index] - after[keyPath: path][index]
          first[keyPath: path][index] = 0.9 * first[keyPath: path][index] + 0.1 * g
          second[keyPath: path][index] = 0.999 * second[keyPath: path][index] + 0.001 * g * g
          weights[keyPath: path][index] -=
            0.01 * first[keyPath: path][index] / (1 - a)
            / ((second[keyPath: path][index] / (1 - b)).squareRoot() + 1e-8)
        }
      }
      move(\.value)
      move(\.keyQuery)
    }
    let double = try AttentionTrainingInDouble.weights(
      fixed(.adam, stepSize: 0.01), address: try address(), examples: examples, steps: 10)
    for (a, b) in zip(weights.value, double.value) { #expect(abs(a - b) <= 1e-9) }
    for (a, b) in zip(weights.keyQuery, double.keyQuery) { #expect(abs(a - b) <= 1e-6) }
  }

  private func power(_ base: Double, _ count: Int) -> Double {
    (0..<count).reduce(1) { value, _ in value * base }
  }

  @Test("equal addresses give equal bits, however the steps are divided; gradient descent gives others")
  func determinism() throws {
    let whole = try AttentionTrainer(try settings(.gaussian), address: try address())
    whole.run(steps: 30)
    let parts = try AttentionTrainer(try settings(.gaussian), address: try address())
    parts.run(steps: 11)
    parts.run(steps: 19)
    #expect(whole.weights == parts.weights)
    let other = try AttentionTrainer(try settings(.gaussian, .gradientDescent), address: try address())
    other.run(steps: 30)
    #expect(whole.weights != other.weights)
  }

  @Test(
    "a path's looks are the layer's as it trains",
    arguments: [Optimizer.adam, .gradientDescent])
  func looks(optimizer: Optimizer) throws {
    let settings = try settings(.oneHot, optimizer)
    let looks = try OptimizerPath.looks(
      settings, over: SubsetEnumeration(settings.problem), address: try address(), steps: [1, 20, 60])
    let trainer = try AttentionTrainer(settings, address: try address())
    trainer.run(steps: 60)
    let last = try #require(looks.last)
    #expect(looks.map(\.steps) == [1, 20, 60])
    #expect(last.alpha == trainer.weights.alpha)
    #expect(last.logit == KeyQueryFamily.centered.project(trainer.weights).logit)
    #expect(last.valueOffFamily > 0 && last.valueOffFamily < 2 && last.keyQueryOffFamily > 0)
    #expect(throws: TheoryError.self) {
      try OptimizerPath.looks(
        settings, over: SubsetEnumeration(settings.problem), address: try address(), steps: [2, 2])
    }
    #expect(throws: TheoryError.self) {
      try OptimizerPath.looks(
        self.settings(.gaussian), over: SubsetEnumeration(settings.problem), address: try address(),
        steps: [1])
    }
  }
}
