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
  let panel: UnsafeMutablePointer<Scalar>
  let strip: UnsafeMutablePointer<Scalar>
  let tile: UnsafeMutablePointer<Scalar>
  private let memory: UnsafeMutablePointer<Scalar>

  init() {
    let width = Scalar.Lanes.scalarCount
    let panelCount = MatrixProduct.depthOfBlock * width
    let stripCount = MatrixProduct.depthOfBlock * MatrixProduct.rowsOfTile
    memory = allocateZeroed(panelCount + stripCount + MatrixProduct.rowsOfTile * width)
    panel = memory
    strip = memory + panelCount
    tile = memory + panelCount + stripCount
  }

  deinit { memory.deallocate() }
}

/// Allocates `count` zeros on a cache-line boundary.
func allocateZeroed<Scalar: NetworkScalar>(_ count: Int) -> UnsafeMutablePointer<Scalar> {
  let bytes = max(1, count) * MemoryLayout<Scalar>.stride
  let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
  let memory = raw.bindMemory(to: Scalar.self, capacity: max(1, count))
  memory.initialize(repeating: 0, count: max(1, count))
  return memory
}
