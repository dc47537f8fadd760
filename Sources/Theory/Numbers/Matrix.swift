/// A real matrix in row-major order.
///
/// Sums run in index order, so results are the same bits on every machine.
public struct Matrix: Hashable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The entries, row by row.
  public private(set) var elements: [Double]

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
    elements = [Double](repeating: 0, count: count)
  }

  /// A matrix with the given entries, row by row.
  ///
  /// - Throws: `TheoryError` if the number of entries is not rows * columns.
  public init(rows: Int, columns: Int, elements: [Double]) throws(TheoryError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    if rows < 0 || columns < 0 || overflow || elements.count != count {
      throw TheoryError(
        value: "\(elements.count) entries for shape \(rows) x \(columns)", rule: "entries = rows * columns")
    }
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// The identity matrix.
  ///
  /// - Throws: `TheoryError` if the size is negative or its square overflows.
  public init(identity size: Int) throws(TheoryError) {
    try self.init(rows: size, columns: size)
    for index in 0..<size { self[index, index] = 1 }
  }

  /// The entry in row i, column j, both from 0; an index outside the matrix is a programming error.
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
      return elements[row * columns + column]
    }
    set {
      precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
      elements[row * columns + column] = newValue
    }
  }

  /// The transposed matrix.
  public var transposed: Matrix {
    var entries: [Double] = []
    entries.reserveCapacity(elements.count)
    for column in 0..<columns {
      for row in 0..<rows { entries.append(elements[row * columns + column]) }
    }
    return Matrix(uncheckedRows: columns, columns: rows, elements: entries)
  }

  /// The product of this matrix with another.
  ///
  /// - Throws: `TheoryError` if the inner dimensions differ.
  public func product(_ other: Matrix) throws(TheoryError) -> Matrix {
    if columns != other.rows {
      throw TheoryError(
        value: "(\(rows) x \(columns)) times (\(other.rows) x \(other.columns))",
        rule: "the inner dimensions agree")
    }
    var result = try Matrix(rows: rows, columns: other.columns)
    for row in 0..<rows {
      for inner in 0..<columns {
        let factor = elements[row * columns + inner]
        for column in 0..<other.columns {
          result.elements[row * other.columns + column] +=
            factor * other.elements[inner * other.columns + column]
        }
      }
    }
    return result
  }

  /// The entries of row i.
  public func row(_ index: Int) -> ArraySlice<Double> {
    elements[(index * columns)..<((index + 1) * columns)]
  }

  /// The Frobenius norm, the root of the sum of squared entries.
  public var frobeniusNorm: Double {
    var sum = 0.0
    for entry in elements { sum += entry * entry }
    return sum.squareRoot()
  }

  private init(uncheckedRows rows: Int, columns: Int, elements: [Double]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }
}
