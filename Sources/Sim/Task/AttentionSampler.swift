/// Draws batches for the attention layer: tokens, subsets and positions, each from a stream of its own.
struct AttentionSampler: Sendable {
  let law: Positions
  let renewal: PositionRenewal
  let covariance: TokenCovariance?
  let tokens: StreamAddress
  let subsets: StreamAddress
  let positions: StreamAddress

  /// The streams of training, or those of evaluation, of one run.
  init(_ settings: AttentionSettings, _ address: StreamAddress, evaluation: Bool) {
    law = settings.positions
    renewal = settings.renewal
    covariance = settings.covariance
    tokens = address.with(purpose: evaluation ? .evaluationTokens : .tokens)
    subsets = address.with(purpose: evaluation ? .evaluationSubsets : .subsets)
    // Fixed positions are the same in training and evaluation.
    positions = address.with(
      purpose: evaluation && renewal == .stochastic ? .evaluationPositions : .positions)
  }

  /// Fixed positions are drawn before the first step, to be called once.
  func drawFixedPositions<R: LayerScalar>(_ batch: AttentionBatch<R>) {
    if renewal == .stochastic { return }
    var stream = RandomStream(positions, step: 0)
    fillPositions(batch, batch.positions, count: batch.shape.tokens, &stream)
  }

  /// Draws subsets and, unless they are fixed, positions.
  func drawSubsetsAndPositions<R: LayerScalar>(_ batch: AttentionBatch<R>, step: UInt32) {
    drawSubsets(batch, step: step)
    drawPositions(batch, step: step)
  }

  /// Draws subsets.
  func drawSubsets<R: LayerScalar>(_ batch: AttentionBatch<R>, step: UInt32) {
    let shape = batch.shape
    var stream = RandomStream(subsets, step: step)
    stream.fillSubsets(batch.subsets, examples: shape.batch, size: shape.sparsity, of: shape.tokens)
  }

  /// Draws positions, unless they are fixed, and makes the queries of the batch's subsets.
  ///
  /// Positions whose subset is not of full column rank under the dual query are drawn anew: with positive
  /// probability for `rademacher` (equal or opposite vectors), with probability zero up to rounding for the
  /// other laws. Fixed positions are kept; the query then uses an independent part of the subset. After each
  /// example `progress` is told how many have their queries.
  func drawPositions<R: LayerScalar>(
    _ batch: AttentionBatch<R>, step: UInt32, progress: ((Int) -> Void)? = nil
  ) {
    let shape = batch.shape
    var positionStream = RandomStream(positions, step: step)
    if renewal == .stochastic {
      let count = (shape.sharesPositions ? 1 : shape.batch) * shape.tokens
      fillPositions(batch, batch.positions, count: count, &positionStream)
    }
    for example in 0..<shape.batch {
      while !batch.setCoefficients(example: example) && renewal == .stochastic {
        fillPositions(batch, batch.positionRows(example), count: shape.tokens, &positionStream)
      }
      progress?(example + 1)
    }
  }

  /// Draws tokens.
  func drawTokens<R: LayerScalar>(_ batch: AttentionBatch<R>, step: UInt32) {
    var stream = RandomStream(tokens, step: step)
    let shape = batch.shape
    R.fillNormals(&stream, batch.tokens, count: shape.batch * shape.dimension * shape.tokens)
    if let covariance { batch.multiplyTokens(by: covariance.factor.map { R($0) }) }
  }

  private func fillPositions<R: LayerScalar>(
    _ batch: AttentionBatch<R>, _ rows: UnsafeMutablePointer<R>, count: Int, _ stream: inout RandomStream
  ) {
    PositionSampler.fill(
      rows, law: law, count: count, tokens: batch.shape.tokens, dimension: batch.shape.positionDimension,
      &stream)
  }
}

extension AttentionBatch {
  /// Replaces every token z by L z, L d x d, row-major; coordinate i of token t of example b is at `(b d + i) T + t`.
  fileprivate func multiplyTokens(by factor: [R]) {
    let (d, length) = (shape.dimension, shape.tokens)
    var token = [R](repeating: 0, count: d)
    for example in 0..<shape.batch {
      let rows = tokens + example * d * length
      for t in 0..<length {
        for i in 0..<d { token[i] = rows[i * length + t] }
        for i in 0..<d {
          var sum: R = 0
          for j in 0..<d { sum += factor[i * d + j] * token[j] }
          rows[i * length + t] = sum
        }
      }
    }
  }
}
