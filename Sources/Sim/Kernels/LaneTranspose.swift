/// Transposes small matrices, between an example in each row and an example in each lane.
enum LaneTranspose {
  /// Writes `target[j * targetStride + i] = source[i * sourceStride + j]` for i in 0..<rows and j in 0..<columns.
  ///
  /// Both sizes are rounded up to multiples of four: there must be room for what is read and written beyond.
  @inline(__always)
  static func apply<Scalar: SIMDScalar>(
    _ source: UnsafePointer<Scalar>, stride sourceStride: Int, into target: UnsafeMutablePointer<Scalar>,
    stride targetStride: Int, rows: Int, columns: Int
  ) {
    var i = 0
    while i < rows {
      var from = source + i &* sourceStride
      var to = target + i
      var j = 0
      while j < columns {
        square(from, stride: sourceStride, into: to, stride: targetStride)
        from += 4
        to += 4 &* targetStride
        j &+= 4
      }
      i &+= 4
    }
  }

  /// Transposes four rows of four numbers in registers.
  @inline(__always)
  static func square<Scalar: SIMDScalar>(
    _ source: UnsafePointer<Scalar>, stride sourceStride: Int, into target: UnsafeMutablePointer<Scalar>,
    stride targetStride: Int
  ) {
    typealias Four = SIMD4<Scalar>
    let a = UnsafeRawPointer(source).loadUnaligned(as: Four.self)
    let b = UnsafeRawPointer(source + sourceStride).loadUnaligned(as: Four.self)
    let c = UnsafeRawPointer(source + 2 &* sourceStride).loadUnaligned(as: Four.self)
    let d = UnsafeRawPointer(source + 3 &* sourceStride).loadUnaligned(as: Four.self)
    let row = targetStride &* MemoryLayout<Scalar>.stride
    let t = UnsafeMutableRawPointer(target)
    t.storeBytes(of: Four(a[0], b[0], c[0], d[0]), as: Four.self)
    t.storeBytes(of: Four(a[1], b[1], c[1], d[1]), toByteOffset: row, as: Four.self)
    t.storeBytes(of: Four(a[2], b[2], c[2], d[2]), toByteOffset: 2 &* row, as: Four.self)
    t.storeBytes(of: Four(a[3], b[3], c[3], d[3]), toByteOffset: 3 &* row, as: Four.self)
  }

  /// Transposes two rows of four numbers in registers.
  @inline(__always)
  static func pair<Scalar: SIMDScalar>(
    _ source: UnsafePointer<Scalar>, stride sourceStride: Int, into target: UnsafeMutablePointer<Scalar>,
    stride targetStride: Int
  ) {
    typealias Two = SIMD2<Scalar>
    let a = UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Scalar>.self)
    let b = UnsafeRawPointer(source + sourceStride).loadUnaligned(as: SIMD4<Scalar>.self)
    let row = targetStride &* MemoryLayout<Scalar>.stride
    let t = UnsafeMutableRawPointer(target)
    t.storeBytes(of: Two(a[0], b[0]), as: Two.self)
    t.storeBytes(of: Two(a[1], b[1]), toByteOffset: row, as: Two.self)
    t.storeBytes(of: Two(a[2], b[2]), toByteOffset: 2 &* row, as: Two.self)
    t.storeBytes(of: Two(a[3], b[3]), toByteOffset: 3 &* row, as: Two.self)
  }
}
