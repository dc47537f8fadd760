import Testing
import Theory

@testable import Sim

@Suite("VectorElementary")
struct VectorElementaryTests {
  /// `count` numbers from `low` to `high`, 16 at a time.
  private func grid(_ low: Double, _ high: Double, count: Int) -> [SIMD16<Float>] {
    (0..<(count / 16)).map { group in
      var lanes = SIMD16<Float>()
      for lane in 0..<16 {
        lanes[lane] = Float(low + (high - low) * Double(16 * group + lane) / Double(count - 1))
      }
      return lanes
    }
  }

  private func check(_ seen: Float, _ exact: Double, relative: Double, absolute: Double = 0) -> Bool {
    abs(Double(seen) - exact) <= relative * abs(exact) + absolute
  }

  @Test("the logarithm is right to 2^-22 relatively, from 2^-33 to 2^32 and close to 1")
  func logarithm() {
    for exponents in grid(-33, 32, count: 4096) {
      var x = SIMD16<Float>()
      for lane in 0..<16 { x[lane] = Float(Elementary.exp(Double(exponents[lane]) * 0.693)) }
      let y = VectorElementary.log(x)
      for lane in 0..<16 { #expect(check(y[lane], Elementary.log(Double(x[lane])), relative: 0x1p-22)) }
    }
    for x in grid(0.7, 1.42, count: 4096) {
      let y = VectorElementary.log(x)
      for lane in 0..<16 { #expect(check(y[lane], Elementary.log(Double(x[lane])), relative: 0x1p-22)) }
    }
    #expect(VectorElementary.log(SIMD16(repeating: 1)) == SIMD16())
  }

  @Test("the exponential is right to 2^-22 relatively and stops at exp(-87)")
  func exponential() {
    for x in grid(-87, 88, count: 8192) {
      let y = VectorElementary.exp(x)
      for lane in 0..<16 { #expect(check(y[lane], Elementary.exp(Double(x[lane])), relative: 0x1p-22)) }
    }
    #expect(VectorElementary.exp(SIMD16<Float>()) == SIMD16(repeating: 1))
    let far = VectorElementary.exp(SIMD16<Float>(repeating: -1e30))
    #expect(far == VectorElementary.exp(SIMD16<Float>(repeating: -87)))
  }

  /// The scalar exponential is right to 1 ulp itself.
  @Test("the exponential in double precision is right to 2^-51 relatively and stops at exp(+-700)")
  func doubleExponential() {
    for group in 0..<2048 {
      var x = SIMD8<Double>()
      for lane in 0..<8 { x[lane] = -700 + 1400 * Double(8 * group + lane) / 16_383 }
      let y = VectorElementary.exp(x)
      for lane in 0..<8 {
        let exact = Elementary.exp(x[lane])
        #expect(abs(y[lane] - exact) <= 0x1p-51 * exact)
      }
    }
    #expect(VectorElementary.exp(SIMD8<Double>()) == SIMD8(repeating: 1))
    #expect(VectorElementary.exp(SIMD8(repeating: -1e300)) == VectorElementary.exp(SIMD8(repeating: -700)))
    #expect(VectorElementary.exp(SIMD8(repeating: .infinity)) == VectorElementary.exp(SIMD8(repeating: 700)))
  }

  @Test("cosine and sine are right to 2^-23 on [-pi/4, pi/4]")
  func cosineAndSine() {
    for x in grid(-Double.pi / 4, Double.pi / 4, count: 8192) {
      let (cosine, sine) = VectorElementary.cosineAndSine(x)
      for lane in 0..<16 {
        let angle = Double(x[lane])
        #expect(check(cosine[lane], Elementary.cos(angle), relative: 0, absolute: 0x1p-23))
        #expect(check(sine[lane], Elementary.sin(angle), relative: 0, absolute: 0x1p-23))
      }
    }
  }

  @Test("softmax sums to 1, ignores the padding and survives large logits")
  func softmax() {
    let count = 21
    let logits = AlignedBuffer<Float>(32)
    let mask = AlignedBuffer<Float>(32)
    let attention = AlignedBuffer<Float>(32)
    for t in 0..<count {
      logits.pointer[t] = 1000 * Float(t % 5)
      mask.pointer[t] = 1
    }
    Softmax.apply(attention.pointer, logits: logits.pointer, mask: mask.pointer, padded: 32)
    for t in 0..<32 {
      let isTop = t < count && t % 5 == 4
      #expect(abs(attention.pointer[t] - (isTop ? 0.25 : 0)) <= 1e-7)
    }
  }
}
