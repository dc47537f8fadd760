import Theory

/// One operand of a product of arrays, row-major.
public struct ArrayOperand<Scalar: NetworkScalar>: Sendable {
  /// The numbers, row after row.
  public let numbers: [Scalar]
  /// Whether the product takes the transpose of what is stored.
  public let isTransposed: Bool

  /// An operand; with `isTransposed` the array holds the transpose of the factor.
  public init(_ numbers: [Scalar], isTransposed: Bool = false) {
    self.numbers = numbers
    self.isTransposed = isTransposed
  }

  fileprivate func operand(_ start: UnsafePointer<Scalar>, rows: Int, columns: Int) -> MatrixOperand<Scalar> {
    isTransposed ? .transposed(start, rowStride: rows) : .plain(start, rowStride: columns)
  }
}

extension MatrixProduct {
  /// The `rows` x `columns` product of two arrays in single precision.
  ///
  /// - Throws: `TheoryError` if an array does not hold rows * depth or depth * columns numbers, or a size is
  ///   outside 1...2^20.
  public static func multiply(
    _ a: ArrayOperand<Float>, _ b: ArrayOperand<Float>, rows: Int, columns: Int, depth: Int
  ) throws(TheoryError) -> [Float] {
    try product(a, b, rows: rows, columns: columns, depth: depth)
  }

  /// The `rows` x `columns` product of two arrays in double precision.
  ///
  /// - Throws: `TheoryError` if an array does not hold rows * depth or depth * columns numbers, or a size is
  ///   outside 1...2^20.
  public static func multiply(
    _ a: ArrayOperand<Double>, _ b: ArrayOperand<Double>, rows: Int, columns: Int, depth: Int
  ) throws(TheoryError) -> [Double] {
    try product(a, b, rows: rows, columns: columns, depth: depth)
  }

  static func product<Scalar: NetworkScalar>(
    _ a: ArrayOperand<Scalar>, _ b: ArrayOperand<Scalar>, rows: Int, columns: Int, depth: Int,
    shape: MatrixProductTileShape = .compiled
  ) throws(TheoryError) -> [Scalar] {
    for size in [rows, columns, depth] where size < 1 || size > 1 << 20 {
      throw TheoryError(value: "size = \(size)", rule: "1 <= size <= 2^20")
    }
    if rows * columns > 1 << 30 {
      throw TheoryError(value: "product = \(rows) x \(columns)", rule: "rows * columns <= 2^30")
    }
    try requireCount(of: "a", a.numbers.count, rows, depth)
    try requireCount(of: "b", b.numbers.count, depth, columns)
    let workspace = MatrixProductWorkspace<Scalar>(shape: shape)
    var c = [Scalar](repeating: 0, count: rows * columns)
    a.numbers.withUnsafeBufferPointer { aNumbers in
      b.numbers.withUnsafeBufferPointer { bNumbers in
        c.withUnsafeMutableBufferPointer { cNumbers in
          multiply(
            a.operand(aNumbers.baseAddress!, rows: rows, columns: depth),
            b.operand(bNumbers.baseAddress!, rows: depth, columns: columns),
            into: cNumbers.baseAddress!, rowStride: columns, rows: rows, columns: columns, depth: depth,
            target: .overwritten, workspace: workspace)
        }
      }
    }
    return c
  }

  private static func requireCount(of name: String, _ count: Int, _ rows: Int, _ columns: Int)
    throws(TheoryError)
  {
    if count != rows * columns {
      throw TheoryError(value: "\(name).count = \(count)", rule: "\(name).count = \(rows) * \(columns)")
    }
  }
}
