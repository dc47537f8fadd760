extension Matrix {
  /// The largest eigenvalue of a symmetric matrix, by cyclic Jacobi rotations.
  ///
  /// Only the lower triangle is read. Entries of any finite size: the matrix is scaled by a power of two. The
  /// absolute error is a few units of rounding of the Frobenius norm.
  ///
  /// - Throws: `TheoryError` if the matrix is not square, is empty, has an entry that is not finite, an
  /// eigenvalue
  ///   exceeds the numbers of a Double, or rotations do not converge.
  public func largestEigenvalue() throws(TheoryError) -> Double { try symmetricEigenvalues().max()! }

  /// All eigenvalues of a symmetric matrix, in no particular order, by cyclic Jacobi rotations.
  ///
  /// Only the lower triangle is read. Entries of any finite size: the matrix is scaled by a power of two. The
  /// absolute error is a few units of rounding of the Frobenius norm.
  ///
  /// - Throws: `TheoryError` if the matrix is not square, is empty, has an entry that is not finite, an
  /// eigenvalue
  ///   exceeds the numbers of a Double, or rotations do not converge.
  public func symmetricEigenvalues() throws(TheoryError) -> [Double] {
    if rows != columns || rows == 0 {
      throw TheoryError(value: "shape \(rows) x \(columns)", rule: "square and not empty")
    }
    if let entry = elements.first(where: { !$0.isFinite }) {
      throw TheoryError(value: "entry \(entry)", rule: "finite entries")
    }
    var lower = self
    for row in 0..<rows {
      for column in 0..<row { lower[column, row] = self[row, column] }
    }
    let largest = lower.elements.reduce(0) { max($0, abs($1)) }
    if largest == 0 { return [Double](repeating: 0, count: rows) }
    let exponent = Int(largest.exponent)
    return try lower.scaled(byPowerOfTwo: -exponent).rotatedDiagonal().map { value throws(TheoryError) in
      let eigenvalue = value.scaledByPowerOfTwo(exponent)
      if !eigenvalue.isFinite {
        throw TheoryError(value: "largest entry \(largest)", rule: "eigenvalues below 1.8e308 in size")
      }
      return eigenvalue
    }
  }

  /// The diagonal of a symmetric matrix with a largest entry from 1 to 2, once rotations have emptied the
  /// rest.
  private func rotatedDiagonal() throws(TheoryError) -> [Double] {
    var work = self
    let enough = 0x1p-60 * work.frobeniusNorm
    for _ in 0..<60 {
      var largest = 0.0
      for first in 0..<rows {
        for second in (first + 1)..<max(rows, first + 1) {
          largest = max(largest, abs(work[first, second]))
          if abs(work[first, second]) > enough { work.rotateSymmetric(first, second) }
        }
      }
      if largest <= enough { return (0..<rows).map { work[$0, $0] } }
    }
    throw TheoryError(value: "a \(rows) x \(rows) matrix", rule: "Jacobi rotations converge within 60 sweeps")
  }

  /// Makes the entry (p, r) of a symmetric matrix zero by a rotation of rows and columns p and r.
  private mutating func rotateSymmetric(_ first: Int, _ second: Int) {
    let zeta = (self[second, second] - self[first, first]) / (2 * self[first, second])
    let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for index in 0..<rows {
      let value = self[index, first]
      self[index, first] = cosine * value - sine * self[index, second]
      self[index, second] = sine * value + cosine * self[index, second]
    }
    for index in 0..<rows {
      let value = self[first, index]
      self[first, index] = cosine * value - sine * self[second, index]
      self[second, index] = sine * value + cosine * self[second, index]
    }
    self[first, second] = 0
    self[second, first] = 0
  }
}
