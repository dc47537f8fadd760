/// A real matrix in row-major order.
///
/// Sums run in index order, so results are the same bits on every machine. Entries are any Doubles; what
/// checks them says so.
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
  /// Each entry is right to n 2^-53 times the sum of the sizes of its n products; it is infinite or not a
  /// number where one of them exceeds 1.8e308, which every predicate calls undecided.
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
  ///
  /// Scaled by the largest entry's power of two, so that no square overflows or vanishes: relative error
  /// below `(rows columns + 3) 2^-53` for entries of any size; infinite only if the norm itself exceeds
  /// 1.8e308.
  public var frobeniusNorm: Double {
    let largest = elements.reduce(0) { $1.isNaN ? .nan : max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return largest }
    let exponent = Int(largest.exponent)
    var sum = 0.0
    for entry in elements {
      let scaled = entry.scaledByPowerOfTwo(-exponent)
      sum += scaled * scaled
    }
    return sum.squareRoot().scaledByPowerOfTwo(exponent)
  }

  private init(uncheckedRows rows: Int, columns: Int, elements: [Double]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }
}

extension Matrix {
  /// The matrix with every entry times 2^k: exact but for entries that leave the normal numbers.
  func scaled(byPowerOfTwo k: Int) -> Matrix {
    Matrix(uncheckedRows: rows, columns: columns, elements: elements.map { $0.scaledByPowerOfTwo(k) })
  }

  /// The same row space: where the rows' largest entries differ by a factor above 1024, every row is scaled
  /// by a power of two to a largest entry from 1 to 2.
  func withBalancedRows() -> Matrix {
    let sizes = (0..<rows).map { row($0).reduce(0) { max($0, abs($1)) } }
    guard let least = sizes.filter({ $0 > 0 }).min(), let most = sizes.max(), least < most / 1024,
      elements.allSatisfy(\.isFinite)
    else {
      return self
    }
    var entries: [Double] = []
    entries.reserveCapacity(elements.count)
    for (index, size) in sizes.enumerated() {
      let exponent = size > 0 ? Int(size.exponent) : 0
      entries += row(index).map { $0.scaledByPowerOfTwo(-exponent) }
    }
    return Matrix(uncheckedRows: rows, columns: columns, elements: entries)
  }
}

extension Double {
  /// The number times 2^k, |k| <= 2000, in two exact factors: neither need be a normal number.
  func scaledByPowerOfTwo(_ k: Int) -> Double {
    let half = k / 2
    return self * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: k - half, significand: 1)
  }
}
