// Neither the system's nor the project's exp and log carry a proved bound, so here both are Taylor sums in interval arithmetic
// with Lagrange's or a geometric remainder; only ln 2 is a constant, and a test encloses it by another series.

extension Interval {
  /// ln 2, between two neighbouring Doubles added to a short one.
  static let logTwo =
    Interval(checked: Elementary.logTwoHigh, Elementary.logTwoHigh)
    + Interval(checked: Elementary.logTwoLow.nextDown, Elementary.logTwoLow.nextUp)

  /// The rest of ln 2 behind its leading 32 bits.
  private static let logTwoLow = Interval(
    checked: Elementary.logTwoLow.nextDown, Elementary.logTwoLow.nextUp)

  /// The exponentials, a few units in the last place wider than the tightest.
  public var exp: Interval {
    if isEmpty { return .empty }
    return Interval(
      checked: lower == -.infinity ? 0 : Self.exponential(lower).lower,
      upper == .infinity ? .infinity : Self.exponential(upper).upper)
  }

  /// The logarithms of the positive numbers, a few units in the last place wider than the tightest.
  public var log: Interval {
    if isEmpty || upper <= 0 { return .empty }
    return Interval(
      checked: lower <= 0 ? -.infinity : Self.logarithm(lower).lower,
      upper == .infinity ? .infinity : Self.logarithm(upper).upper)
  }

  /// e^x for a finite x: `x = k ln 2 + r`, |r| < 0.36, and `e^r = sum_{n < 16} r^n/n! + r^16 e^s/16!`, |s| <= |r|.
  private static func exponential(_ x: Double) -> Interval {
    if x > 709.79 { return Interval(checked: .greatestFiniteMagnitude, .infinity) }
    if x < -745.14 { return Interval(checked: 0, .leastNonzeroMagnitude) }
    if x == 0 { return .one }
    let k = (x * Elementary.inverseLogTwo).rounded(.toNearestOrEven)
    let r = remainder(x, multiple: k)
    // e^s is below e^0.36 < 1.5.
    var sum = Interval(checked: 1, 1.5) / Interval(16)
    for n in (3...15).reversed() { sum = (.one + r * sum) / Interval(n) }
    let tail = (.one + r * sum) / Interval(2)
    let value = .one + (r + r.square * tail)
    return value.doubled(Int(k))
  }

  /// x - k ln 2.
  private static func remainder(_ x: Double, multiple k: Double) -> Interval {
    let multiple = Interval(checked: k, k)
    return (Interval(checked: x, x) - multiple.scaled(by: Elementary.logTwoHigh)) - multiple * logTwoLow
  }

  /// The interval times 2^k, in two steps where 2^k is no Double.
  private func doubled(_ k: Int) -> Interval {
    let half = k / 2
    return scaled(by: Elementary.powerOfTwo(half)).scaled(by: Elementary.powerOfTwo(k - half))
  }

  /// ln x for x > 0: `x = 2^k (1 + f)`, `s = f/(2 + f)`, |s| <= 0.172, and `ln(1 + f) = 2 artanh s = 2 s sum_j s^(2j)/(2j + 1)`.
  ///
  /// What follows after 13 terms is at most `s^26/27` times the geometric sum `1/(1 - s^2) < 1.04`.
  private static func logarithm(_ x: Double) -> Interval {
    if x == 1 { return .zero }
    let scale = x < Double.leastNormalMagnitude ? 54 : 0
    let (exponent, fraction) = Elementary.split(scale == 0 ? x : x * 0x1p54)
    let f = Interval(checked: fraction, fraction)
    let s = f / (Interval(2) + f)
    let square = s.square
    var sum = Interval(checked: 1, 1.04) / Interval(27)
    for j in (1...12).reversed() { sum = .one / Interval(2 * j + 1) + square * sum }
    let artanh = s + s * (square * sum)
    let k = Double(exponent - scale)
    if k == 0 { return artanh + artanh }
    let multiple = Interval(checked: k, k)
    return multiple.scaled(by: Elementary.logTwoHigh) + (multiple * logTwoLow + (artanh + artanh))
  }
}
