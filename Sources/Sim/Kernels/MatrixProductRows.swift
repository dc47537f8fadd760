/// The sums of six rows by one vector of a register tile.
struct SixRows<Scalar: NetworkScalar> {
  private var r0: Scalar.Lanes
  private var r1: Scalar.Lanes
  private var r2: Scalar.Lanes
  private var r3: Scalar.Lanes
  private var r4: Scalar.Lanes
  private var r5: Scalar.Lanes

  @inline(__always)
  init(_ o: TileOperands<Scalar>, row: Int, column: Int) {
    r0 = o.start(row, column)
    r1 = o.start(row &+ 1, column)
    r2 = o.start(row &+ 2, column)
    r3 = o.start(row &+ 3, column)
    r4 = o.start(row &+ 4, column)
    r5 = o.start(row &+ 5, column)
  }

  @inline(__always)
  mutating func addProducts(_ a: UnsafePointer<Scalar>, _ b: Scalar.Lanes, rowStride: Int = 1) {
    r0.addProduct(Scalar.Lanes(repeating: a[0]), b)
    r1.addProduct(Scalar.Lanes(repeating: a[rowStride]), b)
    r2.addProduct(Scalar.Lanes(repeating: a[2 &* rowStride]), b)
    r3.addProduct(Scalar.Lanes(repeating: a[3 &* rowStride]), b)
    r4.addProduct(Scalar.Lanes(repeating: a[4 &* rowStride]), b)
    r5.addProduct(Scalar.Lanes(repeating: a[5 &* rowStride]), b)
  }

  @inline(__always)
  func store(_ o: TileOperands<Scalar>, row: Int, column: Int) {
    o.store(r0, row, column)
    o.store(r1, row &+ 1, column)
    o.store(r2, row &+ 2, column)
    o.store(r3, row &+ 3, column)
    o.store(r4, row &+ 4, column)
    o.store(r5, row &+ 5, column)
  }
}

/// The sums of four rows by one vector of a register tile.
struct FourRows<Scalar: NetworkScalar> {
  private var r0: Scalar.Lanes
  private var r1: Scalar.Lanes
  private var r2: Scalar.Lanes
  private var r3: Scalar.Lanes

  @inline(__always)
  init(_ o: TileOperands<Scalar>, row: Int, column: Int) {
    r0 = o.start(row, column)
    r1 = o.start(row &+ 1, column)
    r2 = o.start(row &+ 2, column)
    r3 = o.start(row &+ 3, column)
  }

  @inline(__always)
  mutating func addProducts(_ a: UnsafePointer<Scalar>, _ b: Scalar.Lanes, rowStride: Int = 1) {
    r0.addProduct(Scalar.Lanes(repeating: a[0]), b)
    r1.addProduct(Scalar.Lanes(repeating: a[rowStride]), b)
    r2.addProduct(Scalar.Lanes(repeating: a[2 &* rowStride]), b)
    r3.addProduct(Scalar.Lanes(repeating: a[3 &* rowStride]), b)
  }

  @inline(__always)
  func store(_ o: TileOperands<Scalar>, row: Int, column: Int) {
    o.store(r0, row, column)
    o.store(r1, row &+ 1, column)
    o.store(r2, row &+ 2, column)
    o.store(r3, row &+ 3, column)
  }
}

extension TileOperands {
  /// What a sum starts from.
  @inline(__always)
  fileprivate func start(_ row: Int, _ column: Int) -> Scalar.Lanes {
    if !continues { return Scalar.Lanes(repeating: 0) }
    return UnsafeRawPointer(c + (row &* cRowStride &+ column)).loadUnaligned(as: Scalar.Lanes.self)
  }

  @inline(__always)
  fileprivate func store(_ sums: Scalar.Lanes, _ row: Int, _ column: Int) {
    let place = UnsafeMutableRawPointer(c + (row &* cRowStride &+ column))
    if adds {
      var total = place.loadUnaligned(as: Scalar.Lanes.self)
      total.addProduct(Scalar.Lanes(repeating: factor), sums)
      place.storeBytes(of: total, as: Scalar.Lanes.self)
    } else {
      place.storeBytes(of: sums, as: Scalar.Lanes.self)
    }
  }
}
