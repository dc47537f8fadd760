/// The sizes of a batch of the attention layer and its padded row lengths.
struct AttentionShape: Sendable {
  let tokens: Int
  let dimension: Int
  let sparsity: Int
  let positionDimension: Int
  let batch: Int
  /// Whether all examples share one draw of the positions.
  let sharesPositions: Bool
  let query: Query
  /// Stored position vectors times this are the positions.
  let positionScale: Double
  /// Whether positions are orthonormal, so that the query's coefficients are 1.
  let isOrthonormal: Bool
  /// Whether the positions are the unit vectors of R^T, so that no product with them is needed.
  let isIdentity: Bool

  /// Whether the query's coefficients are the solution of q equations: the dual query of positions not
  /// orthonormal.
  var solvesQueries: Bool { query == .dual && !isOrthonormal }

  /// A row length rounded up to whole vectors.
  static func padded<R: LayerScalar>(_ count: Int, _: R.Type) -> Int {
    (count + R.laneCount - 1) / R.laneCount * R.laneCount
  }
}
