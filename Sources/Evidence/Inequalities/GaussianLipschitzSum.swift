import Theory

/// How far a mean of Lipschitz functions of independent Gaussian vectors can fall below its expectation.
///
/// For independent g_n ~ N(0, I) and l-Lipschitz functions u_n >= 0, n = 1 ... N, for every x > 0
///
///     P( (1/N) sum u_n(g_n) <= E[(1/N) sum u_n] - l sqrt(2x/N) ) <= e^-x,
///
/// as the sum is l sqrt(N)-Lipschitz in all of them together. The root `F = (sum u_n^4)^(1/4)` is l-Lipschitz, so
/// `F >= E F - l sqrt(2x)` but for e^-x; its tails give `E|F - E F|^4 <= 8 l^4 integral of s^3 e^(-s^2/2) = 16 l^4`, so
/// `(E F^4)^(1/4) <= E F + 2 l`, and
///
///     P( (1/N) sum u_n^4 <= (((E sum u_n^4)^(1/4) - l (sqrt(2x) + 2))_+)^4 / N ) <= e^-x.
///
/// Source: Tsirelson, Ibragimov, Sudakov 1976 for the tails; the fourth powers derived here.
public enum GaussianLipschitzSum {
  /// The mean of the u_n with an upper end that its expectation exceeds with probability at most `falseAlarm`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1, mean and constant are finite and not negative.
  public static func mean(
    _ mean: Double, lipschitz: Double, samples: Int, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    let x = try exponent(mean, lipschitz, samples, falseAlarm)
    return Measured(
      estimate: mean, lower: -.infinity, upper: mean + lipschitz * (2 * x / Double(samples)).squareRoot(),
      falseAlarm: falseAlarm)
  }

  /// The mean of the u_n^4 with an upper end that its expectation exceeds with probability at most `falseAlarm`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1, mean and constant are finite and not negative.
  public static func meanFourthPower(
    _ mean: Double, lipschitz: Double, samples: Int, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    let x = try exponent(mean, lipschitz, samples, falseAlarm)
    let count = Double(samples)
    let root = (count * mean).squareRoot().squareRoot() + lipschitz * ((2 * x).squareRoot() + 2)
    return Measured(
      estimate: mean, lower: -.infinity, upper: root * root * root * root / count, falseAlarm: falseAlarm)
  }

  private static func exponent(
    _ mean: Double, _ lipschitz: Double, _ samples: Int, _ falseAlarm: Double
  ) throws(TheoryError) -> Double {
    try TailExponent.requireSamples(samples)
    guard mean >= 0, mean.isFinite, lipschitz >= 0, lipschitz.isFinite else {
      throw TheoryError(value: "mean = \(mean), lipschitz = \(lipschitz)", rule: "finite and not negative")
    }
    return try TailExponent.of(falseAlarm: falseAlarm, tails: 1)
  }
}
