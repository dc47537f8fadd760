/// Matrix products with one summation order: C = A B or C + A B, by blocks that fit the caches.
///
/// Element (i, j) is the chain `c = fma(a[i, k], b[k, j], c)` for k = 0, 1, 2, ... from 0 (or from C),
/// whatever the tile it falls in: the bits depend neither on the CPU nor on the sizes of tiles and blocks.
/// Panels of B, one vector wide, are packed; A is read in place, six rows at a time: 6 x 16 sums fit the
/// registers of AVX2 and of NEON as well as those of AVX-512.
public enum MatrixProduct {
  /// The depth of a block: a panel of B of this depth is 16 KiB.
  static let depthOfBlock = 256
  /// The rows of the largest tile.
  static let rowsOfTile = 6

  /// C = [C +] A B for `rows` x `depth` and `depth` x `columns`, all by strides; allocates nothing.
  static func multiply<Scalar: NetworkScalar>(
    _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>, into c: UnsafeMutablePointer<Scalar>,
    rowStride: Int, rows: Int, columns: Int, depth: Int, accumulates: Bool,
    workspace: MatrixProductWorkspace<Scalar>
  ) {
    var block = TileOperands<Scalar>(
      depth: 0, a: a.start, aRowStride: a.rowStride, aDepthStride: a.columnStride, b: b.start,
      bDepthStride: 0, c: c, cRowStride: rowStride, accumulates: accumulates)
    var k = 0
    repeat {
      block.depth = min(depthOfBlock, depth &- k)
      block.a = a.start + k &* a.columnStride
      multiplyBlock(block, b.advanced(rows: k), rows: rows, columns: columns, workspace: workspace)
      block.accumulates = true
      k &+= depthOfBlock
    } while k < depth
  }

  private static func multiplyBlock<Scalar: NetworkScalar>(
    _ block: TileOperands<Scalar>, _ b: MatrixOperand<Scalar>, rows: Int, columns: Int,
    workspace: MatrixProductWorkspace<Scalar>
  ) {
    let width = Scalar.Lanes.scalarCount
    var panel = block
    var j = 0
    while j < columns {
      let used = min(width, columns &- j)
      // A panel used by one or two strips only is not worth a copy if it can be read in place.
      if b.columnStride == 1 && used == width && rows <= 2 &* rowsOfTile {
        panel.b = b.start + j
        panel.bDepthStride = b.rowStride
      } else {
        pack(b.advanced(columns: j), depth: block.depth, used: used, into: workspace.panel)
        panel.b = UnsafePointer(workspace.panel)
        panel.bDepthStride = width
      }
      panel.c = block.c + j
      multiplyPanel(panel, rows: rows, used: used, workspace: workspace)
      j &+= width
    }
  }

  private static func multiplyPanel<Scalar: NetworkScalar>(
    _ panel: TileOperands<Scalar>, rows: Int, used: Int, workspace: MatrixProductWorkspace<Scalar>
  ) {
    var strip = panel
    var i = 0
    while i < rows {
      let remaining = rows &- i
      // Six rows at a time, but 8 = 4 + 4 and 7 = 4 + 3 rather than 6 + 2 and 6 + 1.
      let height = remaining <= 4 || remaining == 7 || remaining == 8 ? 4 : 6
      strip.a = panel.a + i &* panel.aRowStride
      strip.c = panel.c + i &* panel.cRowStride
      if remaining >= height && used == Scalar.Lanes.scalarCount {
        run(strip, height: height)
      } else {
        runAtEdge(strip, rows: min(remaining, height), used: used, height: height, workspace: workspace)
      }
      i &+= height
    }
  }

  @inline(__always)
  private static func run<Scalar: NetworkScalar>(_ tile: TileOperands<Scalar>, height: Int) {
    if height == 4 {
      tileOf4(tile)
    } else {
      tileOf6(tile)
    }
  }

  /// A tile that juts out over C: computed in the workspace from zero-padded rows, its valid part copied.
  private static func runAtEdge<Scalar: NetworkScalar>(
    _ strip: TileOperands<Scalar>, rows: Int, used: Int, height: Int,
    workspace: MatrixProductWorkspace<Scalar>
  ) {
    var tile = strip
    if rows < height {
      for k in 0..<strip.depth {
        for i in 0..<height {
          workspace.strip[k &* height &+ i] =
            i < rows ? strip.a[i &* strip.aRowStride &+ k &* strip.aDepthStride] : 0
        }
      }
      tile.a = UnsafePointer(workspace.strip)
      tile.aRowStride = 1
      tile.aDepthStride = height
    }
    tile.c = workspace.tile
    tile.cRowStride = Scalar.Lanes.scalarCount
    if strip.accumulates {
      for i in 0..<rows {
        for j in 0..<used { tile.c[i &* tile.cRowStride &+ j] = strip.c[i &* strip.cRowStride &+ j] }
      }
    }
    run(tile, height: height)
    for i in 0..<rows {
      for j in 0..<used { strip.c[i &* strip.cRowStride &+ j] = tile.c[i &* tile.cRowStride &+ j] }
    }
  }
}
