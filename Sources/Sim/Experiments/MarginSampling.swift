import Theory

/// Scores `<e_i, e_y>` of tokens outside the subset, over fresh draws of positions and subset.
public struct MarginSampling: Hashable, Sendable {
  /// For each draw the score of the first token outside the subset: independent over draws.
  public let scores: [Double]
  /// For each draw the margin, 1 minus the largest score outside the subset.
  public let margins: [Double]
  /// For each draw `r^2 = |e_y|^2/d_e`: given the subset's positions, the variance of a score outside it.
  public let spreads: [Double]
  /// The sum of the squares of all scores outside the subset, each over its draw's r^2.
  public let scaledSquareSum: Double

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
    var spreads = [Double](repeating: 0, count: draws)
    var squares = 0.0
    let scale = batch.shape.positionScale
    let perStored = 1 / (scale * scale * Double(settings.positionDimension))
    for draw in 0..<draws {
      sampler.drawSubsetsAndPositions(batch, step: UInt32(draw))
      let seen = Self.outside(batch)
      (scores[draw], margins[draw]) = (seen.first, seen.margin)
      spreads[draw] = seen.querySquare * perStored
      squares += seen.squares / spreads[draw]
    }
    self.scores = scores
    self.margins = margins
    self.spreads = spreads
    scaledSquareSum = squares
  }

  /// The first score outside the subset, the margin, the squared scores' sum, and the query's square as stored.
  private static func outside(_ batch: AttentionBatch<Double>)
    -> (first: Double, margin: Double, squares: Double, querySquare: Double)
  {
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
    var (largest, squares) = (-Double.infinity, 0.0)
    var place = 0
    for token in 0..<shape.tokens {
      if place < shape.sparsity && batch.subsets[place] == token {
        place += 1
        continue
      }
      let score = PositionSampler.inner(batch.positions + token * width, query, width)
      first = first ?? score
      largest = max(largest, score)
      squares += score * score
    }
    return (first ?? largest, 1 - largest, squares, PositionSampler.inner(query, query, width))
  }
}
