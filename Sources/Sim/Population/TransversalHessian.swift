import Theory

/// The Hessian of R/2 across {W_XE = 0, V_E = 0}, entry by entry, by differences of a gradient of the full layer.
public enum TransversalHessian {
  /// The matrix over the entries of V_E, then those of W_XE, both row by row: central differences over +-move, symmetrized.
  ///
  /// - Throws: what the gradient throws.
  public static func matrix(
    at layer: TokenLayer, move: Double = 1e-4,
    gradient: (TokenLayer) throws(TheoryError) -> TokenLayer
  ) throws(TheoryError) -> Matrix {
    let size = layer.positionValue.count
    var columns: [[Double]] = []
    for index in 0..<(2 * size) {
      var ends: [[Double]] = []
      for shift in [move, -move] {
        var moved = layer
        if index < size { moved.positionValue[index] += shift } else { moved.tokenKey[index - size] += shift }
        let here = try gradient(moved)
        ends.append(here.positionValue + here.tokenKey)
      }
      columns.append(zip(ends[0], ends[1]).map { ($0 - $1) / (2 * move) })
    }
    var hessian = try Matrix(rows: 2 * size, columns: 2 * size)
    for row in columns.indices {
      for column in columns.indices {
        hessian[row, column] = 0.5 * (columns[row][column] + columns[column][row])
      }
    }
    return hessian
  }
}
