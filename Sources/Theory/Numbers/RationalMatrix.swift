/// A matrix of rational numbers in row-major order, for exact linear algebra at small sizes.
public struct RationalMatrix: Hashable, Sendable, Codable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The entries, row by row.
  public private(set) var elements: [Rational]

  /// A matrix of zeros.
  ///
  /// - Throws: `TheoryError` if a dimension is negative or the number of entries overflows.
  public init(rows: Int, columns: Int) throws(TheoryError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    if rows < 0 || columns < 0 || overflow {
      throw TheoryError(
        value: "shape \(rows) x \(columns)", rule: "rows >= 0, columns >= 0, rows * columns fits")
    }
    self.rows = rows
    self.columns = columns
    elements = [Rational](repeating: .zero, count: count)
  }

  /// A matrix with the given entries, row by row.
  ///
  /// - Throws: `TheoryError` if the number of entries is not rows * columns.
  public init(rows: Int, columns: Int, elements: [Rational]) throws(TheoryError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    if rows < 0 || columns < 0 || overflow || elements.count != count {
      throw TheoryError(
        value: "\(elements.count) entries for shape \(rows) x \(columns)", rule: "entries = rows * columns")
    }
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Reads a matrix, and refuses one whose entries do not fill its shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      rows: container.decode(Int.self, forKey: .rows), columns: container.decode(Int.self, forKey: .columns),
      elements: container.decode([Rational].self, forKey: .elements))
  }

  /// The entry in row i, column j, both from 0; an index outside the matrix is a programming error.
  public subscript(row: Int, column: Int) -> Rational {
    get {
      precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
      return elements[row * columns + column]
    }
    set {
      precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
      elements[row * columns + column] = newValue
    }
  }

  /// The entries of row i.
  public func row(_ index: Int) -> [Rational] {
    Array(elements[(index * columns)..<((index + 1) * columns)])
  }

  /// The matrix times a number.
  ///
  /// - Throws: `TheoryError` if an entry overflows.
  public func scaled(by factor: Rational) throws(TheoryError) -> RationalMatrix {
    var result = self
    for index in result.elements.indices { result.elements[index] = try elements[index] * factor }
    return result
  }

  /// The same numbers, each rounded to a Double.
  ///
  /// - Throws: `TheoryError` never, for a valid matrix.
  public func rounded() throws(TheoryError) -> Matrix {
    try Matrix(rows: rows, columns: columns, elements: elements.map(\.double))
  }

  /// Orthogonal integer vectors that span the row space, by Gram-Schmidt without normalisation.
  ///
  /// Rows that depend on earlier ones are dropped, so the number of rows is the exact rank. Each vector is scaled
  /// to integers without a common factor, which keeps the numbers as small as they can be.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func orthogonalRowBasis() throws(TheoryError) -> RationalMatrix {
    var basis: [[Rational]] = []
    for index in 0..<rows {
      var vector = row(index)
      for earlier in basis {
        let share = try dot(vector, earlier) / dot(earlier, earlier)
        if share == .zero { continue }
        for place in vector.indices { vector[place] = try vector[place] - share * earlier[place] }
      }
      if let primitive = try primitiveVector(vector) { basis.append(primitive) }
    }
    return try RationalMatrix(rows: basis.count, columns: columns, elements: Array(basis.joined()))
  }
}

/// The inner product.
private func dot(_ left: [Rational], _ right: [Rational]) throws(TheoryError) -> Rational {
  var sum = Rational.zero
  for index in left.indices { sum = try sum + left[index] * right[index] }
  return sum
}

/// The vector scaled to integers without a common factor, or nil if it is zero.
func primitiveVector(_ vector: [Rational]) throws(TheoryError) -> [Rational]? {
  var scaled = vector
  for index in scaled.indices where !scaled[index].isInteger {
    let factor = try Rational(numerator: scaled[index].denominator, denominator: 1)
    for place in scaled.indices { scaled[place] = try scaled[place] * factor }
  }
  var content: UInt128 = 0
  for entry in scaled { content = greatestCommonDivisor(content, entry.numerator.magnitude) }
  if content == 0 { return nil }
  let divisor = try Rational(numerator: Int128(content), denominator: 1)
  for place in scaled.indices { scaled[place] = try scaled[place] / divisor }
  return scaled
}
