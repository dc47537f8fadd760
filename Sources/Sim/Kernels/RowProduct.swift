/// Products of rows that are padded to whole vectors.
enum RowProduct {
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

  /// y = the sum of the rows of `columns` numbers at x, each times its factor; zero from there to `padded`.
  ///
  /// Factor number t is `factors[t * factorStep]`.
  @inline(__always)
  static func addRows<R: LayerScalar>(
    _ y: UnsafeMutablePointer<R>, _ factors: UnsafePointer<R>, factorStep: Int, _ x: UnsafePointer<R>,
    rowCount: Int, columns: Int, padded: Int
  ) {
    let width = R.laneCount
    var at = 0
    while at &+ 4 &* width <= columns {
      var (a, b, c, e) = (R.lanes(0), R.lanes(0), R.lanes(0), R.lanes(0))
      var row = x + at
      for t in 0..<rowCount {
        let g = R.lanes(factors[t &* factorStep])
        a = R.fused(a, g, R.load(row))
        b = R.fused(b, g, R.load(row + width))
        c = R.fused(c, g, R.load(row + 2 &* width))
        e = R.fused(e, g, R.load(row + 3 &* width))
        row += columns
      }
      R.store(a, y + at)
      R.store(b, y + (at &+ width))
      R.store(c, y + (at &+ 2 &* width))
      R.store(e, y + (at &+ 3 &* width))
      at &+= 4 &* width
    }
    while at < columns {
      var a = R.lanes(0)
      for t in 0..<rowCount {
        a = R.fused(a, R.lanes(factors[t &* factorStep]), R.load(x + (t &* columns &+ at)))
      }
      R.store(a, y + at)
      at &+= width
    }
    for padding in columns..<padded { y[padding] = 0 }
  }
}
