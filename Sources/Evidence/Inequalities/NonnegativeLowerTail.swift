import Theory

/// How far the mean of independent nonnegative samples can fall below its expectation.
///
/// For independent X_1, ..., X_n >= 0, mu the mean of their expectations and M that of their second moments,
///
///     P( mean <= mu - sqrt(2 M x / n) ) <= e^-x        for every x > 0,
///
/// whatever their upper tail. Proof. For s > 0, `e^{-s X} <= 1 - s X + s^2 X^2/2` as X >= 0, so
/// `E e^{-s X} <= exp(-s E X + s^2 E X^2/2)`; multiply over the samples, and by Chernoff's bound with
/// s = t/M, `P(mean <= mu - t) <= exp(-n t^2/(2M))`.
///
/// Source: textbook (Maurer 2003).
public enum NonnegativeLowerTail {
  /// The mean with an upper end that the truth exceeds with probability at most `falseAlarm`; the lower end is 0.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1, and mean and second moment are finite and >= 0.
  public static func mean(
    _ mean: Double, secondMoment: Double, samples: Int, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples)
    guard mean >= 0, mean.isFinite, secondMoment >= 0, secondMoment.isFinite else {
      throw TheoryError(
        value: "mean = \(mean), secondMoment = \(secondMoment)", rule: "both are finite and not negative")
    }
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 1)
    let reach = (2 * secondMoment * x / Double(samples)).squareRoot()
    return Measured(estimate: mean, lower: 0, upper: mean + reach, falseAlarm: falseAlarm)
  }
}
