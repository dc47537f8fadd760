/// The basic operations rounded down; rounded up they are `-down(-x)`.
///
/// Swift rounds to nearest only, so the rounded result is corrected by the sign of its exact error. The sum's error is
/// TwoSum's; the others have the sign of a residue in a fused product, whose rounding cannot change a sign unless it
/// underflows, so operands near underflow are replaced by their significands. The result is the largest Double not above
/// the exact one. Operands are not NaN; an exact result beyond the range rounds down to the greatest finite number or to
/// minus infinity.
///
/// Source: Knuth, The Art of Computer Programming 2, 4.2.2; Rump, Zimmermann, Boldo, Melquiond 2009.
enum DirectedRounding {
  /// Results at least this large in magnitude leave room for an exact residue.
  private static let safe = 0x1p-900

  /// a + b rounded down.
  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> Double {
    let sum = a + b
    let part = sum - a
    let error = (a - (sum - part)) + (b - part)
    // Infinite operands or an overflow make the error NaN.
    if error >= 0 { return sum }
    return error < 0 ? below(sum) : overflowing(sum, exact: a.isInfinite || b.isInfinite)
  }

  /// a b rounded down; 0 times infinity is 0, as for the ends of intervals.
  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> Double {
    let product = a * b
    if abs(product) >= safe, product.isFinite {
      return (-product).addingProduct(a, b) < 0 ? below(product) : product
    }
    return rareProduct(a, b, product)
  }

  @inline(never)
  private static func rareProduct(_ a: Double, _ b: Double, _ product: Double) -> Double {
    if a == 0 || b == 0 { return 0 }
    if product.isInfinite { return overflowing(product, exact: a.isInfinite || b.isInfinite) }
    let exponent = Int(a.exponent) + Int(b.exponent)
    let residue = (-scaled(product, by: -exponent)).addingProduct(signedSignificand(a), signedSignificand(b))
    return residue < 0 ? product.nextDown : product
  }

  /// a / b rounded down, b not 0; infinity over infinity is not asked for.
  @inline(__always)
  static func quotient(_ a: Double, _ b: Double) -> Double {
    if a == 0 || b.isInfinite { return a == 0 ? 0 : tiny((a < 0) != (b < 0)) }
    let quotient = a / b
    if quotient.isInfinite { return overflowing(quotient, exact: a.isInfinite) }
    let (top, bottom) = (signedSignificand(a), signedSignificand(b))
    let residue = top.addingProduct(-scaled(quotient, by: Int(b.exponent) - Int(a.exponent)), bottom)
    return (bottom < 0 ? -residue : residue) < 0 ? quotient.nextDown : quotient
  }

  /// The square root of x >= 0 rounded down.
  static func squareRoot(_ x: Double) -> Double {
    if x == 0 || x.isInfinite { return x }
    if x < 0x1p-900 { return squareRoot(x * 0x1p200) * 0x1p-100 }
    let root = x.squareRoot()
    return x.addingProduct(-root, root) < 0 ? root.nextDown : root
  }

  /// a + b rounded up.
  @inline(__always)
  static func sumUp(_ a: Double, _ b: Double) -> Double { -sum(-a, -b) }
  /// a b rounded up.
  @inline(__always)
  static func productUp(_ a: Double, _ b: Double) -> Double { -product(-a, b) }
  /// a / b rounded up.
  @inline(__always)
  static func quotientUp(_ a: Double, _ b: Double) -> Double { -quotient(-a, b) }
  /// The square root rounded up.
  static func squareRootUp(_ x: Double) -> Double {
    let down = squareRoot(x)
    return product(down, down) == x && productUp(down, down) == x ? down : down.nextUp
  }

  /// x^n rounded down, by repeated products: x >= 0, n >= 0.
  static func power(_ x: Double, _ n: Int) -> Double { repeated(x, n, product) }
  /// x^n rounded up, by repeated products: x >= 0, n >= 0.
  static func powerUp(_ x: Double, _ n: Int) -> Double { repeated(x, n, productUp) }

  private static func repeated(_ x: Double, _ n: Int, _ times: (Double, Double) -> Double) -> Double {
    var (result, square, left) = (1.0, x, n)
    while left > 0 {
      if left & 1 == 1 { result = times(result, square) }
      left >>= 1
      if left > 0 { square = times(square, square) }
    }
    return result
  }

  /// The next Double below a finite one, in a few instructions.
  @inline(__always)
  private static func below(_ x: Double) -> Double {
    if x == 0 { return -Double.leastNonzeroMagnitude }
    let bits = Int64(bitPattern: x.bitPattern)
    return Double(bitPattern: UInt64(bitPattern: bits &+ (bits < 0 ? 1 : -1)))
  }

  /// An overflowed result rounded down: the greatest finite number, or minus infinity.
  private static func overflowing(_ result: Double, exact: Bool) -> Double {
    if exact || result == -.infinity { return result }
    return result == .infinity ? .greatestFiniteMagnitude : result.nextDown
  }

  /// A finite number over an infinite one rounded down, at the end of an unbounded interval: its limit 0.
  private static func tiny(_ negative: Bool) -> Double { negative ? -0.0 : 0 }

  private static func signedSignificand(_ x: Double) -> Double {
    x < 0 ? -x.significand : x.significand
  }

  /// x 2^k, exactly where the result is a Double.
  private static func scaled(_ x: Double, by k: Int) -> Double {
    Double(sign: .plus, exponent: k, significand: x)
  }
}
