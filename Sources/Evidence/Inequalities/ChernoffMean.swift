import Theory

/// Chernoff's bound for the mean of n independent copies of L >= 0, by its law.
///
/// With R = E L, m = E L^2 and Lambda(s) = log E e^{s (L - R)}, for any s > 0 and x > 0
///
///     P( mean - R >= (Lambda(s) + x/n)/s ) <= e^-x,
///     P( R - mean >= (log(1 - s R + s^2 m/2) + s R + x/n)/s ) <= e^-x.
///
/// Proof. Markov's inequality for `e^{n s (mean - R)}`; for the second, `E e^{-s L} <= 1 - s R + s^2 m/2`, as
/// `e^{-u} <= 1 - u + u^2/2` for u >= 0. At `s = sqrt(2x/(n Var L))` both are `sqrt(2 x Var L/n)` to first order.
///
/// Source: textbook (Boucheron, Lugosi, Massart 2013, section 2.2).
public struct ChernoffMean: Hashable, Sendable {
  /// The mean R of L.
  public let mean: Double
  /// The mean m of L^2.
  public let square: Double

  /// Takes the first two moments.
  ///
  /// - Throws: `TheoryError` unless both are finite, R >= 0 and m > R^2.
  public init(mean: Double, square: Double) throws(TheoryError) {
    guard mean >= 0, square > mean * mean, square.isFinite else {
      throw TheoryError(
        value: "mean = \(mean), square = \(square)", rule: "0 <= mean, mean^2 < square < infinity")
    }
    self.mean = mean
    self.square = square
  }

  /// The standard error of a mean of n copies, `sqrt(Var L/n)`.
  public func standardError(samples: Int) -> Double {
    ((square - mean * mean) / Double(samples)).squareRoot()
  }

  /// The interval around an observed mean that contains R, half of the false-alarm probability at either end.
  ///
  /// `logMoment` is Lambda, known up to `largest`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1, samples >= 1 and largest > 0, or what Lambda throws.
  public func measured(
    _ observed: Double, samples: Int, falseAlarm: Double, largest: Double,
    logMoment: (Double) throws(TheoryError) -> Double
  ) throws(TheoryError) -> Measured {
    try TailExponent.requireSamples(samples)
    guard largest > 0 else { throw TheoryError(value: "largest = \(largest)", rule: "largest > 0") }
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 2)
    let share = x / Double(samples)
    let s = min((2 * share / (square - mean * mean)).squareRoot(), largest)
    let above = (try logMoment(s) + share) / s
    let below = (Elementary.log1p(s * (s * square / 2 - mean)) + s * mean + share) / s
    return Measured(
      estimate: observed, lower: max(0, observed - above), upper: observed + below, falseAlarm: falseAlarm)
  }
}
