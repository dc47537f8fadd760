import Theory

/// Two layers on the same fresh draws of positions and subset, those that `AttentionEvaluation` makes.
struct PairedDraws {
  private let problem: Problem
  private let sampler: AttentionSampler
  /// Each layer has a batch of its own, with the same draws: weights are set once.
  private let layers: [(batch: AttentionBatch<Double>, law: RiskGivenAttention)]

  /// Two layers on a number of draws.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, tokens are not standard, or draws is not
  ///   within least..<2^31.
  init(
    _ first: AttentionWeights, _ second: AttentionWeights, _ settings: AttentionSettings,
    _ address: StreamAddress, draws: Int, atLeast least: Int
  ) throws(TheoryError) {
    try first.check(settings)
    try second.check(settings)
    try settings.requireStandardTokens()
    guard draws >= least, draws <= Int(Int32.max) else {
      throw TheoryError(value: "draws = \(draws)", rule: "\(least) <= draws < 2^31")
    }
    let problem = settings.problem
    let sampler = AttentionSampler(settings, address, evaluation: true)
    layers = [first, second].map { weights in
      let batch = AttentionBatch<Double>(settings.shape(batch: 1))
      batch.setWeights(weights)
      sampler.drawFixedPositions(batch)
      let law = RiskGivenAttention(
        value: weights.value, dimension: problem.dimension, sparsity: problem.sparsity)
      return (batch: batch, law: law)
    }
    (self.problem, self.sampler) = (problem, sampler)
  }

  /// What the first layer shows on a draw less what the second does: the risk, exact over tokens, and the mass on the subset.
  func difference(_ draw: Int) -> (risk: Double, mass: Double) {
    let (first, second) = (seen(0, draw), seen(1, draw))
    return (first.risk - second.risk, first.mass - second.mass)
  }

  private func seen(_ layer: Int, _ draw: Int) -> (risk: Double, mass: Double) {
    let (batch, law) = layers[layer]
    sampler.drawSubsetsAndPositions(batch, step: UInt32(draw))
    batch.computeAttention()
    let subset = batch.subset(0)
    let mass = (0..<problem.sparsity).reduce(0) { $0 + batch.attention[subset[$1]] }
    return (law.risk(attention: batch.attention, tokens: problem.tokens, subset: subset), mass)
  }
}
