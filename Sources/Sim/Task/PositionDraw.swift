import Theory

/// One draw of positions and subset, and the query it makes; in double precision.
///
/// Inner products are right to d_e roundings of |e_t| |e_y|, the query as `DualQuery` says.
public struct PositionDraw: Hashable, Sendable {
  /// The positions e_1, ..., e_T, each of d_e numbers.
  public let positions: [[Double]]
  /// The subset y, sorted, from 0.
  public let subset: [Int]
  /// The query e_y.
  public let query: [Double]
  /// The inner products <e_t, e_y>, which are the logits at W = I.
  public let innerProducts: [Double]

  /// The draw that `AttentionEvaluation` makes with this index.
  ///
  /// - Throws: `TheoryError` if index is not within 0..<2^31.
  public init(_ settings: AttentionSettings, address: StreamAddress, index: Int) throws(TheoryError) {
    if index < 0 || index > Int(Int32.max) {
      throw TheoryError(value: "index = \(index)", rule: "0 <= index < 2^31")
    }
    let batch = AttentionBatch<Double>(settings.shape(batch: 1))
    let sampler = AttentionSampler(settings, address, evaluation: true)
    sampler.drawFixedPositions(batch)
    sampler.drawSubsetsAndPositions(batch, step: UInt32(index))
    let shape = batch.shape
    let (width, scale) = (shape.positionDimension, shape.positionScale)
    let rows = (0..<shape.tokens).map { t in
      (0..<width).map { scale * batch.positions[t * width + $0] }
    }
    let subset = Array(batch.subsets)
    // The stored coefficients are those of scale * e_y in the stored vectors, positions divided by scale.
    var query = [Double](repeating: 0, count: width)
    for (place, element) in subset.enumerated() {
      let coefficient = batch.coefficients[place] / (scale * scale)
      for a in 0..<width { query[a] += coefficient * rows[element][a] }
    }
    positions = rows
    self.subset = subset
    self.query = query
    innerProducts = rows.map { row in zip(row, query).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The margin 1 - max over tokens off the subset of <e_t, e_y>.
  public var margin: Double {
    var largest = -Double.infinity
    for (t, value) in innerProducts.enumerated() where !subset.contains(t) { largest = max(largest, value) }
    return 1 - largest
  }
}
