// Outward rounding of every end. What a bare quotient of unbounded intervals means follows IEEE 1788-2015, 10.5.3: the hull
// of the results of all pairs of numbers, pairs outside the domain left out.

extension Interval {
  /// The interval of the negated numbers.
  public static prefix func - (x: Interval) -> Interval { Interval(checked: -x.upper, -x.lower) }

  /// The sum, tightest.
  @inline(__always)
  public static func + (x: Interval, y: Interval) -> Interval {
    if x.isEmpty || y.isEmpty { return .empty }
    return Interval(
      checked: DirectedRounding.sum(x.lower, y.lower), DirectedRounding.sumUp(x.upper, y.upper))
  }

  /// The difference, tightest.
  @inline(__always)
  public static func - (x: Interval, y: Interval) -> Interval { x + (-y) }

  /// The product, tightest.
  public static func * (x: Interval, y: Interval) -> Interval {
    if x.isEmpty || y.isEmpty { return .empty }
    if x.lower >= 0 {
      let low = y.lower >= 0 ? x.lower : x.upper
      let high = y.upper >= 0 ? x.upper : x.lower
      return Interval(
        checked: DirectedRounding.product(low, y.lower), DirectedRounding.productUp(high, y.upper))
    }
    if x.upper <= 0 { return -((-x) * y) }
    if y.lower >= 0 || y.upper <= 0 { return y * x }
    return Interval(
      checked: min(DirectedRounding.product(x.lower, y.upper), DirectedRounding.product(x.upper, y.lower)),
      max(DirectedRounding.productUp(x.lower, y.lower), DirectedRounding.productUp(x.upper, y.upper)))
  }

  /// The quotient, tightest: unbounded where the divisor holds 0 and more, empty where it is 0 alone.
  public static func / (x: Interval, y: Interval) -> Interval {
    if x.isEmpty || y.isEmpty || (y.lower == 0 && y.upper == 0) { return .empty }
    if x.lower == 0 && x.upper == 0 { return .zero }
    if y.upper <= 0 { return (-x) / (-y) }
    if y.lower < 0 || (y.lower == 0 && x.lower < 0 && x.upper > 0) { return .entire }
    if y.lower == 0 {
      return x.lower >= 0
        ? Interval(checked: DirectedRounding.quotient(x.lower, y.upper), .infinity)
        : Interval(checked: -.infinity, DirectedRounding.quotientUp(x.upper, y.upper))
    }
    return Interval(
      checked: DirectedRounding.quotient(x.lower, x.lower >= 0 ? y.upper : y.lower),
      DirectedRounding.quotientUp(x.upper, x.upper >= 0 ? y.lower : y.upper))
  }

  /// The squares, tightest.
  public var square: Interval {
    if isEmpty { return .empty }
    return Interval(
      checked: DirectedRounding.product(mignitude, mignitude),
      DirectedRounding.productUp(magnitude, magnitude))
  }

  /// The square roots of the numbers that are not negative, tightest.
  public var squareRoot: Interval {
    if isEmpty || upper < 0 { return .empty }
    return Interval(
      checked: DirectedRounding.squareRoot(max(0, lower)), DirectedRounding.squareRootUp(upper))
  }

  /// The powers x^n of a whole exponent, x^0 = 1, by repeated products, each of which may widen an end by a unit in the
  /// last place.
  public func power(_ n: Int) -> Interval {
    if isEmpty { return .empty }
    if n == 0 { return .one }
    if n < 0 {
      guard n > .min else { return power(n + 1) / self }
      let quotient = Interval.one / power(-n)
      // Where x^-n leaves the range the power of 1/x does not, but that needs an x of one sign.
      return lower > 0 || upper < 0 ? quotient.intersection((Interval.one / self).power(-n)) : quotient
    }
    if n % 2 == 0 {
      return Interval(
        checked: DirectedRounding.power(mignitude, n), DirectedRounding.powerUp(magnitude, n))
    }
    return Interval(checked: Self.oddPower(lower, n), -Self.oddPower(-upper, n))
  }

  /// x^n rounded down, n odd.
  private static func oddPower(_ x: Double, _ n: Int) -> Double {
    x >= 0 ? DirectedRounding.power(x, n) : -DirectedRounding.powerUp(-x, n)
  }

  /// The interval times 2^k, exact but for underflow.
  func scaled(by factor: Double) -> Interval { self * Interval(checked: factor, factor) }
}
