import Theory

/// Concentration of a root mean square of Lipschitz functions of Gaussian vectors.
///
/// For independent x_n ~ N(0, I) and functions c_n, each l-Lipschitz, let `F = sqrt(sum_n |c_n(x_n)|^2)`, which is
/// l-Lipschitz in all of them together. For every x > 0
///
///     P( F >= E F + l sqrt(2x) ) <= e^-x,    P( F <= E F - l sqrt(2x) ) <= e^-x,    E F^2 - l^2 <= (E F)^2 <= E F^2.
///
/// With `rms = F / sqrt(N)` and `rho = sqrt(E F^2 / N)` that is an interval for rho, whatever the dimension.
///
/// Source: Tsirelson, Ibragimov, Sudakov 1976 for the tails, Poincare's inequality for Var F <= l^2.
public enum GaussianLipschitz {
  /// The interval of `rho = sqrt(mean of E |c_n|^2)` around the observed root mean square.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1, and the constant is finite and not negative.
  public static func rootMeanSquare(
    _ rootMeanSquare: Double, lipschitz: Double, samples: Int, falseAlarm: Double
  ) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples)
    guard lipschitz >= 0, lipschitz.isFinite else {
      throw TheoryError(value: "lipschitz = \(lipschitz)", rule: "0 <= lipschitz < infinity")
    }
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 2)
    let count = Double(samples)
    let half = lipschitz * (2 * x / count).squareRoot()
    let mean = rootMeanSquare + half
    return Measured(
      estimate: rootMeanSquare, lower: max(0, rootMeanSquare - half),
      upper: (mean * mean + lipschitz * lipschitz / count).squareRoot(), falseAlarm: falseAlarm)
  }
}
