import Registers

/// The rows and vectors of the largest register tile.
enum MatrixProductTileShape: Sendable, CaseIterable {
  /// 6 rows of one vector: 12 sums in the 16 registers of AVX2, 24 in the 32 of NEON.
  case sixByOne
  /// 12 rows of two vectors: 24 sums in 32 registers of 512 bits, more than two units of latency 4 need.
  case twelveByTwo

  /// The one for the registers that this is compiled for; it never changes a result.
  static var compiled: Self { vectorRegisterFileBytes() >= 2048 ? .twelveByTwo : .sixByOne }

  /// Whether strips of A are packed even if no copy is needed to read six rows at a time in place.
  @inline(__always) var packsStrips: Bool { self == .twelveByTwo }

  /// The rows of the next strip of so many rows.
  ///
  /// Six rows at a time, but 8 = 4 + 4 and 7 = 4 + 3 rather than 6 + 2 and 6 + 1.
  @inline(__always)
  func height(remaining: Int) -> Int {
    if self == .twelveByTwo && remaining >= 12 { return 12 }
    return remaining <= 4 || remaining == 7 || remaining == 8 ? 4 : 6
  }
}

/// Where a register tile reads and writes.
///
/// Element (i, k) of A is at `a[i * aRowStride + k * aDepthStride]`, row k of B at `b[k * bDepthStride]`, row i of C at
/// `c[i * cRowStride]`. Tiles of 12 rows or two vectors take aRowStride = 1.
struct TileOperands<Scalar: NetworkScalar> {
  let depth: Int
  var a: UnsafePointer<Scalar>
  var aRowStride = 1
  var aDepthStride = 0
  var b: UnsafePointer<Scalar>
  var bDepthStride = 0
  var c: UnsafeMutablePointer<Scalar>
  var cRowStride: Int
  /// Whether the sums start from C instead of zero.
  var continues: Bool
  /// Whether the sums times the factor are added to C.
  let adds: Bool
  let factor: Scalar

  init(depth: Int, c: UnsafeMutablePointer<Scalar>, cRowStride: Int, target: MatrixProductTarget<Scalar>) {
    self.depth = depth
    self.c = c
    self.cRowStride = cRowStride
    (a, b) = (UnsafePointer(c), UnsafePointer(c))
    switch target {
    case .overwritten: (continues, adds, factor) = (false, false, 0)
    case .continued: (continues, adds, factor) = (true, false, 0)
    case .plus(let factor): (continues, adds, self.factor) = (false, true, factor)
    }
  }
}

extension MatrixProduct {
  @inline(never)
  static func tile12x2<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    let width = Scalar.Lanes.scalarCount
    var r00 = SixRows(o, row: 0, column: 0)
    var r01 = SixRows(o, row: 0, column: width)
    var r10 = SixRows(o, row: 6, column: 0)
    var r11 = SixRows(o, row: 6, column: width)
    var (a, b) = (o.a, o.b)
    for _ in 0..<o.depth {
      let (left, right) = (lanes(b), lanes(b + width))
      r00.addProducts(a, left)
      r01.addProducts(a, right)
      r10.addProducts(a + 6, left)
      r11.addProducts(a + 6, right)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r00.store(o, row: 0, column: 0)
    r01.store(o, row: 0, column: width)
    r10.store(o, row: 6, column: 0)
    r11.store(o, row: 6, column: width)
  }

  @inline(never)
  static func tile12x1<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    var r0 = SixRows(o, row: 0, column: 0)
    var r1 = SixRows(o, row: 6, column: 0)
    var (a, b) = (o.a, o.b)
    for _ in 0..<o.depth {
      let left = lanes(b)
      r0.addProducts(a, left)
      r1.addProducts(a + 6, left)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r0.store(o, row: 0, column: 0)
    r1.store(o, row: 6, column: 0)
  }

  @inline(never)
  static func tile6x2<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    let width = Scalar.Lanes.scalarCount
    var r0 = SixRows(o, row: 0, column: 0)
    var r1 = SixRows(o, row: 0, column: width)
    var (a, b) = (o.a, o.b)
    for _ in 0..<o.depth {
      r0.addProducts(a, lanes(b))
      r1.addProducts(a, lanes(b + width))
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r0.store(o, row: 0, column: 0)
    r1.store(o, row: 0, column: width)
  }

  @inline(never)
  static func tile6x1<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    var r = SixRows(o, row: 0, column: 0)
    var (a, b) = (o.a, o.b)
    for _ in 0..<o.depth {
      r.addProducts(a, lanes(b), rowStride: o.aRowStride)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r.store(o, row: 0, column: 0)
  }

  @inline(never)
  static func tile4x2<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    let width = Scalar.Lanes.scalarCount
    var r0 = FourRows(o, row: 0, column: 0)
    var r1 = FourRows(o, row: 0, column: width)
    var (a, b) = (o.a, o.b)
    for _ in 0..<o.depth {
      r0.addProducts(a, lanes(b))
      r1.addProducts(a, lanes(b + width))
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r0.store(o, row: 0, column: 0)
    r1.store(o, row: 0, column: width)
  }

  @inline(never)
  static func tile4x1<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    var r = FourRows(o, row: 0, column: 0)
    var (a, b) = (o.a, o.b)
    for _ in 0..<o.depth {
      r.addProducts(a, lanes(b), rowStride: o.aRowStride)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r.store(o, row: 0, column: 0)
  }

  @inline(__always)
  private static func lanes<Scalar: NetworkScalar>(_ pointer: UnsafePointer<Scalar>) -> Scalar.Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Scalar.Lanes.self)
  }
}
