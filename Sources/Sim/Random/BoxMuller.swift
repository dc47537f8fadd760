/// Box and Muller's transformation of random words to normal numbers, 16 at a time.
///
/// Its law beside the normal one: `NormalSamplerLaw`.
enum BoxMuller {
  /// Replaces groups of 32 words by 32 standard normal numbers, in place.
  ///
  /// Of a group the first 16 words give the radii, the last 16 the angles.
  static func transform(_ bytes: UnsafeMutableRawPointer, groups: Int) {
    for group in 0..<groups {
      let at = bytes + group &* 128
      let radiusBits = at.loadUnaligned(as: SIMD16<UInt32>.self)
      let angleBits = at.loadUnaligned(fromByteOffset: 64, as: SIMD16<UInt32>.self)
      let radius = radius(radiusBits)
      let (cosine, sine) = direction(angleBits)
      at.storeBytes(of: radius * cosine, as: SIMD16<Float>.self)
      at.storeBytes(of: radius * sine, toByteOffset: 64, as: SIMD16<Float>.self)
    }
  }

  /// The radius `sqrt(-2 log u)`, u = (word + 1/2) / 2^32 rounded to single precision.
  @inline(__always)
  private static func radius(_ word: SIMD16<UInt32>) -> SIMD16<Float> {
    // 2^7 + upper / 2^16 and 2^-9 + lower / 2^32 are exact; word / 2^32 is then rounded once.
    let upper = SIMD16<Float>(bits: (word &>> 16) | 0x4300_0000)
    let lower = SIMD16<Float>(bits: (word & 0xFFFF) | 0x3B00_0000)
    let uniform = ((upper - 0x1.0001p7) + lower) + 0x1p-33
    let square = -2 * VectorElementary.log(uniform)
    // At u = 1 the square is -0; a clear sign bit lets the square root be one instruction.
    return SIMD16<Float>(bits: square.bits & 0x7FFF_FFFF).squareRoot()
  }

  /// A uniformly random point of the unit circle.
  ///
  /// 23 bits give an angle in (-pi/4, pi/4); one bit the sign of its cosine, one whether the two coordinates
  /// change places: these four images of the arc cover the circle once.
  @inline(__always)
  private static func direction(_ word: SIMD16<UInt32>) -> (cosine: SIMD16<Float>, sine: SIMD16<Float>) {
    let turn = SIMD16<Float>(bits: (word &>> 9) | 0x3F80_0000) - 1.5
    // The half step makes the law of the angle symmetric.
    let half = SIMD16<Float>(repeating: .pi / 2 * 0x1p-24)
    let angle = half.addingProduct(turn, SIMD16(repeating: .pi / 2))
    let (cosine, sine) = VectorElementary.cosineAndSine(angle)
    let signed = cosine.bits ^ (word &<< 31)
    let swap = 0 &- ((word &>> 1) & 1)
    let first = (signed & ~swap) | (sine.bits & swap)
    let second = (sine.bits & ~swap) | (signed & swap)
    return (SIMD16(bits: first), SIMD16(bits: second))
  }
}
