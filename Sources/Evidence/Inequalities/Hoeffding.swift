import Theory

/// Hoeffding's inequality for the mean of independent bounded samples.
///
/// For n independent samples in [a, b] with mean mu of the expectations,
/// `P(|mean - mu| >= (b - a) sqrt(ln(2/p) / (2n))) <= p`.
///
/// Source: Hoeffding 1963, Theorem 2.
public enum Hoeffding {
  /// The interval around a sample mean, cut to the range of the samples.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1, the range is finite and the mean lies in it.
  public static func mean(
    _ mean: Double, samples: Int, range: ClosedRange<Double>, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    let half = try reach(mean, samples, range, falseAlarm, tails: 2)
    return Measured(
      estimate: mean, lower: max(range.lowerBound, mean - half), upper: min(range.upperBound, mean + half),
      falseAlarm: falseAlarm)
  }

  /// The same with all of the probability at the upper end.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1, the range is finite and the mean lies in it.
  public static func upper(
    _ mean: Double, samples: Int, range: ClosedRange<Double>, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    let reach = try reach(mean, samples, range, falseAlarm, tails: 1)
    return Measured(
      estimate: mean, lower: -.infinity, upper: min(range.upperBound, mean + reach), falseAlarm: falseAlarm)
  }

  private static func reach(
    _ mean: Double, _ samples: Int, _ range: ClosedRange<Double>, _ falseAlarm: Double, tails: Int
  ) throws(TheoryError) -> Double {
    try TailExponent.requireSamples(samples)
    try TailExponent.requireFinite(range)
    guard range.contains(mean) else {
      throw TheoryError(value: "mean = \(mean)", rule: "mean lies in \(range)")
    }
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: tails)
    return (range.upperBound - range.lowerBound) * (x / (2 * Double(samples))).squareRoot()
  }
}
