import Theory

/// Maurer and Pontil's inequality: the mean of independent bounded samples by their own variance.
///
/// For n >= 2 independent samples in [a, b], V their unbiased sample variance and mu the mean of their expectations,
///
///     P( mu - mean >= sqrt(2 V ln(2/p) / n) + 7 (b - a) ln(2/p) / (3 (n - 1)) ) <= p,
///
/// and the same for mean - mu. Far shorter than Hoeffding's interval where V is much less than (b - a)^2. Both ends
/// together are used with p/2 each.
///
/// Source: Maurer and Pontil 2009 (arXiv:0907.3740), Theorem 4.
public enum EmpiricalBernstein {
  /// The two-sided interval around the mean of the samples, cut to their range.
  ///
  /// The mean and the variance are summed in the order given, the variance around the mean.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, there are two samples or more, and all lie in the finite range.
  public static func mean(
    of samples: [Double], range: ClosedRange<Double>, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples.count, atLeast: 2)
    try TailExponent.requireFinite(range)
    var sum = 0.0
    for sample in samples {
      guard range.contains(sample) else {
        throw TheoryError(value: "sample = \(sample)", rule: "every sample lies in \(range)")
      }
      sum += sample
    }
    let count = Double(samples.count)
    let mean = sum / count
    var squares = 0.0
    for sample in samples { squares += (sample - mean) * (sample - mean) }
    return try Self.mean(
      min(max(mean, range.lowerBound), range.upperBound), variance: squares / (count - 1),
      samples: samples.count, range: range, falseAlarm: falseAlarm)
  }

  /// The interval around the mean of samples L >= 0 that are not bounded, from min(L, c).
  ///
  /// `E min(L, c) <= E L <= E min(L, c) + E (L - c)_+`, and of the last term `lost` is an upper bound that theory gives.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, there are two samples or more, none is negative, and c and `lost` are
  ///   finite and not negative.
  public static func mean(
    ofNonnegative samples: [Double], cutAt cut: Double, lost: Double, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    guard cut >= 0, cut.isFinite, lost >= 0, lost.isFinite else {
      throw TheoryError(value: "cut = \(cut), lost = \(lost)", rule: "both are finite and not negative")
    }
    let kept = try mean(
      of: samples.map { $0 > cut ? cut : $0 }, range: 0...cut, falseAlarm: falseAlarm)
    return Measured(
      estimate: kept.estimate, lower: kept.lower, upper: kept.upper + lost, falseAlarm: kept.falseAlarm)
  }

  /// The same from the mean and the unbiased sample variance of samples that all lie in the range.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 2, the range is finite, the mean lies in it and the
  ///   variance is finite and not negative.
  public static func mean(
    _ mean: Double, variance: Double, samples: Int, range: ClosedRange<Double>, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples, atLeast: 2)
    try TailExponent.requireFinite(range)
    guard range.contains(mean), variance >= 0, variance.isFinite else {
      throw TheoryError(
        value: "mean = \(mean), variance = \(variance)", rule: "mean in \(range), variance >= 0 and finite")
    }
    // ln(2/p) with p/2 for either end.
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 4)
    let count = Double(samples)
    let width = range.upperBound - range.lowerBound
    let half = (2 * variance * x / count).squareRoot() + 7 * width * x / (3 * (count - 1))
    return Measured(
      estimate: mean, lower: max(range.lowerBound, mean - half), upper: min(range.upperBound, mean + half),
      falseAlarm: falseAlarm)
  }
}
