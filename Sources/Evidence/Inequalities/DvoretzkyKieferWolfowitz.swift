import Theory

/// The Dvoretzky-Kiefer-Wolfowitz inequality: a band around a whole distribution function.
///
/// For n independent samples of a distribution function F and their empirical F_n,
/// `P( sup_t |F_n(t) - F(t)| > eps ) <= 2 e^{-2 n eps^2}`.
///
/// Source: Dvoretzky, Kiefer, Wolfowitz 1956 with the constant 2 of Massart 1990.
public enum DvoretzkyKieferWolfowitz {
  /// The half-width `eps = sqrt(ln(2/p) / (2n))` of the band, in probability.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1 and samples >= 1.
  public static func halfWidth(samples: Int, falseAlarm: Double) throws(TheoryError) -> Double {
    try TailExponent.requireSamples(samples)
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 2)
    return (x / (2 * Double(samples))).squareRoot()
  }

  /// The distance sup |F - G| of F from a given law G, measured by that of the samples, sup |F_n - G|.
  ///
  /// They differ by at most the half-width of the band, by the triangle inequality.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1 and samples >= 1.
  public static func distance(
    _ seen: Double, samples: Int, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    let band = try halfWidth(samples: samples, falseAlarm: falseAlarm)
    return Measured(
      estimate: seen, lower: max(0, seen - band), upper: seen + band, falseAlarm: falseAlarm)
  }

  /// The half-width where only `F_n - F <= eps` everywhere is wanted: `eps = sqrt(ln(1/p) / (2n))`, for p <= 1/2.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm <= 1/2 and samples >= 1.
  public static func oneSidedHalfWidth(samples: Int, falseAlarm: Double) throws(TheoryError) -> Double {
    try TailExponent.requireSamples(samples)
    guard falseAlarm <= 0.5 else {
      throw TheoryError(value: "falseAlarm = \(falseAlarm)", rule: "falseAlarm <= 1/2 for one side")
    }
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 1)
    return (x / (2 * Double(samples))).squareRoot()
  }

  /// A value of F_n with a lower end for F at the same place; the same probability covers all places together.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm <= 1/2 and samples >= 1.
  public static func share(_ seen: Double, samples: Int, falseAlarm: Double) throws(TheoryError) -> Measured {
    let band = try oneSidedHalfWidth(samples: samples, falseAlarm: falseAlarm)
    return Measured(estimate: seen, lower: seen - band, upper: .infinity, falseAlarm: falseAlarm)
  }
}
