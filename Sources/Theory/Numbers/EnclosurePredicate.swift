/// A closed form at one place: in floating point, enclosed by outward-rounded intervals, and as a rational where it is one.
public struct EnclosedValue: Hashable, Sendable, Codable {
  /// The closed form in floating point.
  public let computed: Double
  /// The enclosure of the real number.
  public let enclosed: Enclosed
  /// The number itself, where it is rational and was computed.
  public let exact: Rational?

  /// A closed form's three forms.
  public init(computed: Double, enclosed: Enclosed, exact: Rational? = nil) {
    (self.computed, self.enclosed, self.exact) = (computed, enclosed, exact)
  }

  /// The value as one says it who has a constant wrong: both numbers times a factor, the enclosure as it is.
  ///
  /// - Throws: `TheoryError` if a product overflows.
  package func times(_ factor: Rational) throws(TheoryError) -> EnclosedValue {
    var other: Rational?
    if let exact { other = try exact * factor }
    return EnclosedValue(computed: computed * factor.double, enclosed: enclosed, exact: other)
  }
}

/// Judges closed forms by their enclosures: the floating-point number lies in it, and so does the rational.
///
/// No rounding is allowed for: the enclosure's own, outward at every operation, is the wider one at the places judged. An
/// enclosure wider than 1e-12, relative, says too little.
public enum EnclosurePredicate {
  /// The widest enclosure, relative, that decides, and the smallest relative error of a constant refuted for certain.
  public static let widest = 1e-12

  /// Judges the floating-point number; the margin is its distance from the nearer end over half the width.
  public static func judge(computed value: EnclosedValue) -> Verdict {
    let (interval, number) = (value.enclosed.interval, value.computed)
    guard number.isFinite else { return .undecided(reason: "closed form \(number)") }
    if let undecided = undecided(value) { return undecided }
    guard interval.contains(number) else {
      return .refuted(counterexample: "closed form \(number) outside \(interval)")
    }
    let radius = interval.radius
    return .verified(margin: radius > 0 ? max(0, 1 - abs(number - interval.midpoint) / radius) : 1)
  }

  /// Judges the rational number, where there is one; nil elsewhere.
  ///
  /// - Throws: `TheoryError` if an end of the enclosure is no fraction of 127 bits.
  public static func judge(exact value: EnclosedValue) throws(TheoryError) -> Verdict? {
    guard let exact = value.exact else { return nil }
    if let undecided = undecided(value) { return undecided }
    return try value.enclosed.interval.contains(exact)
      ? .verified(margin: 1)
      : .refuted(counterexample: "\(exact) outside \(value.enclosed.interval)")
  }

  private static func undecided(_ value: EnclosedValue) -> Verdict? {
    value.enclosed.relativeWidth <= widest
      ? nil : .undecided(reason: "an enclosure as wide as \(value.enclosed.relativeWidth), relative")
  }
}
