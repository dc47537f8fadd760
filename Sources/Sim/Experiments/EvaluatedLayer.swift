import Theory

/// A layer on fresh draws of positions and subset, from the evaluation streams of an address: draw n from step n.
struct EvaluatedLayer {
  let problem: Problem
  let sampler: AttentionSampler
  /// The one example that is drawn, with the layer's weights.
  let batch: AttentionBatch<Double>
  /// The risk given the attention.
  let law: RiskGivenAttention

  /// A layer before its first draw.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, or tokens are not standard.
  init(_ weights: AttentionWeights, _ settings: AttentionSettings, _ address: StreamAddress)
    throws(TheoryError)
  {
    try weights.check(settings)
    try settings.requireStandardTokens()
    problem = settings.problem
    sampler = AttentionSampler(settings, address, evaluation: true)
    batch = AttentionBatch<Double>(settings.shape(batch: 1))
    law = RiskGivenAttention(
      value: weights.value, dimension: problem.dimension, sparsity: problem.sparsity)
    batch.setWeights(weights)
    sampler.drawFixedPositions(batch)
  }

  /// The risk given the attention of a draw, exact over tokens, and the mass on the subset.
  func seen(_ draw: Int) -> (risk: Double, mass: Double) {
    sampler.drawSubsetsAndPositions(batch, step: UInt32(draw))
    batch.computeAttention()
    let subset = batch.subset(0)
    var mass = 0.0
    for j in 0..<problem.sparsity { mass += batch.attention[subset[j]] }
    return (law.risk(attention: batch.attention, tokens: problem.tokens, subset: subset), mass)
  }
}
