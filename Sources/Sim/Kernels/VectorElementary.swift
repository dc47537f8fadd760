/// Elementary functions of 16 single precision numbers, or of 8 double precision ones, at once.
///
/// Only additions, multiplications, fused products and bit operations in a fixed order: equal bits on every
/// machine. Polynomials in single precision: Moshier's Cephes library.
enum VectorElementary {
  /// The natural logarithm of positive normal numbers, relative error below 2^-22 and exact at 1.
  @inline(__always)
  static func log(_ x: SIMD16<Float>) -> SIMD16<Float> {
    // x = 2^e m with sqrt(1/2) <= m < sqrt(2).
    let exponent = unsafeBitCast(x.bits &- 0x3F35_04F3, to: SIMD16<Int32>.self) &>> 23
    let f = SIMD16<Float>(bits: x.bits &- unsafeBitCast(exponent &<< 23, to: SIMD16<UInt32>.self)) - 1
    // The integer as a float: added to the bits of 1.5 * 2^23, which is then removed.
    let shifted = unsafeBitCast(exponent &+ 0x4B40_0000, to: SIMD16<Float>.self)
    let e = shifted - 12_582_912
    var p = SIMD16<Float>(repeating: 7.037_683_629_2e-2)
    p = constant(-1.151_461_031_0e-1).addingProduct(p, f)
    p = constant(1.167_699_874_0e-1).addingProduct(p, f)
    p = constant(-1.242_014_084_6e-1).addingProduct(p, f)
    p = constant(1.424_932_278_7e-1).addingProduct(p, f)
    p = constant(-1.666_805_766_5e-1).addingProduct(p, f)
    p = constant(2.000_071_476_5e-1).addingProduct(p, f)
    p = constant(-2.499_999_399_3e-1).addingProduct(p, f)
    p = constant(3.333_333_117_4e-1).addingProduct(p, f)
    let square = f * f
    // ln 2 in two parts; the first has few enough bits that its product with e is exact.
    var tail = (-0.5 * square).addingProduct(p * f, square)
    tail = tail.addingProduct(e, constant(-2.121_944_400_546_9e-4))
    return (f + tail).addingProduct(e, constant(0.693_359_375))
  }

  /// The cosine and the sine of angles in [-pi/4, pi/4], error below 2^-23.
  @inline(__always)
  static func cosineAndSine(_ x: SIMD16<Float>) -> (cosine: SIMD16<Float>, sine: SIMD16<Float>) {
    let square = x * x
    var s = constant(-1.951_529_589_1e-4)
    s = constant(8.332_160_873_6e-3).addingProduct(s, square)
    s = constant(-1.666_665_461_1e-1).addingProduct(s, square)
    let sine = x.addingProduct(s * square, x)
    var c = constant(2.443_315_711_809_948e-5)
    c = constant(-1.388_731_625_493_765e-3).addingProduct(c, square)
    c = constant(4.166_664_568_298_827e-2).addingProduct(c, square)
    c = constant(-0.5).addingProduct(c, square)
    return (constant(1).addingProduct(c, square), sine)
  }

  /// The exponential of numbers in [-87, 88], relative error below 2^-22; arguments outside are clamped.
  @inline(__always)
  static func exp(_ x: SIMD16<Float>) -> SIMD16<Float> {
    let notBelow = x.replacing(with: -87, where: x .< -87)
    let bounded = notBelow.replacing(with: 88, where: notBelow .> 88)
    // The nearest integer to x / ln 2, by adding and removing 1.5 * 2^23.
    let magic = constant(12_582_912)
    let rounded = magic.addingProduct(bounded, constant(1.442_695_040_888_963))
    let n = rounded - magic
    var r = bounded.addingProduct(n, constant(-0.693_359_375))
    r = r.addingProduct(n, constant(2.121_944_400_546_9e-4))
    var p = constant(1.987_569_150_0e-4)
    p = constant(1.398_199_950_7e-3).addingProduct(p, r)
    p = constant(8.333_451_907_3e-3).addingProduct(p, r)
    p = constant(4.166_579_589_4e-2).addingProduct(p, r)
    p = constant(1.666_666_545_9e-1).addingProduct(p, r)
    p = constant(5.000_000_120_1e-1).addingProduct(p, r)
    let mantissa = (r + 1).addingProduct(p, r * r)
    return SIMD16<Float>(bits: mantissa.bits &+ (rounded.bits &<< 23))
  }

  /// The exponential of numbers in [-700, 700], relative error below 2^-51; arguments outside are clamped.
  ///
  /// The Taylor series to r^13/13!, |r| <= ln(2)/2: what is left out is below 2^-57.
  @inline(__always)
  static func exp(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let notBelow = x.replacing(with: -700, where: x .< -700)
    let bounded = notBelow.replacing(with: 700, where: notBelow .> 700)
    // The nearest integer to x / ln 2, by adding and removing 1.5 * 2^52.
    let magic = SIMD8<Double>(repeating: 0x1.8p52)
    let rounded = magic.addingProduct(bounded, 0x1.71547652b82fep+0)
    let n = rounded - magic
    // ln 2 in two parts; the first has few enough bits that its product with n is exact.
    var r = bounded.addingProduct(n, -0x1.62e42fee00000p-1)
    r = r.addingProduct(n, -0x1.a39ef35793c76p-33)
    var p = SIMD8<Double>(repeating: 1 / 6_227_020_800)
    p = SIMD8(repeating: 1 / 479_001_600).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 39_916_800).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 3_628_800).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 362_880).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 40_320).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 5040).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 720).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 120).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 24).addingProduct(p, r)
    p = SIMD8(repeating: 1 / 6).addingProduct(p, r)
    p = SIMD8(repeating: 0.5).addingProduct(p, r)
    let mantissa = (r + 1).addingProduct(p, r * r)
    let bits = unsafeBitCast(mantissa, to: SIMD8<UInt64>.self)
    let shift = unsafeBitCast(rounded, to: SIMD8<UInt64>.self) &<< 52
    return unsafeBitCast(bits &+ shift, to: SIMD8<Double>.self)
  }

  @inline(__always)
  private static func constant(_ value: Float) -> SIMD16<Float> { SIMD16(repeating: value) }
}

extension SIMD16<Float> {
  /// The bit patterns of the lanes.
  @inline(__always) var bits: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }

  /// The numbers with given bit patterns.
  @inline(__always) init(bits: SIMD16<UInt32>) { self = unsafeBitCast(bits, to: SIMD16<Float>.self) }
}
