import Testing
import Theory

@testable import Sim

@Suite("AttentionStep")
struct AttentionStepTests {
  /// 19 examples: two full groups of 8 lanes and a part of a third, or one of 16 and a part.
  private func settings(_ law: Positions, _ query: Query, _ renewal: PositionRenewal, dimension: Int) throws
    -> AttentionSettings
  {
    try AttentionSettings(
      problem: Problem(tokens: 7, dimension: dimension, sparsity: 3), positions: law, renewal: renewal,
      positionDimension: law == .oneHot ? 9 : 21, query: query, batch: 19, stepSize: 0.1)
  }

  private func weights(_ settings: AttentionSettings) throws -> AttentionWeights {
    var stream = RandomStream(
      try StreamAddress(baseSeed: 3, name: "test 0/1", repetition: 2, purpose: .check), step: 0)
    var weights = AttentionWeights(
      dimension: settings.problem.dimension, positionDimension: settings.positionDimension)
    for index in weights.value.indices { weights.value[index] = 0.5 * stream.normal() }
    for index in weights.keyQuery.indices { weights.keyQuery[index] = 0.3 * stream.normal() }
    return weights
  }

  /// A batch as a training step draws it.
  private func batch(_ settings: AttentionSettings) throws -> AttentionBatch<Double> {
    let address = try StreamAddress(baseSeed: 8, name: "test 1/2", repetition: 3, purpose: .tokens)
    let batch = AttentionBatch<Double>(settings.shape())
    let sampler = AttentionSampler(settings, address, evaluation: false)
    batch.setWeights(try weights(settings))
    sampler.drawFixedPositions(batch)
    sampler.drawSubsetsAndPositions(batch, step: 4)
    sampler.drawTokens(batch, step: 4)
    return batch
  }

  /// The gradient of one example alone.
  private func single(_ batch: AttentionBatch<Double>, _ settings: AttentionSettings, _ example: Int) throws
    -> AttentionGradient
  {
    let (shape, rows) = (batch.shape, batch.positionRows(example))
    let (length, d, m) = (shape.tokens, shape.dimension, shape.positionDimension)
    let tokens = (0..<length).map { t in
      (0..<d).map { (i: Int) -> Double in batch.tokens[(example * d + i) * length + t] }
    }
    let positions = (0..<length).map { t in
      (0..<m).map { (a: Int) -> Double in shape.positionScale * rows[t * m + a] }
    }
    let subset = (0..<shape.sparsity).map { batch.subset(example)[$0] }
    return try AttentionGradient.inDouble(
      weights(settings), tokens: tokens, positions: positions, subset: subset, query: settings.query)
  }

  @Test(
    "a batch's gradient is the mean of its examples' gradients", arguments: Positions.allCases, Query.allCases
  )
  func meanOfExamples(law: Positions, query: Query) throws {
    for (renewal, dimension) in [(PositionRenewal.stochastic, 3), (.fixed, 5), (.stochastic, 1)] {
      let settings = try settings(law, query, renewal, dimension: dimension)
      let batch = try batch(settings)
      let whole = batch.gradient()
      var error = 0.0
      var mean = AttentionWeights(dimension: dimension, positionDimension: settings.positionDimension)
      for example in 0..<settings.batch {
        let part = try single(batch, settings, example)
        error += part.halfSquaredError / 19
        for index in mean.value.indices { mean.value[index] += part.gradient.value[index] / 19 }
        for index in mean.keyQuery.indices { mean.keyQuery[index] += part.gradient.keyQuery[index] / 19 }
      }
      #expect(abs(whole.halfSquaredError - error) <= 1e-12 * max(1, error))
      for (a, b) in zip(whole.gradient.value, mean.value) { #expect(abs(a - b) <= 1e-12) }
      // Numbers of the coefficients' size: those of the dual query may be large.
      let size = mean.keyQuery.map(abs).max() ?? 0
      // A batch's mean of a thousand numbers near 1/100, far above rounding.
      #expect(size > 1e-5)
      for (a, b) in zip(whole.gradient.keyQuery, mean.keyQuery) {
        #expect(abs(a - b) <= 1e-12 * max(1, size))
      }
    }
  }

  @Test("a step subtracts the gradient times the step size")
  func step() throws {
    for law in [Positions.oneHot, .orthonormalFrame, .gaussian] {
      let settings = try settings(law, .dual, .stochastic, dimension: 3)
      let batch = try batch(settings)
      let (before, gradient) = (batch.weights(), batch.gradient().gradient)
      _ = batch.addGradient(-0.25, value: batch.value, keyQuery: batch.keyQuery)
      let after = batch.weights()
      for index in before.value.indices {
        #expect(abs(after.value[index] - (before.value[index] - 0.25 * gradient.value[index])) <= 1e-14)
      }
      for index in before.keyQuery.indices {
        let expected = before.keyQuery[index] - 0.25 * gradient.keyQuery[index]
        #expect(abs(after.keyQuery[index] - expected) <= 1e-14)
      }
    }
  }
}
