/// What a predicate says of one observation.
///
/// There is no Boolean: an observation too thin to decide is `undecided`, and an undecided claim fails.
public enum Verdict: Hashable, Sendable, Codable {
  /// The claim holds for this observation.
  ///
  /// The margin is the unused share of the tolerance, `1 - |deviation| / allowed` for an equality and
  /// `1 - bound / measured` for a lower bound: 1 is exact agreement, 0 is the edge of refutation.
  case verified(margin: Double)
  /// The observation contradicts the claim; the text is the counterexample with its numbers.
  case refuted(counterexample: String)
  /// The observation is too thin, or not a number.
  case undecided(reason: String)

  /// Judges `|deviation| <= allowed`, with a margin of `1 - |deviation| / allowed`.
  ///
  /// A value that is not a number, or an allowance that is not positive and finite, is undecided.
  public static func within(_ allowed: Double, deviation: Double, _ context: @autoclosure () -> String)
    -> Verdict
  {
    guard deviation.isFinite, allowed > 0, allowed.isFinite else {
      return .undecided(reason: "\(context()): deviation \(deviation), allowed \(allowed)")
    }
    let used = abs(deviation) / allowed
    return used <= 1
      ? .verified(margin: 1 - used)
      : .refuted(counterexample: "\(context()): deviation \(deviation) exceeds \(allowed)")
  }

  /// Judges `value >= bound`, with a margin of `1 - bound/value`, 0 where the bound is tight.
  ///
  /// A deficit of up to the rounding is no counterexample; a value or a bound that is not finite is undecided.
  public static func notBelow(
    _ bound: Double, value: Double, rounding: Double, _ context: @autoclosure () -> String
  ) -> Verdict {
    guard value.isFinite, bound.isFinite, rounding.isFinite else { return .undecided(reason: context()) }
    if value < bound - rounding { return .refuted(counterexample: context()) }
    return .verified(margin: value > bound ? min(1, max(0, 1 - bound / value)) : 0)
  }

  /// Judges that a rational number is the one stated, without tolerance.
  public static func exactly(
    _ value: Rational, equals stated: Rational, _ context: @autoclosure () -> String
  ) -> Verdict {
    value == stated
      ? .verified(margin: 1) : .refuted(counterexample: "\(context()): \(value), stated \(stated)")
  }

  /// The verdict of several observations together: refuted before undecided before verified, the margin the least.
  ///
  /// No observation at all is undecided.
  public static func all(_ verdicts: [Verdict]) -> Verdict {
    var least = Double.infinity
    var undecided: Verdict?
    for verdict in verdicts {
      switch verdict {
      case .refuted: return verdict
      case .undecided: undecided = undecided ?? verdict
      case .verified(let margin): least = min(least, margin)
      }
    }
    if let undecided { return undecided }
    return verdicts.isEmpty ? .undecided(reason: "no observation") : .verified(margin: least)
  }

  /// Whether the observation verifies the claim.
  public var isVerified: Bool {
    if case .verified = self { true } else { false }
  }

  /// Whether the observation refutes the claim.
  public var isRefuted: Bool {
    if case .refuted = self { true } else { false }
  }

  /// One word: `verified`, `refuted` or `undecided`.
  public var word: String {
    switch self {
    case .verified: "verified"
    case .refuted: "refuted"
    case .undecided: "undecided"
    }
  }
}
