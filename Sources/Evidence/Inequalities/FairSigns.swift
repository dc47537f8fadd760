import Theory

/// Hoeffding's inequality for a sum of known numbers with fair signs.
///
/// For numbers a_1 .. a_n and independent fair signs s_i, given the |a_i|,
/// `P(|sum s_i a_i| >= sqrt(2 x sum a_i^2)) <= 2 e^-x`, whatever their sizes.
///
/// Source: Hoeffding 1963, Theorem 2.
public enum FairSigns {
  /// The interval of the mean of numbers whose signs are fair around a centre: `estimate +- sqrt(2 x sum a^2)/n`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1 and the sum of squares is finite and not negative.
  public static func mean(
    _ estimate: Double, sumOfSquares: Double, samples: Int, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples)
    guard sumOfSquares >= 0, sumOfSquares.isFinite else {
      throw TheoryError(value: "sum of squares = \(sumOfSquares)", rule: "finite and not negative")
    }
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 2)
    let half = (2 * x * sumOfSquares).squareRoot() / Double(samples)
    return Measured(
      estimate: estimate, lower: estimate - half, upper: estimate + half, falseAlarm: falseAlarm)
  }
}
