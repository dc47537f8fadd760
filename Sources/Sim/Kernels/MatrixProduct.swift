/// The sizes of the blocks of a matrix product, the same on every machine.
enum MatrixProductBlock {
  /// The depth of a block: a panel of B of this depth is 16 or 32 KiB.
  ///
  /// It is part of what `MatrixProductTarget.plus` computes.
  static let depth = 256
  /// The rows of a block: strips of A of these rows and this depth stay in the second-level cache.
  static let rows = 264
}

/// What becomes of C.
enum MatrixProductTarget<Scalar: NetworkScalar> {
  /// C = A B.
  case overwritten
  /// C = C + A B, the sums continued from C.
  case continued
  /// C = fma(factor, A B, C) for every block of `MatrixProductBlock.depth` of the sums, one after the other.
  case plus(factor: Scalar)
}

/// Matrix products with one summation order, by blocks that fit the caches.
///
/// Element (i, j) of A B is the chain `c = fma(a[i, k], b[k, j], c)` for k = 0, 1, 2, ... from 0 (or from C),
/// whatever the tile it falls in: the bits depend neither on the CPU nor on the sizes of tiles.
/// Panels of B are packed, and strips of A where tiles are large or A is transposed, so that a tile reads them without
/// gaps.
public enum MatrixProduct {
  /// C for `rows` x `depth` and `depth` x `columns` factors, all by strides; allocates nothing.
  static func multiply<Scalar: NetworkScalar>(
    _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>, into c: UnsafeMutablePointer<Scalar>,
    rowStride: Int, rows: Int, columns: Int, depth: Int, target: MatrixProductTarget<Scalar>,
    workspace: MatrixProductWorkspace<Scalar>
  ) {
    var k = 0
    repeat {
      let depthOfBlock = min(MatrixProductBlock.depth, depth &- k)
      var i = 0
      while i < rows {
        var block = TileOperands<Scalar>(
          depth: depthOfBlock, c: c + i &* rowStride, cRowStride: rowStride, target: target)
        if k > 0, case .overwritten = target { block.continues = true }
        multiplyBlock(
          block, a.advanced(rows: i).advanced(columns: k), b.advanced(rows: k),
          rows: min(MatrixProductBlock.rows, rows &- i), columns: columns, workspace: workspace)
        i &+= MatrixProductBlock.rows
      }
      k &+= MatrixProductBlock.depth
    } while k < depth
  }

  private static func multiplyBlock<Scalar: NetworkScalar>(
    _ block: TileOperands<Scalar>, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>, rows: Int,
    columns: Int, workspace: MatrixProductWorkspace<Scalar>
  ) {
    let width = Scalar.Lanes.scalarCount
    let shape = workspace.shape
    // A deep transposed A has each number of a row on a cache line of its own: worth a copy if several panels read it.
    let isPacked = a.rowStride == 1 ? block.depth > 64 && columns > 4 &* width : shape.packsStrips
    if isPacked { packStrips(a, rows: rows, depth: block.depth, shape, into: workspace.strips) }
    var panel = block
    panel.a = isPacked ? UnsafePointer(workspace.strips) : a.start
    panel.aRowStride = isPacked ? 1 : a.rowStride
    // Of packed strips the height is the stride, which is set strip by strip.
    panel.aDepthStride = isPacked ? 0 : a.columnStride
    var j = 0
    while j < columns {
      let left = columns &- j
      let vectors = shape == .twelveByTwo && left > width ? 2 : 1
      let used = min(vectors &* width, left)
      // A panel used by one or two strips only is not worth a copy if it can be read in place.
      if b.columnStride == 1 && used == vectors &* width && rows <= 12 {
        panel.b = b.start + j
        panel.bDepthStride = b.rowStride
      } else {
        pack(
          b.advanced(columns: j), depth: block.depth, used: used, width: vectors &* width,
          into: workspace.panel)
        panel.b = UnsafePointer(workspace.panel)
        panel.bDepthStride = vectors &* width
      }
      panel.c = block.c + j
      multiplyPanel(panel, rows: rows, used: used, vectors: vectors, workspace: workspace)
      j &+= vectors &* width
    }
  }

  private static func multiplyPanel<Scalar: NetworkScalar>(
    _ panel: TileOperands<Scalar>, rows: Int, used: Int, vectors: Int,
    workspace: MatrixProductWorkspace<Scalar>
  ) {
    var strip = panel
    let isPacked = panel.aDepthStride == 0
    var i = 0
    while i < rows {
      let height = workspace.shape.height(remaining: rows &- i)
      strip.a = panel.a + (isPacked ? i &* panel.depth : i &* panel.aRowStride)
      if isPacked { strip.aDepthStride = height }
      strip.c = panel.c + i &* panel.cRowStride
      if rows &- i >= height && used == vectors &* Scalar.Lanes.scalarCount {
        run(strip, height: height, vectors: vectors)
      } else {
        runAtEdge(
          strip, rows: min(rows &- i, height), used: used, height: height, vectors: vectors,
          isPacked: isPacked, workspace: workspace)
      }
      i &+= height
    }
  }

  @inline(__always)
  private static func run<Scalar: NetworkScalar>(_ tile: TileOperands<Scalar>, height: Int, vectors: Int) {
    switch (height, vectors) {
    case (12, 2): tile12x2(tile)
    case (12, _): tile12x1(tile)
    case (6, 2): tile6x2(tile)
    case (6, _): tile6x1(tile)
    case (_, 2): tile4x2(tile)
    default: tile4x1(tile)
    }
  }

  /// A tile that juts out over C: computed in the workspace from zero-padded rows, its valid part copied.
  private static func runAtEdge<Scalar: NetworkScalar>(
    _ strip: TileOperands<Scalar>, rows: Int, used: Int, height: Int, vectors: Int, isPacked: Bool,
    workspace: MatrixProductWorkspace<Scalar>
  ) {
    var tile = strip
    if rows < height && !isPacked {
      // Packed strips are padded already.
      for k in 0..<strip.depth {
        for i in 0..<height {
          workspace.strips[k &* height &+ i] =
            i < rows ? strip.a[i &* strip.aRowStride &+ k &* strip.aDepthStride] : 0
        }
      }
      tile.a = UnsafePointer(workspace.strips)
      tile.aRowStride = 1
      tile.aDepthStride = height
    }
    tile.c = workspace.tile
    tile.cRowStride = vectors &* Scalar.Lanes.scalarCount
    for i in 0..<rows {
      for j in 0..<used { tile.c[i &* tile.cRowStride &+ j] = strip.c[i &* strip.cRowStride &+ j] }
    }
    run(tile, height: height, vectors: vectors)
    for i in 0..<rows {
      for j in 0..<used { strip.c[i &* strip.cRowStride &+ j] = tile.c[i &* tile.cRowStride &+ j] }
    }
  }
}
