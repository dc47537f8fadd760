/// The machine's own rate of fused products, measured with nothing but registers.
///
/// Independent chains `x = fma(x, a, b)` of SIMD16<Float>, no memory: what a perfect matrix product would
/// reach. The better of 6 and of 16 chains counts: 6 fit the registers of AVX2 and hide its latency, 16 hide
/// that of two AVX-512 units.
public enum FMAPeak {
  private static let turns = 8192

  /// GFLOPS over about the given time, by this thread's own processor time; a product and a sum count two.
  public static func measure(seconds: Double = 0.2) -> Double {
    var best = 0.0
    var sink: Float = 0
    let start = ThreadTime.now
    repeat {
      best = max(best, rate(chains: 6) { sixChains($0) }, rate(chains: 16) { sixteenChains($0) })
    } while ThreadTime.now - start < seconds
    return best

    func rate(chains: Int, _ burst: (Float) -> Float) -> Double {
      let before = ThreadTime.now
      for turn in 0..<8 { sink = burst(0.5 + 0.01 * Float(turn) + 0x1p-99 * sink) }
      return 8 * 2 * Double(16 * chains * turns) * 1e-9 / (ThreadTime.now - before)
    }
  }

  @inline(never)
  private static func sixChains(_ seed: Float) -> Float {
    let a = SIMD16<Float>(repeating: seed)
    let b = SIMD16<Float>(repeating: 1 - seed)
    var x0 = a
    var x1 = x0 * a
    var x2 = x1 * a
    var x3 = x2 * a
    var x4 = x3 * a
    var x5 = x4 * a
    for _ in 0..<turns {
      x0 = b.addingProduct(x0, a)
      x1 = b.addingProduct(x1, a)
      x2 = b.addingProduct(x2, a)
      x3 = b.addingProduct(x3, a)
      x4 = b.addingProduct(x4, a)
      x5 = b.addingProduct(x5, a)
    }
    return ((x0 + x1) + (x2 + x3) + (x4 + x5))[0]
  }

  @inline(never)
  private static func sixteenChains(_ seed: Float) -> Float {
    let a = SIMD16<Float>(repeating: seed)
    let b = SIMD16<Float>(repeating: 1 - seed)
    var x0 = a
    var x1 = x0 * a
    var x2 = x1 * a
    var x3 = x2 * a
    var x4 = x3 * a
    var x5 = x4 * a
    var x6 = x5 * a
    var x7 = x6 * a
    var x8 = x7 * a
    var x9 = x8 * a
    var x10 = x9 * a
    var x11 = x10 * a
    var x12 = x11 * a
    var x13 = x12 * a
    var x14 = x13 * a
    var x15 = x14 * a
    for _ in 0..<turns {
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
    let low = (x0 + x1) + (x2 + x3) + (x4 + x5) + (x6 + x7)
    let high = (x8 + x9) + (x10 + x11) + (x12 + x13) + (x14 + x15)
    return (low + high)[0]
  }
}
