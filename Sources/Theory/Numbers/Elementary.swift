/// Elementary functions whose bits are the same on every processor.
///
/// A system library chooses its exponential by the processor it finds, so its last bit changes from machine to
/// machine. These functions use only + - * /, `squareRoot` and bit operations in a fixed order: same argument,
/// same bits, in every build. The error is below 1 unit in the last place (ulp) for `exp`, `log`, `sin` and `cos`
/// and below 2 ulp for `expm1` and `log1p`; tests compare with 40-digit values and the system's functions.
///
/// Method: reduce the argument to a short interval (a multiple of ln 2 or of pi/2 is taken off in two or three
/// parts, the first short enough for exact products), sum the Taylor series there until its remainder is below
/// 2^-57 of the result, and add the leading terms last.
public enum Elementary {
  /// The leading 32 bits of ln 2: a multiple by an integer below 2^20 is exact.
  @usableFromInline static let logTwoHigh = 0x1.62e42fee00000p-1
  /// The rest of ln 2.
  @usableFromInline static let logTwoLow = 0x1.a39ef35793c76p-33
  /// 1 / ln 2.
  @usableFromInline static let inverseLogTwo = 0x1.71547652b82fep+0

  /// The double 2^k for -1022 <= k <= 1023.
  @inlinable static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(k &+ 1023)) &<< 52)
  }

  /// The sum `sum_{n >= 2} r^(n-2) / n!` to n = 13, for |r| <= ln(2)/2.
  @inlinable static func exponentialTail(_ r: Double) -> Double {
    let c4 = 1 / 24.0 + r * (1 / 120.0 + r * (1 / 720.0 + r * (1 / 5040.0 + r * (1 / 40_320.0))))
    let r5 = r * r * r * r * r
    let c9 =
      1 / 362_880.0 + r
      * (1 / 3_628_800.0 + r * (1 / 39_916_800.0 + r * (1 / 479_001_600.0 + r * (1 / 6_227_020_800.0))))
    return 0.5 + r * (1 / 6.0 + r * (c4 + r5 * c9))
  }

  /// The exponential e^x.
  ///
  /// Infinity above 709.78, a rounded subnormal below -708.4, zero below -745.2; not a number for not a number.
  @inlinable public static func exp(_ x: Double) -> Double {
    if !(x < 709.782_712_893_384) { return x > 0 ? (x == 709.782_712_893_384 ? expScaled(x) : .infinity) : x }
    if x < -745.2 { return 0 }
    return expScaled(x)
  }

  @inlinable static func expScaled(_ x: Double) -> Double {
    let multiple = (x * inverseLogTwo).rounded(.toNearestOrEven)
    let high = x - multiple * logTwoHigh
    let low = multiple * logTwoLow
    let r = high - low
    let correction = (high - r) - low
    let value = 1 + (r + (r * r * exponentialTail(r) + correction))
    let k = Int(multiple)
    if k > 1022 { return value * powerOfTwo(1022) * powerOfTwo(k &- 1022) }
    if k < -1021 { return value * powerOfTwo(k &+ 1000) * powerOfTwo(-1000) }
    return value * powerOfTwo(k)
  }

  /// The difference e^x - 1, accurate also near 0.
  @inlinable public static func expm1(_ x: Double) -> Double {
    if !(x <= 40) { return exp(x) }
    if x < -40 { return -1 }
    let multiple = (x * inverseLogTwo).rounded(.toNearestOrEven)
    let high = x - multiple * logTwoHigh
    let low = multiple * logTwoLow
    let r = high - low
    let correction = (high - r) - low
    let tail = r * r * exponentialTail(r) + (correction + r * correction)
    if multiple == 0 { return x + tail }
    let k = Int(multiple)
    let scale = powerOfTwo(k)
    let inverse = powerOfTwo(-k)
    // 2^k (1 + r + tail) - 1 with the larger of the two leading terms first.
    if k > 0 { return scale * ((1 - inverse) + (r + tail)) }
    return (scale - 1) + (scale * r + scale * tail)
  }

  /// The sum `sum_{j >= 1} 2 s^(2j) / (2j + 1)` to j = 10, for s^2 <= 0.0295.
  @inlinable static func logarithmTail(_ s2: Double) -> Double {
    let c6 = 2 / 13.0 + s2 * (2 / 15.0 + s2 * (2 / 17.0 + s2 * (2 / 19.0 + s2 * (2 / 21.0))))
    return s2 * (2 / 3.0 + s2 * (2 / 5.0 + s2 * (2 / 7.0 + s2 * (2 / 9.0 + s2 * (2 / 11.0 + s2 * c6)))))
  }

  /// `k ln 2 + log(1 + f) + correction` for 1 + f in [sqrt(1/2), sqrt(2)).
  ///
  /// With s = f / (2 + f), log(1 + f) = 2 artanh s = f - f^2/2 + s (f^2/2 + tail).
  @inlinable static func logarithm(exponent k: Int, fraction f: Double, correction: Double) -> Double {
    let s = f / (2 + f)
    let halfSquare = 0.5 * f * f
    let tail = logarithmTail(s * s)
    if k == 0 { return f - (halfSquare - (s * (halfSquare + tail) + correction)) }
    let n = Double(k)
    let low = n * logTwoLow + correction
    return n * logTwoHigh - ((halfSquare - (s * (halfSquare + tail) + low)) - f)
  }

  /// Splits a positive normal number as 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)).
  @inlinable static func split(_ x: Double) -> (exponent: Int, fraction: Double) {
    let bits = x.bitPattern
    var k = Int(truncatingIfNeeded: bits &>> 52) &- 1023
    var m = Double(bitPattern: (bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000)
    if m >= 1.414_213_562_373_095_1 {
      m *= 0.5
      k &+= 1
    }
    return (k, m - 1)
  }

  /// The natural logarithm.
  ///
  /// Minus infinity at 0; not a number below 0.
  @inlinable public static func log(_ x: Double) -> Double {
    if !(x > 0) { return x == 0 ? -.infinity : .nan }
    if x == .infinity { return x }
    if x < Double.leastNormalMagnitude {
      let (k, f) = split(x * 0x1p54)
      return logarithm(exponent: k &- 54, fraction: f, correction: 0)
    }
    let (k, f) = split(x)
    return logarithm(exponent: k, fraction: f, correction: 0)
  }

  /// The logarithm of 1 + x, accurate also near 0.
  ///
  /// Minus infinity at -1; not a number below -1.
  @inlinable public static func log1p(_ x: Double) -> Double {
    if !(x > -1) { return x == -1 ? -.infinity : .nan }
    if x == .infinity { return x }
    if x > -0.292_8 && x < 0.414_2 { return logarithm(exponent: 0, fraction: x, correction: 0) }
    let u = 1 + x
    // What the rounding of 1 + x lost, relative to u.
    let lost = x > 1 ? (1 - (u - x)) : (x - (u - 1))
    let (k, f) = split(u)
    return logarithm(exponent: k, fraction: f, correction: lost / u)
  }
}
