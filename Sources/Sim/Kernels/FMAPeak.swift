#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The machine's own rate of fused products, measured with nothing but registers.
///
/// Sixteen independent chains `x = fma(x, a, b)` of SIMD16<Float>: no memory, enough chains to hide the
/// latency. What a perfect matrix product would reach.
public enum FMAPeak {
  /// The operations of one call of `burst`, a product and a sum counting two.
  static let operationsPerBurst = 2.0 * 16 * 16 * 4096

  /// GFLOPS over about the given time, by this thread's own processor time.
  public static func measure(seconds: Double = 0.2) -> Double {
    var best = 0.0
    let start = ThreadTime.now
    var sink: Float = 0
    repeat {
      let before = ThreadTime.now
      for turn in 0..<8 { sink += burst(0.5 + 0.01 * Float(turn) + 1e-30 * sink) }
      best = max(best, 8 * operationsPerBurst / (ThreadTime.now - before) * 1e-9)
    } while ThreadTime.now - start < seconds
    return sink.isNaN ? 0 : best
  }

  @inline(never)
  static func burst(_ seed: Float) -> Float {
    let a = SIMD16<Float>(repeating: seed)
    let b = SIMD16<Float>(repeating: 1 - seed)
    var x0 = a
    var x1 = a + b
    var x2 = a - b
    var x3 = b
    var x4 = a * b
    var x5 = b + b
    var x6 = a * a
    var x7 = b * b
    var x8 = x0 * x4
    var x9 = x1 * x4
    var x10 = x2 * x4
    var x11 = x3 * x4
    var x12 = x0 * x6
    var x13 = x1 * x6
    var x14 = x2 * x6
    var x15 = x3 * x6
    for _ in 0..<4096 {
      x0 = b.addingProduct(x0, a)
      x1 = b.addingProduct(x1, a)
      x2 = b.addingProduct(x2, a)
      x3 = b.addingProduct(x3, a)
      x4 = b.addingProduct(x4, a)
      x5 = b.addingProduct(x5, a)
      x6 = b.addingProduct(x6, a)
      x7 = b.addingProduct(x7, a)
      x8 = b.addingProduct(x8, a)
      x9 = b.addingProduct(x9, a)
      x10 = b.addingProduct(x10, a)
      x11 = b.addingProduct(x11, a)
      x12 = b.addingProduct(x12, a)
      x13 = b.addingProduct(x13, a)
      x14 = b.addingProduct(x14, a)
      x15 = b.addingProduct(x15, a)
    }
    let sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 + x12 + x13 + x14 + x15
    return sum[0]
  }
}

/// This thread's processor time, which other threads on the machine do not lengthen.
enum ThreadTime {
  /// Seconds since the thread began.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
