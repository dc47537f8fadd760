/// Products of small matrices whose rows are padded to whole vectors.
enum RowProduct {
  /// C = A B for row-major B and C of `columns` columns, a multiple of the lane count.
  ///
  /// A's element (row, k) is `a[row * rowStep + k * depthStep]`, so that A may be transposed. Each element of
  /// C is summed over k in order.
  static func multiply<R: LayerScalar>(
    _ c: UnsafeMutablePointer<R>, _ a: UnsafePointer<R>, rowStep: Int, depthStep: Int,
    _ b: UnsafePointer<R>, rows: Int, depth: Int, columns: Int
  ) {
    let width = R.laneCount
    var row = 0
    while row &+ 4 <= rows {
      let scalars = a + (row &* rowStep)
      let target = c + (row &* columns)
      var column = 0
      while column &+ 2 &* width <= columns {
        tile(target + column, scalars, rowStep, depthStep, b + column, depth, columns)
        column &+= 2 &* width
      }
      while column < columns {
        for single in 0..<4 {
          let place = target + (single &* columns &+ column)
          strip(place, scalars + (single &* rowStep), depthStep, b + column, depth, columns)
        }
        column &+= width
      }
      row &+= 4
    }
    while row < rows {
      var column = 0
      while column < columns {
        let place = c + (row &* columns &+ column)
        strip(place, a + (row &* rowStep), depthStep, b + column, depth, columns)
        column &+= width
      }
      row &+= 1
    }
  }

  /// Four rows by two vectors of C, kept in registers.
  @inline(__always)
  private static func tile<R: LayerScalar>(
    _ c: UnsafeMutablePointer<R>, _ a: UnsafePointer<R>, _ rowStep: Int, _ depthStep: Int,
    _ b: UnsafePointer<R>, _ depth: Int, _ columns: Int
  ) {
    let width = R.laneCount
    let zero = R.lanes(0)
    var (c00, c01, c10, c11) = (zero, zero, zero, zero)
    var (c20, c21, c30, c31) = (zero, zero, zero, zero)
    var (scalar, row) = (a, b)
    for _ in 0..<depth {
      let b0 = R.load(row)
      let b1 = R.load(row + width)
      let a0 = R.lanes(scalar[0])
      let a1 = R.lanes(scalar[rowStep])
      let a2 = R.lanes(scalar[2 &* rowStep])
      let a3 = R.lanes(scalar[3 &* rowStep])
      c00 = R.fused(c00, a0, b0)
      c01 = R.fused(c01, a0, b1)
      c10 = R.fused(c10, a1, b0)
      c11 = R.fused(c11, a1, b1)
      c20 = R.fused(c20, a2, b0)
      c21 = R.fused(c21, a2, b1)
      c30 = R.fused(c30, a3, b0)
      c31 = R.fused(c31, a3, b1)
      scalar += depthStep
      row += columns
    }
    R.store(c00, c)
    R.store(c01, c + width)
    R.store(c10, c + columns)
    R.store(c11, c + (columns &+ width))
    R.store(c20, c + 2 &* columns)
    R.store(c21, c + (2 &* columns &+ width))
    R.store(c30, c + 3 &* columns)
    R.store(c31, c + (3 &* columns &+ width))
  }

  /// One row by one vector of C.
  @inline(__always)
  private static func strip<R: LayerScalar>(
    _ c: UnsafeMutablePointer<R>, _ a: UnsafePointer<R>, _ depthStep: Int, _ b: UnsafePointer<R>,
    _ depth: Int, _ columns: Int
  ) {
    var total = R.lanes(0)
    for k in 0..<depth { total = R.fused(total, R.lanes(a[k &* depthStep]), R.load(b + k &* columns)) }
    R.store(total, c)
  }

  /// The inner product of two vectors of whole lanes; the second must be zero where the first is padding.
  @inline(__always)
  static func dot<R: LayerScalar>(_ a: UnsafePointer<R>, _ b: UnsafePointer<R>, padded: Int) -> R {
    var total = R.product(R.load(a), R.load(b))
    var at = R.laneCount
    while at < padded {
      total = R.fused(total, R.load(a + at), R.load(b + at))
      at &+= R.laneCount
    }
    return R.total(total)
  }

  /// y += factor x over whole lanes.
  @inline(__always)
  static func add<R: LayerScalar>(
    _ y: UnsafeMutablePointer<R>, _ factor: R, _ x: UnsafePointer<R>, padded: Int
  ) {
    let factor = R.lanes(factor)
    var at = 0
    while at < padded {
      R.store(R.fused(R.load(y + at), factor, R.load(x + at)), y + at)
      at &+= R.laneCount
    }
  }

  /// Sets whole lanes to zero.
  @inline(__always)
  static func clear<R: LayerScalar>(_ y: UnsafeMutablePointer<R>, padded: Int) {
    var at = 0
    while at < padded {
      R.store(R.lanes(0), y + at)
      at &+= R.laneCount
    }
  }
}
