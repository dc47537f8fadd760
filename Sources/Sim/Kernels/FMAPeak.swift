/// The machine's own rate of fused products, measured with nothing but registers.
///
/// Independent chains `x = fma(x, a, b)` of SIMD16<Float>, no memory: what a perfect matrix product would
/// reach. The better of 6 and of 12 chains counts: 6 fill the registers of AVX2, where they are 12 chains, and
/// 12 keep two units of 512 bits and latency 4 busy. All lanes differ and all are used, so that none is left out.
public enum FMAPeak {
  private static let turns = 8192
  private static let bursts = 8

  /// GFLOPS over about the given time, by this thread's own processor time; a product and a sum count two.
  public static func measure(seconds: Double = 0.2) -> Double {
    var best = 0.0
    // Vectors go through memory: as arguments they would be split over narrow registers.
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 2) { buffer in
      guard let memory = buffer.baseAddress else { return }
      memory.initialize(repeating: SIMD16(repeating: 0), count: 2)
      let start = ThreadTime.now
      repeat {
        best = max(best, rate(chains: 6, memory, sixChains), rate(chains: 12, memory, twelveChains))
      } while ThreadTime.now - start < seconds
    }
    return best
  }

  private static func rate(
    chains: Int, _ memory: UnsafeMutablePointer<SIMD16<Float>>,
    _ burst: (UnsafeMutablePointer<SIMD16<Float>>) -> Void
  ) -> Double {
    let lanes = SIMD16<Float>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    let before = ThreadTime.now
    for _ in 0..<bursts {
      // 0.5 <= a < 0.9: every chain tends to b / (1 - a). Each burst needs the last one's result, in all lanes.
      memory[0] = 0.5 + 0.025 * lanes + 0x1p-99 * memory[1]
      burst(memory)
    }
    return 2 * Double(16 * chains * turns * bursts) * 1e-9 / (ThreadTime.now - before)
  }

  @inline(never)
  private static func sixChains(_ memory: UnsafeMutablePointer<SIMD16<Float>>) {
    let a = memory[0]
    let b = 1 - 0.5 * a
    var chains = Chains(a)
    for _ in 0..<turns { chains.advance(a, b) }
    memory[1] = chains.total
  }

  @inline(never)
  private static func twelveChains(_ memory: UnsafeMutablePointer<SIMD16<Float>>) {
    let a = memory[0]
    let b = 1 - 0.5 * a
    var first = Chains(a)
    var second = Chains(b)
    for _ in 0..<turns {
      first.advance(a, b)
      second.advance(a, b)
    }
    memory[1] = first.total + second.total
  }
}

/// Six chains of fused products.
private struct Chains {
  var x0: SIMD16<Float>
  var x1: SIMD16<Float>
  var x2: SIMD16<Float>
  var x3: SIMD16<Float>
  var x4: SIMD16<Float>
  var x5: SIMD16<Float>

  @inline(__always)
  init(_ start: SIMD16<Float>) {
    x0 = start
    x1 = 2 * start
    x2 = 3 * start
    x3 = 4 * start
    x4 = 5 * start
    x5 = 6 * start
  }

  @inline(__always)
  mutating func advance(_ a: SIMD16<Float>, _ b: SIMD16<Float>) {
    x0 = b.addingProduct(x0, a)
    x1 = b.addingProduct(x1, a)
    x2 = b.addingProduct(x2, a)
    x3 = b.addingProduct(x3, a)
    x4 = b.addingProduct(x4, a)
    x5 = b.addingProduct(x5, a)
  }

  /// The sum of the chains, lane by lane.
  @inline(__always)
  var total: SIMD16<Float> { ((x0 + x1) + (x2 + x3)) + (x4 + x5) }
}
