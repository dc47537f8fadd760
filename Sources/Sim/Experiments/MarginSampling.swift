import Theory

/// Scores `<e_i, e_y>` of tokens outside the subset, over fresh draws of positions and subset.
public struct MarginSampling: Hashable, Sendable {
  /// For each draw the score of the first token outside the subset: independent over draws.
  public let scores: [Double]
  /// For each draw the margin, 1 minus the largest score outside the subset.
  public let margins: [Double]

  /// Draws positions and subsets by the settings' law, draw n from step n of the evaluation streams.
  ///
  /// - Throws: `TheoryError` if draws is not within 1..<2^31.
  public init(_ settings: AttentionSettings, address: StreamAddress, draws: Int) throws(TheoryError) {
    if draws < 1 || draws > Int(Int32.max) {
      throw TheoryError(value: "draws = \(draws)", rule: "1 <= draws < 2^31")
    }
    let batch = AttentionBatch<Double>(settings.shape(batch: 1))
    let sampler = AttentionSampler(settings, address, evaluation: true)
    sampler.drawFixedPositions(batch)
    var scores = [Double](repeating: 0, count: draws)
    var margins = [Double](repeating: 0, count: draws)
    for draw in 0..<draws {
      sampler.drawSubsetsAndPositions(batch, step: UInt32(draw))
      (scores[draw], margins[draw]) = Self.outside(batch)
    }
    self.scores = scores
    self.margins = margins
  }

  /// The first score outside the subset and the margin.
  private static func outside(_ batch: AttentionBatch<Double>) -> (first: Double, margin: Double) {
    let shape = batch.shape
    let width = shape.positionDimension
    let query = batch.queries
    for a in 0..<width { query[a] = 0 }
    for place in 0..<shape.sparsity {
      let row = batch.positions + batch.subsets[place] * width
      let coefficient = batch.coefficients[place]
      for a in 0..<width { query[a] += coefficient * row[a] }
    }
    var first: Double?
    var largest = -Double.infinity
    var place = 0
    for token in 0..<shape.tokens {
      if place < shape.sparsity && batch.subsets[place] == token {
        place += 1
        continue
      }
      let score = PositionSampler.inner(batch.positions + token * width, query, width)
      first = first ?? score
      largest = max(largest, score)
    }
    return (first ?? largest, 1 - largest)
  }
}
