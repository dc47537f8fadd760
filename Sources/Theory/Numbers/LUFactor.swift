/// A square matrix as the product of triangular ones, for solving with several right-hand sides.
///
/// Gaussian elimination with partial pivoting. Range: finite entries, pivots above 1e-307. Error: the
/// solution is that of a matrix within `3 n 2^-53 |L| |U|` of this one (Higham 2002, theorem 9.4), so its
/// relative error is about that times the condition number. Source: textbook.
public struct LUFactor: Sendable {
  private let size: Int
  private var entries: [Double]
  private var order: [Int]

  /// Factors a matrix.
  ///
  /// - Throws: `TheoryError` if the matrix is not square, an entry is not finite, or a pivot is below 1e-307
  /// or overflows.
  public init(_ matrix: Matrix) throws(TheoryError) {
    guard matrix.rows == matrix.columns else {
      throw TheoryError(value: "\(matrix.rows) x \(matrix.columns)", rule: "a square matrix")
    }
    if let entry = matrix.elements.first(where: { !$0.isFinite }) {
      throw TheoryError(value: "entry \(entry)", rule: "finite entries")
    }
    size = matrix.rows
    entries = matrix.elements
    order = Array(0..<size)
    for k in 0..<size {
      var pivot = k
      for i in k..<size where abs(entries[i * size + k]) > abs(entries[pivot * size + k]) { pivot = i }
      let largest = abs(entries[pivot * size + k])
      guard largest >= 1e-307, largest < .infinity else {
        throw TheoryError(value: "pivot \(k) is \(largest)", rule: "a regular matrix, pivots from 1e-307")
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

  /// The solution, infinite or not a number where it leaves the range of a Double, for a right-hand side of
  /// as many numbers as the matrix has rows.
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
