import Theory

/// A layer's risk and mass on the subset less another's, on the same fresh draws of positions and subset.
///
/// If the other layer's are known exactly, their sum is the first one's with far less noise than its own
/// draws have.
public struct LayerContrast: Hashable, Sendable, Codable {
  /// The mean over draws of the risk given attention, exact over tokens, less the other's.
  public let risk: Double
  /// The mean over draws of the mass on the subset less the other's.
  public let massOnSubset: Double

  /// Evaluates both on the draws that `AttentionEvaluation` makes.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, or draws is not within
  ///   1..<2^31.
  public static func sample(
    _ weights: AttentionWeights, less other: AttentionWeights, settings: AttentionSettings,
    address: StreamAddress, draws: Int
  ) throws(TheoryError) -> LayerContrast {
    try weights.check(settings)
    try other.check(settings)
    guard draws >= 1, draws <= Int(Int32.max) else {
      throw TheoryError(value: "draws = \(draws)", rule: "1 <= draws < 2^31")
    }
    let problem = settings.problem
    let sampler = AttentionSampler(settings, address, evaluation: true)
    // Each has a batch of its own, with the same draws: weights are set once.
    let layers = [weights, other].map { weights in
      let batch = AttentionBatch<Double>(settings.shape(batch: 1))
      batch.setWeights(weights)
      sampler.drawFixedPositions(batch)
      let law = RiskGivenAttention(
        value: weights.value, dimension: problem.dimension, sparsity: problem.sparsity)
      return (batch: batch, law: law)
    }
    func seen(_ index: Int, _ draw: Int) -> (risk: Double, mass: Double) {
      let (batch, law) = layers[index]
      sampler.drawSubsetsAndPositions(batch, step: UInt32(draw))
      batch.computeAttention()
      let subset = batch.subset(0)
      let mass = (0..<problem.sparsity).reduce(0) { $0 + batch.attention[subset[$1]] }
      return (law.risk(attention: batch.attention, tokens: problem.tokens, subset: subset), mass)
    }
    var (risk, mass) = (0.0, 0.0)
    for draw in 0..<draws {
      let (first, second) = (seen(0, draw), seen(1, draw))
      risk += first.risk - second.risk
      mass += first.mass - second.mass
    }
    return LayerContrast(risk: risk / Double(draws), massOnSubset: mass / Double(draws))
  }
}
