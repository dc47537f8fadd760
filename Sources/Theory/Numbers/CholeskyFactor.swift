/// The lower triangular factor L of a symmetric positive definite matrix, A = L L^T.
///
/// Range: finite entries whose pivots stay positive and finite in rounding; anything else is an error. Error:
/// L L^T is A to `(n + 1) 2^-53 |L| |L^T|`, entry by entry; a solution's relative error is about n 2^-53
/// times A's condition number.
///
/// Source: textbook (Higham 2002, theorem 10.3). Sums run in index order.
public struct CholeskyFactor: Hashable, Sendable {
  /// The number of rows.
  public let size: Int
  /// The entries of L, row by row; zero above the diagonal.
  private let entries: [Double]

  /// Factors a matrix; entries above its diagonal are not read.
  ///
  /// - Throws: `TheoryError` if the matrix is not square, or a pivot is not positive and finite.
  public init(_ matrix: Matrix) throws(TheoryError) {
    let size = matrix.rows
    if matrix.columns != size {
      throw TheoryError(value: "\(size) x \(matrix.columns)", rule: "the matrix is square")
    }
    var entries = matrix.elements
    for row in 0..<size {
      for column in 0...row {
        var sum = entries[row * size + column]
        for k in 0..<column { sum -= entries[row * size + k] * entries[column * size + k] }
        if column < row {
          entries[row * size + column] = sum / entries[column * size + column]
        } else {
          guard sum > 0, sum.isFinite else {
            throw TheoryError(value: "pivot \(sum)", rule: "the matrix is positive definite")
          }
          entries[row * size + row] = sum.squareRoot()
        }
      }
      for column in (row + 1)..<max(size, row + 1) { entries[row * size + column] = 0 }
    }
    self.size = size
    self.entries = entries
  }

  /// The matrix L.
  ///
  /// - Throws: `TheoryError`; a factor that exists has a matrix.
  public func lower() throws(TheoryError) -> Matrix {
    try Matrix(rows: size, columns: size, elements: entries)
  }

  /// The natural logarithm of the determinant of A.
  public var logarithmOfDeterminant: Double {
    var sum = 0.0
    for row in 0..<size { sum += Elementary.log(entries[row * size + row]) }
    return 2 * sum
  }

  /// The quadratic form `v^T A^-1 v = |L^-1 v|^2`.
  ///
  /// - Throws: `TheoryError` if the vector's length is not the matrix's.
  public func inverseSquare(_ vector: [Double]) throws(TheoryError) -> Double {
    if vector.count != size {
      throw TheoryError(value: "\(vector.count) entries", rule: "\(size) entries")
    }
    var solved = vector
    var total = 0.0
    for row in 0..<size {
      var sum = solved[row]
      for k in 0..<row { sum -= entries[row * size + k] * solved[k] }
      solved[row] = sum / entries[row * size + row]
      total += solved[row] * solved[row]
    }
    return total
  }
}
