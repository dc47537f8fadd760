/// The regularised incomplete beta function, the distribution function of the beta law.
///
/// `I_x(a, b) = (1/B(a, b)) integral_0^x s^(a-1) (1-s)^(b-1) ds`. With y = 1 - x and Stirling's remainder
/// `Delta(z) = ln Gamma(z) - (z - 1/2) ln z + z - ln(2 pi)/2`,
/// ```
/// x^a y^b / B(a, b) = sqrt(ab / (2 pi (a+b))) exp( a l(-u/a) + b l(u/b) + Delta(a+b) - Delta(a) - Delta(b) ),
/// u = a y - b x,   l(s) = log(1 + s) - s,
/// ```
/// in which no two large numbers cancel (the saddle point form of Loader 2000). For `u > -1`, about x below its mean,
/// I_x is that over the continued fraction `b_0 + a_1/(b_1 + a_2/(b_2 + ...))` (Didonato and Morris 1992),
/// ```
/// a_m = (a+m-1)(a+b+m-1) m (b-m) x^2 / (a+2m-1)^2
/// b_m = m + m (b-m) x / (a+2m-1) + (a+m) (u + 1 + m (1+y)) / (a+2m+1),
/// ```
/// by Lentz's method, and else `I_x(a, b) = 1 - I_y(b, a)`. Near the mean the fraction takes of order
/// sqrt(min(a, b)) steps; from min(a, b) = 10^5 on the asymptotic series takes its place there
/// (`IncompleteBetaSeries`).
///
/// Range: 0 < a, b <= 1e15, x and y = 1 - x each exact. Error: below the mean the relative error is below
/// 1e-13 down to 1e-300, above it the absolute error; where a (or b) is so large that x itself moves the
/// result, x counts as exact. A fraction that does not converge is an error, never a number.
///
/// Source: textbook formulas.
public enum IncompleteBeta {
  /// Returns I_x(a, b), given x and y = 1 - x, each to full relative accuracy.
  ///
  /// - Throws: `TheoryError` unless x, y lie in [0, 1] with sum 1 (to 1e-12) and 0 < a, b <= 1e15, or if the
  /// fraction does
  ///   not converge within 100,000 steps.
  public static func regularized(_ x: Double, complement y: Double, a: Double, b: Double)
    throws(TheoryError) -> Double
  {
    guard x >= 0, y >= 0, abs(x + y - 1) <= 1e-12 else {
      throw TheoryError(value: "x = \(x), y = \(y)", rule: "x, y >= 0 and x + y = 1")
    }
    guard a > 0, b > 0, a <= 1e15, b <= 1e15 else {
      throw TheoryError(value: "a = \(a), b = \(b)", rule: "0 < a, b <= 1e15")
    }
    if x == 0 { return 0 }
    if y == 0 { return 1 }
    // Below the mean a/(a+b) the fraction converges fast.
    if a * y >= b * x { return min(1, try lower(x, y, a, b)) }
    return max(0, 1 - (try lower(y, x, b, a)))
  }

  private static func lower(_ x: Double, _ y: Double, _ a: Double, _ b: Double) throws(TheoryError) -> Double
  {
    // Both products exactly: their difference may be 10^8 times smaller.
    let (left, right) = (a * y, b * x)
    let excess = (left - right) + ((-left).addingProduct(a, y) - (-right).addingProduct(b, x))
    let exponent =
      a * logarithmTail(-excess / a, ratio: x * ((a + b) / a))
      + b * logarithmTail(excess / b, ratio: y * ((a + b) / b))
    let correction = stirlingRemainder(a + b) - stirlingRemainder(a) - stirlingRemainder(b)
    if min(a, b) >= 1e5, excess <= 0.03 * min(a, b) {
      return IncompleteBetaSeries.lower(a, b, exponent: exponent, correction: correction)
    }
    // a/(a+b) first, so that the product of two large numbers is not formed.
    let front = (a / (a + b) * b / (2 * Double.pi)).squareRoot() * Elementary.exp(exponent + correction)
    return front == 0 ? 0 : front / (try fraction(x, y, a, b, excess: excess))
  }

  private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double, excess: Double)
    throws(TheoryError) -> Double
  {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var result = kept(a * (excess + 1) / (a + 1))
    var numerator = result
    var denominator = 0.0
    for step in 1...100_000 {
      let m = Double(step)
      let odd = a + 2 * m - 1
      let top = (a + m - 1) / odd * ((a + b + m - 1) / odd) * m * (b - m) * x * x
      let base = m + m * (b - m) * x / odd + (a + m) * (excess + 1 + m * (1 + y)) / (odd + 2)
      denominator = 1 / kept(base + top * denominator)
      numerator = kept(base + top / numerator)
      let change = numerator * denominator
      result *= change
      if abs(change - 1) < 4e-16 { return result }
    }
    throw TheoryError(
      value: "x = \(x), a = \(a), b = \(b)", rule: "the continued fraction converges within 100000 steps")
  }

  /// `log(1 + s) - s`, accurate also near 0 and, as 1 + s is given apart, near -1.
  ///
  /// With t = s/(2+s), `log(1 + s) = 2 artanh t` and `s = 2t/(1-t)`, hence `-s t + 2 (t^3/3 + t^5/5 + ...)`.
  static func logarithmTail(_ s: Double, ratio: Double) -> Double {
    if abs(s) > 0.35 { return Elementary.log(ratio) - s }
    let t = s / (2 + s)
    let square = t * t
    var sum = 0.0
    for k in stride(from: 14, through: 1, by: -1) { sum = sum * square + 1 / Double(2 * k + 1) }
    return 2 * square * t * sum - s * t
  }

  /// Stirling's remainder Delta(z), by its asymptotic series from z = 12 on, below by
  /// `Delta(z) = Delta(z+1) + (z + 1/2) log(1 + 1/z) - 1`.
  static func stirlingRemainder(_ z: Double) -> Double {
    var argument = z
    var sum = 0.0
    while argument < 12 {
      sum += (argument + 0.5) * Elementary.log1p(1 / argument) - 1
      argument += 1
    }
    let w = 1 / (argument * argument)
    let tail = 1 / 1188.0 + w * (-691 / 360_360.0 + w * (1 / 156.0 - w * (3617 / 122_400.0)))
    let series = 1 / 12.0 + w * (-1 / 360.0 + w * (1 / 1260.0 + w * (-1 / 1680.0 + w * tail)))
    return sum + series / argument
  }
}
