extension MatrixProduct {
  /// Copies `depth` rows and `used` columns of B into a panel one vector wide, zero beyond `used`.
  static func pack<Scalar: NetworkScalar>(
    _ b: MatrixOperand<Scalar>, depth: Int, used: Int, into panel: UnsafeMutablePointer<Scalar>
  ) {
    let width = Scalar.Lanes.scalarCount
    if used < width { panel.update(repeating: 0, count: depth &* width) }
    if b.columnStride == 1 {
      packRows(b, depth: depth, used: used, into: panel)
    } else {
      packTransposed(b, depth: depth, used: used, into: panel)
    }
  }

  /// Rows of B that are contiguous in memory.
  @inline(never)
  private static func packRows<Scalar: NetworkScalar>(
    _ b: MatrixOperand<Scalar>, depth: Int, used: Int, into panel: UnsafeMutablePointer<Scalar>
  ) {
    let width = Scalar.Lanes.scalarCount
    for k in 0..<depth {
      let source = b.start + k &* b.rowStride
      let target = panel + k &* width
      if used == width {
        let row = UnsafeRawPointer(source).loadUnaligned(as: Scalar.Lanes.self)
        UnsafeMutableRawPointer(target).storeBytes(of: row, as: Scalar.Lanes.self)
      } else {
        for j in 0..<used { target[j] = source[j] }
      }
    }
  }

  /// Columns of B that are contiguous in memory: 4 x 4 squares are transposed in registers, along one cache
  /// line of the source at a time.
  @inline(never)
  private static func packTransposed<Scalar: NetworkScalar>(
    _ b: MatrixOperand<Scalar>, depth: Int, used: Int, into panel: UnsafeMutablePointer<Scalar>
  ) {
    let width = Scalar.Lanes.scalarCount
    let wholeColumns = used & ~3
    let wholeRows = b.rowStride == 1 ? depth & ~3 : 0
    var line = 0
    while line < wholeRows {
      let end = min(line &+ 16, wholeRows)
      var j = 0
      while j < wholeColumns {
        var k = line
        while k < end {
          transpose4x4(
            b.start + j &* b.columnStride + k, stride: b.columnStride, into: panel + k &* width + j,
            width: width)
          k &+= 4
        }
        j &+= 4
      }
      line = end
    }
    for j in 0..<used {
      let source = b.start + j &* b.columnStride
      for k in (j < wholeColumns ? wholeRows : 0)..<depth {
        panel[k &* width &+ j] = source[k &* b.rowStride]
      }
    }
  }

  @inline(__always)
  private static func transpose4x4<Scalar: NetworkScalar>(
    _ source: UnsafePointer<Scalar>, stride: Int, into target: UnsafeMutablePointer<Scalar>, width: Int
  ) {
    typealias Four = SIMD4<Scalar>
    let c0 = UnsafeRawPointer(source).loadUnaligned(as: Four.self)
    let c1 = UnsafeRawPointer(source + stride).loadUnaligned(as: Four.self)
    let c2 = UnsafeRawPointer(source + 2 &* stride).loadUnaligned(as: Four.self)
    let c3 = UnsafeRawPointer(source + 3 &* stride).loadUnaligned(as: Four.self)
    let t = UnsafeMutableRawPointer(target)
    let row = width &* MemoryLayout<Scalar>.stride
    t.storeBytes(of: Four(c0[0], c1[0], c2[0], c3[0]), as: Four.self)
    t.storeBytes(of: Four(c0[1], c1[1], c2[1], c3[1]), toByteOffset: row, as: Four.self)
    t.storeBytes(of: Four(c0[2], c1[2], c2[2], c3[2]), toByteOffset: 2 &* row, as: Four.self)
    t.storeBytes(of: Four(c0[3], c1[3], c2[3], c3[3]), toByteOffset: 3 &* row, as: Four.self)
  }
}
