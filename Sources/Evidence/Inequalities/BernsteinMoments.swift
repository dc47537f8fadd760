import Theory

/// Bernstein's inequality for the mean of independent non-negative samples by bounds on their moments.
///
/// For n independent samples L >= 0 with `E L^2 <= v` and `E L^p <= (p!/2) v c^{p-2}` for p = 3, 4, .., and every x > 0,
///
///     P( mean - mu >= sqrt(2 v x / n) + c x / n ) <= e^-x,        P( mean - mu <= -sqrt(2 v x / n) ) <= e^-x.
///
/// No variable need be bounded. Proof of the second: `e^{-u} <= 1 - u + u^2/2` for u >= 0, so
/// `log E e^{-s (L - mu)} <= s^2 v / 2`. Of the first: `log E e^{s (L - mu)} <= (s^2 v / 2)/(1 - c s)` by the series of
/// the exponential; then as in `ChiSquareDeviation`.
///
/// Source: Boucheron, Lugosi, Massart 2013, Theorem 2.10 and Exercise 2.9.
public struct BernsteinMoments: Hashable, Sendable {
  /// The bound v of the second moment.
  public let square: Double
  /// The scale c of the higher moments.
  public let scale: Double

  /// Takes v and c.
  ///
  /// - Throws: `TheoryError` unless both are finite and not negative.
  public init(square: Double, scale: Double) throws(TheoryError) {
    for number in [square, scale] where !(number >= 0 && number.isFinite) {
      throw TheoryError(value: "square = \(square), scale = \(scale)", rule: "finite and not negative")
    }
    self.square = square
    self.scale = scale
  }

  /// The interval around the mean of samples, half of the false-alarm probability at either end.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1 and samples >= 1.
  public func mean(_ mean: Double, samples: Int, falseAlarm: Double) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples)
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 2)
    let count = Double(samples)
    let gaussian = (2 * square * x / count).squareRoot()
    return Measured(
      estimate: mean, lower: max(0, mean - gaussian - scale * x / count), upper: mean + gaussian,
      falseAlarm: falseAlarm)
  }
}
