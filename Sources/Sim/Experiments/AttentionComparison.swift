import Theory

/// The risks of two layers on the same fresh draws of positions and subset: their difference has far less noise than either.
public struct AttentionComparison: Hashable, Sendable, Codable {
  /// The number of draws.
  public let draws: Int
  /// The mean of the first layer's risk given attention less the second's.
  public let difference: Double
  /// The sample variance of the difference, over draws.
  public let variance: Double

  /// Evaluates both on the draws that `AttentionEvaluation` makes.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, or draws is not within 2..<2^31.
  public static func sample(
    _ first: AttentionWeights, less second: AttentionWeights, settings: AttentionSettings,
    address: StreamAddress, draws: Int
  ) throws(TheoryError) -> AttentionComparison {
    try first.check(settings)
    try second.check(settings)
    guard draws >= 2, draws <= Int(Int32.max) else {
      throw TheoryError(value: "draws = \(draws)", rule: "2 <= draws < 2^31")
    }
    let problem = settings.problem
    // Each layer has a batch of its own, with the same draws: weights are set once.
    let batches = [first, second].map { weights in
      let batch = AttentionBatch<Double>(settings.shape(batch: 1))
      batch.setWeights(weights)
      return batch
    }
    let sampler = AttentionSampler(settings, address, evaluation: true)
    let laws = [first, second].map {
      RiskGivenAttention(value: $0.value, dimension: problem.dimension, sparsity: problem.sparsity)
    }
    for batch in batches { sampler.drawFixedPositions(batch) }
    var (mean, squares) = (0.0, 0.0)
    func risk(_ layer: Int, _ draw: Int) -> Double {
      let batch = batches[layer]
      sampler.drawSubsetsAndPositions(batch, step: UInt32(draw))
      batch.computeAttention()
      return laws[layer].risk(attention: batch.attention, tokens: problem.tokens, subset: batch.subset(0))
    }
    for draw in 0..<draws {
      let difference = risk(0, draw) - risk(1, draw)
      let step = difference - mean
      mean += step / Double(draw + 1)
      squares += step * (difference - mean)
    }
    return AttentionComparison(draws: draws, difference: mean, variance: squares / Double(draws - 1))
  }
}
