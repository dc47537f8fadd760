/// A matrix in memory, element (i, j) at `start[i * rowStride + j * columnStride]`.
struct MatrixOperand<Scalar: NetworkScalar> {
  var start: UnsafePointer<Scalar>
  var rowStride: Int
  var columnStride: Int

  /// A row-major matrix with `rowStride` numbers from row to row.
  @inline(__always)
  static func plain(_ start: UnsafePointer<Scalar>, rowStride: Int) -> Self {
    Self(start: start, rowStride: rowStride, columnStride: 1)
  }

  /// The transpose of a row-major matrix with `rowStride` numbers from row to row.
  @inline(__always)
  static func transposed(_ start: UnsafePointer<Scalar>, rowStride: Int) -> Self {
    Self(start: start, rowStride: 1, columnStride: rowStride)
  }

  @inline(__always)
  func advanced(rows: Int) -> Self {
    Self(start: start + rows &* rowStride, rowStride: rowStride, columnStride: columnStride)
  }

  @inline(__always)
  func advanced(columns: Int) -> Self {
    Self(start: start + columns &* columnStride, rowStride: rowStride, columnStride: columnStride)
  }
}

/// The memory that matrix products pack into, allocated once and for all sizes.
final class MatrixProductWorkspace<Scalar: NetworkScalar> {
  let shape: MatrixProductTileShape
  let panel: UnsafeMutablePointer<Scalar>
  let strips: UnsafeMutablePointer<Scalar>
  let tile: UnsafeMutablePointer<Scalar>

  /// For the tile of this CPU's registers, unless a shape is asked for.
  init(shape: MatrixProductTileShape = .compiled) {
    let widest = 2 * Scalar.Lanes.scalarCount
    self.shape = shape
    panel = allocateZeroed(MatrixProductBlock.depth * widest)
    // The last strip may be padded by up to five rows.
    strips = allocateZeroed(MatrixProductBlock.depth * (MatrixProductBlock.rows + 6))
    tile = allocateZeroed(12 * widest)
  }

  deinit {
    panel.deallocate()
    strips.deallocate()
    tile.deallocate()
  }
}

/// Allocates `count` zeros on a cache-line boundary.
func allocateZeroed<Scalar: NetworkScalar>(_ count: Int) -> UnsafeMutablePointer<Scalar> {
  let bytes = max(1, count) * MemoryLayout<Scalar>.stride
  let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
  let memory = raw.bindMemory(to: Scalar.self, capacity: max(1, count))
  memory.initialize(repeating: 0, count: max(1, count))
  return memory
}
