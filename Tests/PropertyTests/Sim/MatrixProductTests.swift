import Testing
import Theory

@testable import Sim

@Suite("MatrixProduct")
struct MatrixProductTests {
  struct Sizes: Sendable, CustomTestStringConvertible {
    let rows: Int
    let columns: Int
    let depth: Int
    var testDescription: String { "\(rows) x \(columns), depth \(depth)" }
  }

  /// Around every edge: strips of 12, 6 and 4 rows, one and two vectors of 8 and 16 columns, blocks of depth 256 and
  /// of 264 rows; the last two are deep and wide enough for strips of a transposed A to be packed.
  static let sizes: [Sizes] = [
    (1, 1, 1), (4, 32, 3), (3, 31, 7), (5, 33, 8), (8, 16, 255), (7, 17, 256), (9, 15, 257), (12, 48, 40),
    (17, 65, 5), (16, 64, 4), (2, 100, 600), (100, 2, 20), (24, 40, 33), (6, 8, 513), (11, 24, 19),
    (13, 47, 2), (14, 16, 9), (15, 1, 256), (25, 49, 11), (270, 3, 4), (30, 64, 300),
    (29, 70, 300), (271, 72, 90),
  ].map { Sizes(rows: $0.0, columns: $0.1, depth: $0.2) }

  @Test("room is zero, also where it was used before", arguments: [1, 7, 64, 1000])
  func zeroes(count: Int) {
    for _ in 0..<8 {
      let room: UnsafeMutablePointer<Float> = allocateZeroed(count)
      #expect(UnsafeBufferPointer(start: room, count: count).allSatisfy { $0 == 0 })
      room.update(repeating: 1, count: count)
      room.deallocate()
    }
  }

  /// The bits are those of one chain of fused products for each entry, in order of k, whatever the tile.
  @Test("single precision equals the chain of fused products bit for bit", arguments: sizes)
  func single(sizes: Sizes) throws {
    var stream = try stream(sizes)
    let a = (0..<(sizes.rows * sizes.depth)).map { _ in Float(stream.normal()) }
    let b = (0..<(sizes.depth * sizes.columns)).map { _ in Float(stream.normal()) }
    let expected = chain(a, b, sizes)
    let aTransposed = transpose(a, rows: sizes.rows, columns: sizes.depth)
    let bTransposed = transpose(b, rows: sizes.depth, columns: sizes.columns)
    for left in [ArrayOperand(a), ArrayOperand(aTransposed, isTransposed: true)] {
      for right in [ArrayOperand(b), ArrayOperand(bTransposed, isTransposed: true)] {
        for shape in MatrixProductTileShape.allCases {
          let product = try MatrixProduct.product(
            left, right, rows: sizes.rows, columns: sizes.columns, depth: sizes.depth, shape: shape)
          #expect(product == expected, "\(shape), transposed: \(left.isTransposed), \(right.isTransposed)")
        }
      }
    }
  }

  @Test("double precision equals the chain of fused products bit for bit", arguments: sizes)
  func double(sizes: Sizes) throws {
    var stream = try stream(sizes)
    let a = (0..<(sizes.rows * sizes.depth)).map { _ in stream.normal() }
    let b = (0..<(sizes.depth * sizes.columns)).map { _ in stream.normal() }
    let right = ArrayOperand(transpose(b, rows: sizes.depth, columns: sizes.columns), isTransposed: true)
    for shape in MatrixProductTileShape.allCases {
      let product = try MatrixProduct.product(
        ArrayOperand(a), right, rows: sizes.rows, columns: sizes.columns, depth: sizes.depth, shape: shape)
      #expect(product == chain(a, b, sizes), "\(shape)")
    }
  }

  /// C + factor A B: for every block of the depth one fused product with the block's chain.
  @Test("a multiple of a product is added block by block, bit for bit", arguments: sizes)
  func added(sizes: Sizes) throws {
    var stream = try stream(sizes)
    let a = (0..<(sizes.rows * sizes.depth)).map { _ in Float(stream.normal()) }
    let b = (0..<(sizes.depth * sizes.columns)).map { _ in Float(stream.normal()) }
    let start = (0..<(sizes.rows * sizes.columns)).map { _ in Float(stream.normal()) }
    var expected = start
    for i in 0..<sizes.rows {
      for j in 0..<sizes.columns {
        for block in stride(from: 0, to: sizes.depth, by: 256) {
          var sum: Float = 0
          for k in block..<min(block + 256, sizes.depth) {
            sum.addProduct(a[i * sizes.depth + k], b[k * sizes.columns + j])
          }
          expected[i * sizes.columns + j].addProduct(-0.375, sum)
        }
      }
    }
    for shape in MatrixProductTileShape.allCases {
      var c = start
      MatrixProduct.multiply(
        .plain(a, rowStride: sizes.depth), .plain(b, rowStride: sizes.columns), into: &c,
        rowStride: sizes.columns, rows: sizes.rows, columns: sizes.columns, depth: sizes.depth,
        target: .plus(factor: -0.375), workspace: MatrixProductWorkspace(shape: shape))
      #expect(c == expected, "\(shape)")
    }
  }

  /// |error| <= (1 + u)^n - 1 <= 1.01 n u times the sum of |a| |b|, u = 2^-24, n the depth.
  @Test("single precision is within its rounding bound of a plain loop in double precision")
  func errorBound() throws {
    let sizes = Sizes(rows: 13, columns: 37, depth: 300)
    var stream = try stream(sizes)
    let a = (0..<(sizes.rows * sizes.depth)).map { _ in Float(stream.normal()) }
    let b = (0..<(sizes.depth * sizes.columns)).map { _ in Float(stream.normal()) }
    let product = try MatrixProduct.multiply(
      ArrayOperand(a), ArrayOperand(b), rows: sizes.rows, columns: sizes.columns, depth: sizes.depth)
    for i in 0..<sizes.rows {
      for j in 0..<sizes.columns {
        var exact = 0.0
        var size = 0.0
        for k in 0..<sizes.depth {
          let term = Double(a[i * sizes.depth + k]) * Double(b[k * sizes.columns + j])
          exact += term
          size += term.magnitude
        }
        let error = (Double(product[i * sizes.columns + j]) - exact).magnitude
        #expect(error <= 1.01 * Double(sizes.depth) * 0x1p-24 * size, "entry \(i), \(j)")
      }
    }
  }

  @Test("an array of the wrong length is named")
  func wrongLength() {
    #expect(throws: TheoryError(value: "b.count = 5", rule: "b.count = 3 * 2")) {
      try MatrixProduct.multiply(
        ArrayOperand([Float](repeating: 0, count: 6)), ArrayOperand([Float](repeating: 0, count: 5)), rows: 2,
        columns: 2, depth: 3)
    }
  }

  private func stream(_ sizes: Sizes) throws -> RandomStream {
    let address = try StreamAddress(
      baseSeed: 1, name: StreamName("product: \(sizes.columns) columns"), repetition: Int(sizes.depth),
      purpose: .check)
    return RandomStream(address, step: UInt32(sizes.rows))
  }

  private func chain<Scalar: NetworkScalar>(_ a: [Scalar], _ b: [Scalar], _ sizes: Sizes) -> [Scalar] {
    var product: [Scalar] = []
    for i in 0..<sizes.rows {
      for j in 0..<sizes.columns {
        var sum: Scalar = 0
        for k in 0..<sizes.depth { sum.addProduct(a[i * sizes.depth + k], b[k * sizes.columns + j]) }
        product.append(sum)
      }
    }
    return product
  }

  private func transpose<Scalar>(_ numbers: [Scalar], rows: Int, columns: Int) -> [Scalar] {
    (0..<(rows * columns)).map { numbers[($0 % rows) * columns + $0 / rows] }
  }
}
