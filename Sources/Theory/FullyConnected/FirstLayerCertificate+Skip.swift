extension FirstLayerCertificate {
  /// B (I - Pi), d x Td: what a skip connection B lets through of what the first layer loses.
  ///
  /// The best prediction with this first layer and B is `M_y Pi vec(X) + B (I - Pi) vec(X)`.
  ///
  /// - Throws: `TheoryError` if B has not Td columns.
  public func outside(of skip: Matrix) throws(TheoryError) -> Matrix { try skip.product(complement()) }

  /// The least risk with this first layer and a skip connection B, d x Td, free of y; nil for the best B, Mbar.
  ///
  /// `tr((I - Pi) E_y[(M_y - B)^T (M_y - B)]) = cert(W) - |Mbar (I - Pi)|^2 + |(Mbar - B)(I - Pi)|^2`, Frobenius norms,
  /// `Mbar = E M_y = (1/T) 1^T (x) I_d` (F18).
  ///
  /// - Throws: `TheoryError` if B is not d x Td.
  public func leastRisk(skip: Matrix?) throws(TheoryError) -> Double {
    let (d, length) = (problem.dimension, problem.inputDimension)
    var mean = try Matrix(rows: d, columns: length)
    for column in 0..<length { mean[column % d, column] = 1 / Double(problem.tokens) }
    let best = try max(0, value - outside(of: mean).squaredNorm)
    guard let skip else { return best }
    guard skip.rows == d, skip.columns == length else {
      throw TheoryError(
        value: "skip connection \(skip.rows) x \(skip.columns)", rule: "d x Td = \(d) x \(length)")
    }
    var deviation = mean
    for row in 0..<d {
      for column in 0..<length { deviation[row, column] -= skip[row, column] }
    }
    return try best + outside(of: deviation).squaredNorm
  }

  /// I - Pi; exactly 0 for a full row space.
  func complement() throws(TheoryError) -> Matrix {
    var outside = try Matrix(rows: projection.rows, columns: projection.columns)
    if rank == projection.rows { return outside }
    for row in 0..<projection.rows {
      for column in 0..<projection.columns {
        outside[row, column] = (row == column ? 1 : 0) - projection[row, column]
      }
    }
    return outside
  }
}

extension Matrix {
  /// The sum of the squared entries.
  fileprivate var squaredNorm: Double {
    var sum = 0.0
    for entry in elements { sum += entry * entry }
    return sum
  }
}
