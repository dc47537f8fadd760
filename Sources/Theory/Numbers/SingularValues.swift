/// The singular values of a matrix and an orthonormal basis of its row space.
///
/// Householder's reflections first write the rows, those with most left first, in orthonormal coordinates
/// (`PivotedRows`); one-sided Jacobi rotations then make the coordinates' rows orthogonal, and their norms
/// are the singular values (Drmac and Veselic 2008). The basis is a product of reflections and rotations,
/// never a quotient by a small norm: it is orthonormal, and the projection onto the row space equals its
/// square, to a few roundings whatever the rank and whichever vectors are counted. The order of operations is
/// fixed, so the result is the same bits everywhere.
///
/// Range: entries of any finite size. Entries below 2^-450 of the largest are taken for zeros; where rows
/// differ by more, scale them first, as `FirstLayerCertificate` does. Error: each singular value is right to
/// about `max(rows, columns) u sigma_max`, u = 2^-52; of dependent rows with small integer entries what is
/// left stays below a third of that.
public struct SingularValues: Hashable, Sendable {
  /// All min(rows, columns) singular values, in falling order.
  public let values: [Double]
  /// The number of singular values above the tolerance.
  public let rank: Int
  /// The tolerance actually used: a singular value at most this large counts as zero.
  public let rankTolerance: Double
  /// An orthonormal basis of the row space, rank x columns, one vector a row.
  public let rowSpace: Matrix

  /// The decomposition of a matrix.
  ///
  /// The tolerance is relative to the largest singular value; without one it is `max(rows, columns) 2^-52`.
  ///
  /// - Throws: `TheoryError` if an entry is not finite, the tolerance is not in [0, 1), the largest singular
  /// value exceeds
  ///   the numbers of a Double, or rotations do not converge.
  public init(of matrix: Matrix, relativeTolerance: Double? = nil) throws(TheoryError) {
    if let entry = matrix.elements.first(where: { !$0.isFinite }) {
      throw TheoryError(value: "entry \(entry)", rule: "finite entries")
    }
    let tolerance = relativeTolerance ?? Double(max(matrix.rows, matrix.columns)) * 0x1p-52
    guard tolerance >= 0, tolerance < 1 else {
      throw TheoryError(value: "relativeTolerance = \(tolerance)", rule: "0 <= relativeTolerance < 1")
    }
    // Scaled to largest entry 1, so that squares neither overflow nor vanish; a power of two is exact.
    let largest = matrix.elements.lazy.map { abs($0) }.max() ?? 0
    if largest == 0 {
      values = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
      rank = 0
      rankTolerance = 0
      rowSpace = try Matrix(rows: 0, columns: matrix.columns)
      return
    }
    let exponent = Int(largest.exponent)
    let pivoted = try PivotedRows(matrix.scaled(byPowerOfTwo: -exponent))
    var vectors = RotatedVectors(pivoted.coordinates)
    try vectors.orthogonalise()
    let norms = vectors.norms
    let order = norms.indices.sorted { (-norms[$0], $0) < (-norms[$1], $1) }
    values = order.map { norms[$0].scaledByPowerOfTwo(exponent) }
    if !values[0].isFinite {
      throw TheoryError(value: "largest entry \(largest)", rule: "singular values below 1.8e308")
    }
    let threshold = tolerance * norms[order[0]]
    let kept = order.filter { norms[$0] > threshold }
    rank = kept.count
    rankTolerance = threshold.scaledByPowerOfTwo(exponent)
    rowSpace = rank == norms.count ? pivoted.basis : try Self.rowSpace(of: pivoted, kept: kept)
  }

  /// A basis of the span of the singular vectors that are kept.
  ///
  /// The rotations once more, now written down. Reflections make of their product a basis without its
  /// rounding.
  private static func rowSpace(of rows: PivotedRows, kept: [Int]) throws(TheoryError) -> Matrix {
    let count = rows.coordinates.rows
    var vectors = RotatedVectors(rows.coordinates, carrying: try Matrix(identity: count))
    try vectors.orthogonalise()
    var directions: [Double] = []
    for index in kept { directions += vectors.carried(index) }
    let inside = try Matrix(rows: kept.count, columns: count, elements: directions)
    return try PivotedRows(inside).basis.product(rows.basis)
  }
}

/// Vectors that plane rotations make orthogonal, each with optional entries that are rotated along.
private struct RotatedVectors {
  /// The number of vectors.
  let count: Int
  /// How many leading entries of each vector are made orthogonal.
  let length: Int
  /// The stride: the length and the carried entries.
  let stride: Int
  var entries: [Double]

  init(_ matrix: Matrix, carrying carried: Matrix? = nil) {
    count = matrix.rows
    length = matrix.columns
    stride = length + (carried?.columns ?? 0)
    entries = []
    entries.reserveCapacity(count * stride)
    for row in 0..<count {
      entries += matrix.row(row)
      if let carried { entries += carried.row(row) }
    }
  }

  var norms: [Double] {
    (0..<count).map { index in
      var sum = 0.0
      for place in (index * stride)..<(index * stride + length) { sum += entries[place] * entries[place] }
      return sum.squareRoot()
    }
  }

  /// The entries carried along with a vector.
  func carried(_ index: Int) -> ArraySlice<Double> {
    entries[(index * stride + length)..<((index + 1) * stride)]
  }

  /// Sweeps over all pairs until none is rotated.
  mutating func orthogonalise() throws(TheoryError) {
    var total = 0.0
    for norm in norms { total += norm * norm }
    // Vectors this small change no singular value: the rest of a zero row, and rounding of it.
    let noise = total * 0x1p-128
    for _ in 0..<60 {
      var rotations = 0
      for first in 0..<count {
        for second in (first + 1)..<max(count, first + 1) where rotate(first, second, noise: noise) {
          rotations += 1
        }
      }
      if rotations == 0 { return }
    }
    throw TheoryError(
      value: "a \(count) x \(length) matrix", rule: "Jacobi rotations converge within 60 sweeps")
  }

  /// Rotates one pair to be orthogonal; false if it already is.
  private mutating func rotate(_ first: Int, _ second: Int, noise: Double) -> Bool {
    let length = length
    let stride = stride
    return entries.withUnsafeMutableBufferPointer { all in
      let left = UnsafeMutableBufferPointer(rebasing: all[(first * stride)..<((first + 1) * stride)])
      let right = UnsafeMutableBufferPointer(rebasing: all[(second * stride)..<((second + 1) * stride)])
      let (leftSquare, rightSquare, product) = Self.products(left, right, length)
      if leftSquare <= noise || rightSquare <= noise { return false }
      // The inner product itself is right only to length roundings.
      let rounding = Double(length) * 0x1p-52
      if abs(product) <= rounding * (leftSquare * rightSquare).squareRoot() { return false }
      // tan of the angle, the root of smaller size (Golub, Van Loan, 8.6).
      let zeta = (rightSquare - leftSquare) / (2 * product)
      let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
      let cosine = 1 / (1 + tangent * tangent).squareRoot()
      let sine = cosine * tangent
      for index in 0..<stride {
        let value = left[index]
        left[index] = cosine * value - sine * right[index]
        right[index] = sine * value + cosine * right[index]
      }
      return true
    }
  }

  /// |left|^2, |right|^2 and their inner product, each in four interleaved sums, added in a fixed order.
  private static func products(
    _ left: UnsafeMutableBufferPointer<Double>, _ right: UnsafeMutableBufferPointer<Double>, _ length: Int
  ) -> (left: Double, right: Double, mixed: Double) {
    var (leftSums, rightSums, mixedSums) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    let whole = length & ~3
    var place = 0
    while place < whole {
      let a = UnsafeRawPointer(left.baseAddress! + place).loadUnaligned(as: SIMD4<Double>.self)
      let b = UnsafeRawPointer(right.baseAddress! + place).loadUnaligned(as: SIMD4<Double>.self)
      leftSums += a * a
      rightSums += b * b
      mixedSums += a * b
      place += 4
    }
    var leftSquare = (leftSums[0] + leftSums[1]) + (leftSums[2] + leftSums[3])
    var rightSquare = (rightSums[0] + rightSums[1]) + (rightSums[2] + rightSums[3])
    var product = (mixedSums[0] + mixedSums[1]) + (mixedSums[2] + mixedSums[3])
    for index in whole..<length {
      leftSquare += left[index] * left[index]
      rightSquare += right[index] * right[index]
      product += left[index] * right[index]
    }
    return (leftSquare, rightSquare, product)
  }
}
