/// What a first layer alone says of a network's risk: F3's certificate, and what its check on samples needs.
///
/// With Pi the projection onto the row space of W (m x Td, acting on vec(X), coordinate a of token i at place
/// i d + a), the certificate is
/// ```
/// cert(W) = tr((I - Pi) S) = lo (Td - r) + (hi - lo) [ d - sum_k |u_k|^2 ],   u_k = T^(-1/2) sum_i (b_k)_i in R^d,
/// ```
/// b_k an orthonormal basis of the row space, r its rank, lo and hi from F1. Both terms are non-negative, so nothing
/// cancels but the d numbers of the bracket. The best prediction from W vec(X) and y is `M_y Pi vec(X)`, and what
/// remains, `M_y (I - Pi) vec(X)`, has the d x d covariance `A_y = M_y (I - Pi) M_y^T`.
///
/// Range and error: W of any finite entries, also with dependent, equal and zero rows and rows from 1e-300 to
/// 1e300. The row space does not depend on the rows' sizes: rows that differ by more than a factor 1024 are
/// first scaled by powers of two to largest entries from 1 to 2, and singular values and tolerance are then
/// those of the scaled rows. Pi is symmetric with Pi^2 = Pi to 1e-14, the certificate right to 1e-13 of the
/// trivial risk d/q, for the row space of the singular values above the tolerance: that is W's own unless a
/// row lies within the tolerance of the others' span.
///
/// Units: those of the risk. Source: derived here.
public struct FirstLayerCertificate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The number m of rows of W.
  public let width: Int
  /// The singular values of W, rows scaled as above, in falling order.
  public let singularValues: [Double]
  /// The rank of W: how many singular values exceed the rank tolerance.
  public let rank: Int
  /// The size up to which a singular value counts as zero.
  public let rankTolerance: Double
  /// The certificate tr((I - Pi) S), a lower bound of every such network's risk.
  public let value: Double
  /// The projection Pi, Td x Td.
  public let projection: Matrix

  /// The certificate of a first layer.
  ///
  /// The relative rank tolerance is that of `SingularValues`.
  ///
  /// - Throws: `TheoryError` if W has not Td columns, an entry is not finite, or the tolerance is not in [0, 1).
  public init(problem: Problem, weights: Matrix, relativeTolerance: Double? = nil) throws(TheoryError) {
    if weights.columns != problem.inputDimension {
      throw TheoryError(
        value: "weights with \(weights.columns) columns", rule: "Td = \(problem.inputDimension) columns")
    }
    let decomposition = try SingularValues(
      of: weights.withBalancedRows(), relativeTolerance: relativeTolerance)
    let basis = decomposition.rowSpace
    self.problem = problem
    width = weights.rows
    singularValues = decomposition.values
    rank = decomposition.rank
    rankTolerance = decomposition.rankTolerance
    projection = try basis.transposed.product(basis)
    var captured = 0.0
    for row in 0..<basis.rows {
      for coordinate in 0..<problem.dimension {
        var sum = 0.0
        for token in 0..<problem.tokens { sum += basis[row, token * problem.dimension + coordinate] }
        captured += sum * sum
      }
    }
    let low = F1Spectrum.low(problem)
    let gap = Double(problem.sparsity - 1) / (Double(problem.sparsity) * Double(problem.tokens - 1))
    let missed = max(0, Double(problem.dimension) - captured / Double(problem.tokens))
    value = low * Double(problem.inputDimension - rank) + gap * (rank == problem.inputDimension ? 0 : missed)
  }

  /// Writes the best prediction `M_y Pi vec(X)` from the first layer's values, d numbers.
  ///
  /// Costs q d T d products. The subset holds q token places from 0, the tokens T d numbers.
  ///
  /// - Throws: `TheoryError` if a buffer has the wrong length or a token place lies outside 0..<T.
  public func predict(
    tokens: UnsafeBufferPointer<Float>, subset: UnsafeBufferPointer<Int>,
    into prediction: UnsafeMutableBufferPointer<Double>
  ) throws(TheoryError) {
    let length = problem.inputDimension
    let dimension = problem.dimension
    guard tokens.count == length, prediction.count == dimension else {
      throw TheoryError(
        value: "\(tokens.count) token entries, \(prediction.count) outputs",
        rule: "\(length) and \(dimension)")
    }
    try requireSubset(subset)
    projection.elements.withUnsafeBufferPointer { rows in
      for coordinate in 0..<dimension {
        var total = 0.0
        for token in subset {
          total += dot(rows.baseAddress! + (token * dimension + coordinate) * length, tokens)
        }
        prediction[coordinate] = total / Double(problem.sparsity)
      }
    }
  }

  /// The covariance `A_y = M_y (I - Pi) M_y^T` of what the first layer loses, given the subset.
  ///
  /// - Throws: `TheoryError` if the subset has not q places in 0..<T.
  public func lostCovariance(subset: [Int]) throws(TheoryError) -> LostCovariance {
    let dimension = problem.dimension
    let isValid = subset.count == problem.sparsity && Set(subset).count == subset.count
    if !isValid || subset.contains(where: { $0 < 0 || $0 >= problem.tokens }) {
      throw TheoryError(
        value: "subset \(subset)", rule: "\(problem.sparsity) different places in 0..<\(problem.tokens)")
    }
    let scale = 1 / (Double(problem.sparsity) * Double(problem.sparsity))
    var covariance = try Matrix(rows: dimension, columns: dimension)
    for first in 0..<dimension {
      for second in 0...first {
        var sum = first == second ? Double(problem.sparsity) : 0
        for row in subset {
          for column in subset { sum -= projection[row * dimension + first, column * dimension + second] }
        }
        // A full row space loses nothing; what is left there is rounding.
        let entry = rank == problem.inputDimension ? 0 : sum * scale
        covariance[first, second] = entry
        covariance[second, first] = entry
      }
    }
    return try LostCovariance(covariance)
  }

  private func requireSubset(_ subset: UnsafeBufferPointer<Int>) throws(TheoryError) {
    var isValid = subset.count == problem.sparsity
    for token in subset where token < 0 || token >= problem.tokens { isValid = false }
    if !isValid {
      throw TheoryError(
        value: "subset \(Array(subset))", rule: "\(problem.sparsity) places in 0..<\(problem.tokens)")
    }
  }

  /// An inner product in four interleaved sums, added in a fixed order.
  @inline(__always)
  private func dot(_ row: UnsafePointer<Double>, _ tokens: UnsafeBufferPointer<Float>) -> Double {
    let start = tokens.baseAddress!
    let whole = tokens.count & ~3
    var sums = SIMD4<Double>.zero
    var index = 0
    while index < whole {
      let left = UnsafeRawPointer(row + index).loadUnaligned(as: SIMD4<Double>.self)
      let right = UnsafeRawPointer(start + index).loadUnaligned(as: SIMD4<Float>.self)
      sums += left * SIMD4<Double>(right)
      index += 4
    }
    var total = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while index < tokens.count {
      total += row[index] * Double(start[index])
      index += 1
    }
    return total
  }
}

extension FirstLayerCertificate {
  /// The certificate in rational arithmetic, exact, `tr S - sum_k b_k^T S b_k / |b_k|^2`, b_k orthogonal, and
  /// the exact rank.
  ///
  /// S is F1's closed form, or a second moment that is given, for example the enumerated one.
  ///
  /// - Throws: `TheoryError` if W has not Td columns, the second moment is not Td x Td, or a number overflows.
  public static func exact(
    problem: Problem, weights: RationalMatrix, secondMoment: RationalMatrix? = nil
  ) throws(TheoryError) -> (value: Rational, rank: Int) {
    if weights.columns != problem.inputDimension {
      throw TheoryError(
        value: "weights with \(weights.columns) columns", rule: "Td = \(problem.inputDimension) columns")
    }
    let moment: RationalMatrix
    if let secondMoment { moment = secondMoment } else { moment = try F1Spectrum(problem).closedForm() }
    let length = problem.inputDimension
    guard moment.rows == length, moment.columns == length else {
      throw TheoryError(value: "\(moment.rows) x \(moment.columns)", rule: "Td = \(length) rows and columns")
    }
    let basis = try weights.orthogonalRowBasis()
    var value = Rational.zero
    for index in 0..<length { value = try value + moment[index, index] }
    for row in 0..<basis.rows {
      let vector = basis.row(row)
      var square = Rational.zero
      for entry in vector { square = try square + entry * entry }
      var form = Rational.zero
      for first in 0..<length where vector[first] != .zero {
        var image = Rational.zero
        for second in 0..<length { image = try image + moment[first, second] * vector[second] }
        form = try form + vector[first] * image
      }
      value = try value - form / square
    }
    return (value, basis.rows)
  }
}

/// The covariance A_y of what a first layer loses of the target, with the figures that F3's bound uses.
///
/// Each is right to about d 2^-50 of the trace of I/q; of a matrix that is not finite there are none.
public struct LostCovariance: Hashable, Sendable {
  /// The matrix A_y, d x d, symmetric and positive semidefinite up to rounding.
  public let covariance: Matrix
  /// Its trace, the expected lost risk given y.
  public let trace: Double
  /// Its squared Frobenius norm, tr(A_y^2).
  public let squaredNorm: Double
  /// Its largest eigenvalue.
  public let largestEigenvalue: Double

  /// The figures of a symmetric matrix.
  ///
  /// - Throws: `TheoryError` if the matrix is not square, is empty or not finite.
  public init(_ covariance: Matrix) throws(TheoryError) {
    self.covariance = covariance
    largestEigenvalue = max(0, try covariance.largestEigenvalue())
    var trace = 0.0
    for index in 0..<covariance.rows { trace += covariance[index, index] }
    var squares = 0.0
    for entry in covariance.elements { squares += entry * entry }
    self.trace = trace
    squaredNorm = squares
  }

  /// The quadratic form `c^T A_y c` for d numbers.
  public func quadraticForm(_ vector: UnsafeBufferPointer<Double>) -> Double {
    precondition(vector.count == covariance.rows, "\(vector.count) entries for \(covariance.rows) rows")
    var total = 0.0
    covariance.elements.withUnsafeBufferPointer { entries in
      for row in vector.indices {
        var sum = 0.0
        for column in vector.indices { sum += entries[row * vector.count + column] * vector[column] }
        total += vector[row] * sum
      }
    }
    return total
  }
}
