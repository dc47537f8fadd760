/// How the query vector e_y is made from the positions of the subset y.
public enum Query: String, Hashable, Sendable, Codable, CaseIterable {
  /// `e_y = E_y (E_y^T E_y)^{-1} 1`, so that <e_i, e_y> = 1 for i in y; needs E_y of full column rank.
  ///
  /// Source: the dual certificate of Sanford, Hsu, Telgarsky 2023.
  case dual
  /// `e_y = sum_{i in y} e_i`.
  case sum
}

/// Solves for the coefficients of the dual query.
enum DualQuery {
  /// Writes c with (E_y^T E_y) c = 1 by Cholesky's factorisation; false if a pivot is too small.
  ///
  /// A pivot is too small below 1e-12 (single precision: 1e-6) of its diagonal entry. With a condition number
  /// kappa of the Gram matrix the coefficients are right to about `q kappa` roundings.
  ///
  /// `gram` is room for q x q numbers. A small pivot's coefficient is set to 0, which leaves a query of the
  /// independent rows before it.
  @inline(__always)
  static func solve<R: LayerScalar>(
    _ coefficients: UnsafeMutablePointer<R>, gram: UnsafeMutablePointer<R>, rows: UnsafePointer<R>,
    dimension: Int, subset: UnsafePointer<Int>, size q: Int
  ) -> Bool {
    var fullRank = true
    for i in 0..<q {
      let row = rows + subset[i] &* dimension
      for j in 0...i {
        var entry = PositionSampler.inner(row, rows + subset[j] &* dimension, dimension)
        let diagonal = entry
        for k in 0..<j { entry -= gram[i &* q &+ k] * gram[j &* q &+ k] }
        if j < i {
          gram[i &* q &+ j] = entry * gram[j &* q &+ j]
        } else if entry > R.rankTolerance * diagonal {
          gram[i &* q &+ i] = 1 / entry.squareRoot()
        } else {
          gram[i &* q &+ i] = 0
          fullRank = false
        }
      }
    }
    for i in 0..<q {
      var value: R = 1
      for k in 0..<i { value -= gram[i &* q &+ k] * coefficients[k] }
      coefficients[i] = value * gram[i &* q &+ i]
    }
    for reversed in 0..<q {
      let i = q &- 1 &- reversed
      var value = coefficients[i]
      for k in (i &+ 1)..<max(q, i &+ 1) { value -= gram[k &* q &+ i] * coefficients[k] }
      coefficients[i] = value * gram[i &* q &+ i]
    }
    return fullRank
  }
}
