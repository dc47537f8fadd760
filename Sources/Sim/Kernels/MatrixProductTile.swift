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

extension MatrixProduct {
  /// C = [C +] A B for 6 rows and one vector of columns, the sums in registers.
  @inline(never)
  static func tileOf6<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    var r0 = lanes(o, 0)
    var r1 = lanes(o, 1)
    var r2 = lanes(o, 2)
    var r3 = lanes(o, 3)
    var r4 = lanes(o, 4)
    var r5 = lanes(o, 5)
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
      a += o.aDepthStride
      b += o.bDepthStride
    }
    store(r0, o, 0)
    store(r1, o, 1)
    store(r2, o, 2)
    store(r3, o, 3)
    store(r4, o, 4)
    store(r5, o, 5)
  }

  /// C = [C +] A B for 4 rows and one vector of columns, for what 6 does not divide.
  @inline(never)
  static func tileOf4<Scalar: NetworkScalar>(_ o: TileOperands<Scalar>) {
    var r0 = lanes(o, 0)
    var r1 = lanes(o, 1)
    var r2 = lanes(o, 2)
    var r3 = lanes(o, 3)
    var a = o.a
    var b = o.b
    let stride = o.aRowStride
    for _ in 0..<o.depth {
      let row = UnsafeRawPointer(b).loadUnaligned(as: Scalar.Lanes.self)
      r0.addProduct(Scalar.Lanes(repeating: a[0]), row)
      r1.addProduct(Scalar.Lanes(repeating: a[stride]), row)
      r2.addProduct(Scalar.Lanes(repeating: a[2 &* stride]), row)
      r3.addProduct(Scalar.Lanes(repeating: a[3 &* stride]), row)
      a += o.aDepthStride
      b += o.bDepthStride
    }
    store(r0, o, 0)
    store(r1, o, 1)
    store(r2, o, 2)
    store(r3, o, 3)
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
