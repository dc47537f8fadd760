/// A real number known to lie in a bounded interval.
///
/// The guarantee is the type's: a value is made from an exact number, from other enclosed numbers by an operation that keeps
/// the guarantee, or inside Theory by a proof that the doc comment there gives. No public initialiser takes an interval, so
/// a measured or estimated range cannot become one. An operation whose domain the interval leaves, or whose result may be
/// unbounded, is an error, not a clipped result. Decoding trusts what was encoded.
public struct Enclosed: Hashable, Sendable, Codable {
  /// The interval in which the number lies.
  public let interval: Interval

  /// A whole number.
  public init(_ integer: Int) { interval = Interval(integer) }

  /// A rational number.
  public init(_ rational: Rational) { interval = Interval(rational) }

  /// The real number that a Double is.
  ///
  /// - Throws: `TheoryError` if it is not finite.
  public init(exactly number: Double) throws(TheoryError) { interval = try Interval(number) }

  /// A number proved to lie in an interval, by the proof at the call.
  ///
  /// - Throws: `TheoryError` if the interval is empty or unbounded.
  init(proved interval: Interval) throws(TheoryError) {
    guard interval.isBounded else {
      throw TheoryError(value: "an enclosure in \(interval)", rule: "the interval is bounded")
    }
    self.interval = interval
  }

  /// The lower end.
  public var lower: Double { interval.lower }
  /// The upper end.
  public var upper: Double { interval.upper }
  /// The width over the least magnitude, rounded up.
  public var relativeWidth: Double { interval.relativeWidth }

  /// The sum.
  ///
  /// - Throws: `TheoryError` if it may be beyond the range.
  public static func + (x: Enclosed, y: Enclosed) throws(TheoryError) -> Enclosed {
    try Enclosed(proved: x.interval + y.interval)
  }

  /// The difference.
  ///
  /// - Throws: `TheoryError` if it may be beyond the range.
  public static func - (x: Enclosed, y: Enclosed) throws(TheoryError) -> Enclosed {
    try Enclosed(proved: x.interval - y.interval)
  }

  /// The product.
  ///
  /// - Throws: `TheoryError` if it may be beyond the range.
  public static func * (x: Enclosed, y: Enclosed) throws(TheoryError) -> Enclosed {
    try Enclosed(proved: x.interval * y.interval)
  }

  /// The quotient.
  ///
  /// - Throws: `TheoryError` if the divisor may be 0 or the quotient beyond the range.
  public static func / (x: Enclosed, y: Enclosed) throws(TheoryError) -> Enclosed {
    if y.interval.contains(0.0) {
      throw TheoryError(value: "divisor in \(y.interval)", rule: "the divisor is not 0")
    }
    return try Enclosed(proved: x.interval / y.interval)
  }

  /// The square root.
  ///
  /// - Throws: `TheoryError` if the number may be negative.
  public func squareRoot() throws(TheoryError) -> Enclosed {
    if lower < 0 {
      throw TheoryError(value: "square root of \(interval)", rule: "the number is not negative")
    }
    return try Enclosed(proved: interval.squareRoot)
  }

  /// The exponential.
  ///
  /// - Throws: `TheoryError` if it may be beyond the range.
  public func exp() throws(TheoryError) -> Enclosed { try Enclosed(proved: interval.exp) }

  /// The logarithm.
  ///
  /// - Throws: `TheoryError` if the number may be 0 or negative.
  public func log() throws(TheoryError) -> Enclosed {
    if lower <= 0 { throw TheoryError(value: "logarithm of \(interval)", rule: "the number is positive") }
    return try Enclosed(proved: interval.log)
  }
}

extension Enclosed {
  /// Judges that the number is at most another: refuted where it surely is not, undecided where the intervals overlap.
  ///
  /// The margin is the distance from the bound as a share of it.
  public func judge(atMost bound: Enclosed, _ name: @autoclosure () -> String) -> Verdict {
    if bound.interval.strictlyPrecedes(interval) {
      return .refuted(counterexample: "\(name()) in \(interval), at most \(bound.interval) was claimed")
    }
    if !interval.precedes(bound.interval) {
      return .undecided(reason: "\(name()) in \(interval), bound in \(bound.interval)")
    }
    let scale = max(abs(bound.lower), abs(bound.upper))
    return .verified(margin: scale > 0 ? min(1, (bound.lower - upper) / scale) : 1)
  }

  /// Judges that a computed number lies in the interval widened by the error allowed to it, relative to it.
  ///
  /// The margin is the unused share of half the widened interval.
  public func judge(computed number: Double, relativeError: Double, _ name: @autoclosure () -> String)
    -> Verdict
  {
    guard number.isFinite, relativeError > 0 else {
      return .undecided(reason: "\(name()): \(number), relative error \(relativeError)")
    }
    return .within(
      interval.radius + relativeError * abs(number), deviation: number - interval.midpoint,
      "\(name()): \(number) against \(interval)")
  }
}
