/// A square matrix as the product of triangular ones, for solving with several right-hand sides.
///
/// Gaussian elimination with partial pivoting. Source: textbook.
public struct LUFactor: Sendable {
  private let size: Int
  private var entries: [Double]
  private var order: [Int]

  /// Factors a matrix.
  ///
  /// - Throws: `TheoryError` if the matrix is not square or a pivot is 0 or not a number.
  public init(_ matrix: Matrix) throws(TheoryError) {
    guard matrix.rows == matrix.columns else {
      throw TheoryError(value: "\(matrix.rows) x \(matrix.columns)", rule: "a square matrix")
    }
    size = matrix.rows
    entries = matrix.elements
    order = Array(0..<size)
    for k in 0..<size {
      var pivot = k
      for i in k..<size where abs(entries[i * size + k]) > abs(entries[pivot * size + k]) { pivot = i }
      guard abs(entries[pivot * size + k]) > 0 else {
        throw TheoryError(value: "pivot \(k) is 0", rule: "a regular matrix")
      }
      if pivot != k {
        order.swapAt(k, pivot)
        for j in 0..<size { entries.swapAt(k * size + j, pivot * size + j) }
      }
      eliminate(k)
    }
  }

  private mutating func eliminate(_ k: Int) {
    let n = size
    entries.withUnsafeMutableBufferPointer { a in
      let inverse = 1 / a[k * n + k]
      for i in (k + 1)..<max(n, k + 1) {
        let factor = a[i * n + k] * inverse
        a[i * n + k] = factor
        for j in (k + 1)..<max(n, k + 1) { a[i * n + j] -= factor * a[k * n + j] }
      }
    }
  }

  /// The solution for a right-hand side of as many numbers as the matrix has rows.
  public func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == size, "\(right.count) numbers for \(size) rows")
    var x = order.map { right[$0] }
    for i in 0..<size {
      var sum = x[i]
      for j in 0..<i { sum -= entries[i * size + j] * x[j] }
      x[i] = sum
    }
    for i in stride(from: size - 1, through: 0, by: -1) {
      var sum = x[i]
      for j in (i + 1)..<max(size, i + 1) { sum -= entries[i * size + j] * x[j] }
      x[i] = sum / entries[i * size + i]
    }
    return x
  }
}
