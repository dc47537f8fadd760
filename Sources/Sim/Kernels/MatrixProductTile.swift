/// Where a register tile reads and writes: element (i, k) of A at `a[i * aRowStride + k * aDepthStride]`,
/// row k of B at `b[k * bDepthStride]`, row i of C at `c[i * cRowStride]`.
struct TileOperands<Scalar: NetworkScalar> {
  var depth: Int
  var a: UnsafePointer<Scalar>
  var aRowStride: Int
  var aDepthStride: Int
  var b: UnsafePointer<Scalar>
  var bDepthStride: Int
  var c: UnsafeMutablePointer<Scalar>
  var cRowStride: Int
  /// Whether the sums start from C instead of zero.
  var accumulates: Bool
}

/// One row of a full tile: two vectors of partial results.
private struct TileRow<Lanes: SIMD> where Lanes.Scalar: NetworkScalar {
  var left: Lanes
  var right: Lanes

  @inline(__always)
  init(_ operands: TileOperands<Lanes.Scalar>, _ row: Int) {
    if operands.accumulates {
      let memory = UnsafeRawPointer(operands.c + row &* operands.cRowStride)
      left = memory.loadUnaligned(as: Lanes.self)
      right = memory.loadUnaligned(fromByteOffset: MemoryLayout<Lanes>.size, as: Lanes.self)
    } else {
      left = Lanes(repeating: 0)
      right = Lanes(repeating: 0)
    }
  }

  @inline(__always)
  mutating func add(_ factor: Lanes.Scalar, _ bLeft: Lanes, _ bRight: Lanes) {
    let factors = Lanes(repeating: factor)
    left.addProduct(factors, bLeft)
    right.addProduct(factors, bRight)
  }

  @inline(__always)
  func store(_ operands: TileOperands<Lanes.Scalar>, _ row: Int) {
    let memory = UnsafeMutableRawPointer(operands.c + row &* operands.cRowStride)
    memory.storeBytes(of: left, as: Lanes.self)
    memory.storeBytes(of: right, toByteOffset: MemoryLayout<Lanes>.size, as: Lanes.self)
  }
}

extension MatrixProduct {
  /// C = [C +] A B for 8 rows and two vectors of columns: 16 sums live in registers.
  @inline(never)
  static func tileOf8x2<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    typealias Row = TileRow<Scalar.Lanes>
    var r0 = Row(o, 0)
    var r1 = Row(o, 1)
    var r2 = Row(o, 2)
    var r3 = Row(o, 3)
    var r4 = Row(o, 4)
    var r5 = Row(o, 5)
    var r6 = Row(o, 6)
    var r7 = Row(o, 7)
    var a = o.a
    var b = o.b
    let stride = o.aRowStride
    for _ in 0..<o.depth {
      let bLeft = UnsafeRawPointer(b).loadUnaligned(as: Scalar.Lanes.self)
      let bRight = UnsafeRawPointer(b).loadUnaligned(
        fromByteOffset: MemoryLayout<Scalar.Lanes>.size, as: Scalar.Lanes.self)
      r0.add(a[0], bLeft, bRight)
      r1.add(a[stride], bLeft, bRight)
      r2.add(a[2 &* stride], bLeft, bRight)
      r3.add(a[3 &* stride], bLeft, bRight)
      r4.add(a[4 &* stride], bLeft, bRight)
      r5.add(a[5 &* stride], bLeft, bRight)
      r6.add(a[6 &* stride], bLeft, bRight)
      r7.add(a[7 &* stride], bLeft, bRight)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r0.store(o, 0)
    r1.store(o, 1)
    r2.store(o, 2)
    r3.store(o, 3)
    r4.store(o, 4)
    r5.store(o, 5)
    r6.store(o, 6)
    r7.store(o, 7)
  }

  /// C = [C +] A B for 4 rows and two vectors of columns, for narrow layers and remainders.
  @inline(never)
  static func tileOf4x2<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    typealias Row = TileRow<Scalar.Lanes>
    var r0 = Row(o, 0)
    var r1 = Row(o, 1)
    var r2 = Row(o, 2)
    var r3 = Row(o, 3)
    var a = o.a
    var b = o.b
    let stride = o.aRowStride
    for _ in 0..<o.depth {
      let bLeft = UnsafeRawPointer(b).loadUnaligned(as: Scalar.Lanes.self)
      let bRight = UnsafeRawPointer(b).loadUnaligned(
        fromByteOffset: MemoryLayout<Scalar.Lanes>.size, as: Scalar.Lanes.self)
      r0.add(a[0], bLeft, bRight)
      r1.add(a[stride], bLeft, bRight)
      r2.add(a[2 &* stride], bLeft, bRight)
      r3.add(a[3 &* stride], bLeft, bRight)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    r0.store(o, 0)
    r1.store(o, 1)
    r2.store(o, 2)
    r3.store(o, 3)
  }

  /// C = [C +] A B for 8 rows and one vector of columns, for the last few columns.
  @inline(never)
  static func tileOf8x1<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    var r0 = lanes(o, 0)
    var r1 = lanes(o, 1)
    var r2 = lanes(o, 2)
    var r3 = lanes(o, 3)
    var r4 = lanes(o, 4)
    var r5 = lanes(o, 5)
    var r6 = lanes(o, 6)
    var r7 = lanes(o, 7)
    var a = o.a
    var b = o.b
    let stride = o.aRowStride
    for _ in 0..<o.depth {
      let row = UnsafeRawPointer(b).loadUnaligned(as: Scalar.Lanes.self)
      r0.addProduct(Scalar.Lanes(repeating: a[0]), row)
      r1.addProduct(Scalar.Lanes(repeating: a[stride]), row)
      r2.addProduct(Scalar.Lanes(repeating: a[2 &* stride]), row)
      r3.addProduct(Scalar.Lanes(repeating: a[3 &* stride]), row)
      r4.addProduct(Scalar.Lanes(repeating: a[4 &* stride]), row)
      r5.addProduct(Scalar.Lanes(repeating: a[5 &* stride]), row)
      r6.addProduct(Scalar.Lanes(repeating: a[6 &* stride]), row)
      r7.addProduct(Scalar.Lanes(repeating: a[7 &* stride]), row)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    store(r0, o, 0)
    store(r1, o, 1)
    store(r2, o, 2)
    store(r3, o, 3)
    store(r4, o, 4)
    store(r5, o, 5)
    store(r6, o, 6)
    store(r7, o, 7)
  }

  @inline(__always)
  private static func lanes<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>, _ row: Int) -> Scalar.Lanes {
    if !o.accumulates { return Scalar.Lanes(repeating: 0) }
    return UnsafeRawPointer(o.c + row &* o.cRowStride).loadUnaligned(as: Scalar.Lanes.self)
  }

  @inline(__always)
  private static func store<Scalar: NetworkScalar>(
    _ lanes: Scalar.Lanes, _ o: TileOperands<Scalar>, _ row: Int
  ) {
    UnsafeMutableRawPointer(o.c + row &* o.cRowStride).storeBytes(of: lanes, as: Scalar.Lanes.self)
  }
}
