import Theory

/// Turns a batch's standard normal tokens z into L z.
struct TokenMixing<R: LayerScalar> {
  private let factor: [R]
  private let dimension: Int

  init(_ covariance: TokenCovariance) {
    factor = covariance.factor.map { R($0) }
    dimension = covariance.variances.count
  }

  /// Replaces every token; coordinate i of token t of example b is at `(b d + i) T + t`.
  func apply(_ batch: AttentionBatch<R>) {
    let (d, length) = (dimension, batch.shape.tokens)
    var token = [R](repeating: 0, count: d)
    for example in 0..<batch.shape.batch {
      let rows = batch.tokens + example * d * length
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
