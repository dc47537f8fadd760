/// The singular values of a matrix and an orthonormal basis of its row space.
///
/// By one-sided Jacobi rotations: rows (or, for a tall matrix, columns) are rotated in pairs until all are orthogonal
/// to within a few units of rounding. The order of rotations is fixed, so the result is the same bits everywhere.
/// Singular values are right to about `max(rows, columns) u sigma_max`, u = 2^-52 (Demmel, Veselic 1992: often better).
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
  /// - Throws: `TheoryError` if an entry is not finite, the tolerance is not in [0, 1), or rotations do not converge.
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
    let scale = Double(sign: .plus, exponent: Int(largest.exponent), significand: 1)
    let entries = matrix.elements.map { $0 / scale }
    let scaled = try Matrix(rows: matrix.rows, columns: matrix.columns, elements: entries)
    let isTall = matrix.rows > matrix.columns
    // Wide: Q W has orthogonal rows; normalised they span the row space. Tall: W V has orthogonal columns, and the
    // row space is spanned by the columns of V, carried along as extra entries of each rotated vector.
    var vectors = RotatedVectors(
      isTall ? scaled.transposed : scaled, carrying: isTall ? try Matrix(identity: matrix.columns) : nil)
    try vectors.orthogonalise()
    let norms = vectors.norms
    let order = norms.indices.sorted { (-norms[$0], $0) < (-norms[$1], $1) }
    values = order.map { norms[$0] * scale }
    let threshold = tolerance * norms[order[0]]
    let kept = order.filter { norms[$0] > threshold }
    rank = kept.count
    rankTolerance = threshold * scale
    var basis: [Double] = []
    for index in kept { basis += vectors.direction(index, norm: norms[index]) }
    rowSpace = try Matrix(rows: kept.count, columns: matrix.columns, elements: basis)
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

  init(_ matrix: Matrix, carrying carried: Matrix?) {
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

  /// The unit vector of the row space that belongs to a vector.
  func direction(_ index: Int, norm: Double) -> [Double] {
    if stride > length { return Array(entries[(index * stride + length)..<((index + 1) * stride)]) }
    return entries[(index * stride)..<(index * stride + length)].map { $0 / norm }
  }

  /// Sweeps over all pairs until none is rotated.
  mutating func orthogonalise() throws(TheoryError) {
    var total = 0.0
    for norm in norms { total += norm * norm }
    // Vectors this small are rounding noise of vanished ones: their angles mean nothing.
    let unit = Double(max(count, length)) * 0x1p-52
    let noise = total * unit * unit
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
      var leftSquare = 0.0
      var rightSquare = 0.0
      var product = 0.0
      for index in 0..<length {
        leftSquare += left[index] * left[index]
        rightSquare += right[index] * right[index]
        product += left[index] * right[index]
      }
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
}
