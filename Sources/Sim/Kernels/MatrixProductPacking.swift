extension MatrixProduct {
  /// Copies `depth` rows and `used` columns of B into a panel of `width` columns, zero beyond `used`.
  static func pack<Scalar: NetworkScalar>(
    _ b: MatrixOperand<Scalar>, depth: Int, used: Int, width: Int, into panel: UnsafeMutablePointer<Scalar>
  ) {
    if used < width { panel.update(repeating: 0, count: depth &* width) }
    if b.columnStride == 1 {
      packRows(b, depth: depth, used: used, width: width, into: panel)
    } else {
      packTransposed(b, depth: depth, used: used, width: width, into: panel)
    }
  }

  /// Copies A strip after strip, element (i, k) of a strip at `k * height + i`, zero beyond the last row.
  @inline(never)
  static func packStrips<Scalar: NetworkScalar>(
    _ a: MatrixOperand<Scalar>, rows: Int, depth: Int, _ shape: MatrixProductTileShape,
    into strips: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < rows {
      let height = shape.height(remaining: rows &- i)
      let strip = strips + i &* depth
      let used = min(height, rows &- i)
      if used < height { strip.update(repeating: 0, count: depth &* height) }
      // Columns of the panel here are rows of the strip there.
      let source = MatrixOperand(
        start: a.start + i &* a.rowStride, rowStride: a.columnStride, columnStride: a.rowStride)
      if a.rowStride == 1 {
        packColumns(source, depth: depth, used: used, height: height, into: strip)
      } else {
        packTransposed(source, depth: depth, used: used, width: height, into: strip)
      }
      i &+= height
    }
  }

  /// A strip whose `height` rows lie side by side in memory: pairs of numbers are copied.
  @inline(never)
  private static func packColumns<Scalar: NetworkScalar>(
    _ a: MatrixOperand<Scalar>, depth: Int, used: Int, height: Int, into strip: UnsafeMutablePointer<Scalar>
  ) {
    typealias Two = SIMD2<Scalar>
    let pairs = used & ~1
    for k in 0..<depth {
      let source = a.start + k &* a.rowStride
      let target = strip + k &* height
      var i = 0
      while i < pairs {
        let two = UnsafeRawPointer(source + i).loadUnaligned(as: Two.self)
        UnsafeMutableRawPointer(target + i).storeBytes(of: two, as: Two.self)
        i &+= 2
      }
      if i < used { target[i] = source[i] }
    }
  }

  /// Rows of B that are contiguous in memory.
  @inline(never)
  private static func packRows<Scalar: NetworkScalar>(
    _ b: MatrixOperand<Scalar>, depth: Int, used: Int, width: Int, into panel: UnsafeMutablePointer<Scalar>
  ) {
    typealias Lanes = Scalar.Lanes
    for k in 0..<depth {
      let source = b.start + k &* b.rowStride
      let target = panel + k &* width
      var j = 0
      while j &+ Lanes.scalarCount <= used {
        let row = UnsafeRawPointer(source + j).loadUnaligned(as: Lanes.self)
        UnsafeMutableRawPointer(target + j).storeBytes(of: row, as: Lanes.self)
        j &+= Lanes.scalarCount
      }
      while j < used {
        target[j] = source[j]
        j &+= 1
      }
    }
  }

  /// Columns of B that are contiguous in memory: squares of four and pairs of columns are transposed in
  /// registers, along one cache line of the source at a time.
  @inline(never)
  private static func packTransposed<Scalar: NetworkScalar>(
    _ b: MatrixOperand<Scalar>, depth: Int, used: Int, width: Int, into panel: UnsafeMutablePointer<Scalar>
  ) {
    let wholeRows = b.rowStride == 1 ? depth & ~3 : 0
    var line = 0
    while line < wholeRows {
      let end = min(line &+ 16, wholeRows)
      var j = 0
      while j &+ 4 <= used {
        LaneTranspose.apply(
          b.start + j &* b.columnStride + line, stride: b.columnStride, into: panel + line &* width + j,
          stride: width, rows: 4, columns: end &- line)
        j &+= 4
      }
      if j &+ 2 <= used {
        var k = line
        while k < end {
          LaneTranspose.pair(
            b.start + j &* b.columnStride + k, stride: b.columnStride, into: panel + k &* width + j,
            stride: width)
          k &+= 4
        }
      }
      line = end
    }
    for j in 0..<used {
      let source = b.start + j &* b.columnStride
      for k in (j < used & ~1 ? wholeRows : 0)..<depth { panel[k &* width &+ j] = source[k &* b.rowStride] }
    }
  }
}
