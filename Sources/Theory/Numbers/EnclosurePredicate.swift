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

/// Judges closed forms by their enclosures.
///
/// The floating-point number must lie in the enclosure widened by its own rounding, the rational in the enclosure itself; an
/// enclosure wider than 1e-12, relative, says too little.
public struct EnclosurePredicate: Hashable, Sendable {
  /// The widest enclosure, relative, that decides.
  public static let widest = 1e-12
  /// The relative error allowed to the floating-point closed form.
  public let rounding: Double

  /// The predicate of a closed form with a relative rounding error.
  public init(rounding: Double) { self.rounding = rounding }

  /// The smallest relative error of a constant that is refuted for certain.
  public var detects: Double { 2 * (Self.widest + rounding) }

  /// Judges the floating-point number.
  public func judge(computed value: EnclosedValue) -> Verdict {
    decided(value) ?? value.enclosed.judge(computed: value.computed, relativeError: rounding, "closed form")
  }

  /// Judges the rational number, where there is one; nil elsewhere.
  ///
  /// - Throws: `TheoryError` if an end of the enclosure is no fraction of 127 bits.
  public func judge(exact value: EnclosedValue) throws(TheoryError) -> Verdict? {
    guard let exact = value.exact else { return nil }
    if let undecided = decided(value) { return undecided }
    return try value.enclosed.interval.contains(exact)
      ? .verified(margin: 1)
      : .refuted(counterexample: "\(exact) outside \(value.enclosed.interval)")
  }

  private func decided(_ value: EnclosedValue) -> Verdict? {
    value.enclosed.relativeWidth <= Self.widest
      ? nil : .undecided(reason: "an enclosure as wide as \(value.enclosed.relativeWidth), relative")
  }
}
