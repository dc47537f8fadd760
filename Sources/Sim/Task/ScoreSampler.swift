/// Draws the scores <e_t, e_y> of a subset's query with the positions, the logits at W = I.
///
/// The draws are those of the evaluation streams of an address, draw n from step n.
struct ScoreSampler {
  private let batch: AttentionBatch<Double>
  private let sampler: AttentionSampler

  init(_ settings: AttentionSettings, _ address: StreamAddress) {
    batch = AttentionBatch<Double>(settings.shape(batch: 1))
    sampler = AttentionSampler(settings, address, evaluation: true)
    batch.setWeights(
      AttentionWeights(
        alpha: 1, logit: 1, dimension: settings.problem.dimension,
        positionDimension: settings.positionDimension))
    sampler.drawFixedPositions(batch)
  }

  /// Makes a draw; `scores` and `subset` are its until the next.
  func draw(_ index: Int) {
    sampler.drawSubsetsAndPositions(batch, step: UInt32(index))
    batch.computeAttention()
  }

  /// The T scores of the last draw.
  var scores: UnsafeMutablePointer<Double> { batch.logits }

  /// The q tokens of the last draw's subset, rising.
  var subset: UnsafePointer<Int> { batch.subset(0) }
}
