import Theory

/// Deviation of a sum of squared Gaussian lengths from its mean, with the exact variance.
///
/// For n = 1 ... N let g_n be independent N(0, I), c_n vectors and A_n positive semidefinite matrices, all fixed
/// (or conditioned on). With
///
///     D = sum_n (||c_n - A_n^(1/2) g_n||^2 - ||c_n||^2 - tr A_n)
///     V = Var D = sum_n (2 tr A_n^2 + 4 c_n^T A_n c_n)
///     lambda = max_n (the largest eigenvalue of A_n)
///
/// for every x > 0
///
///     P(D >= sqrt(2 V x) + 2 lambda x) <= e^-x        P(D <= -sqrt(2 V x)) <= e^-x.
///
/// Proof. In A_n's eigenbasis D is a sum of independent terms `a (g^2 - 1) - 2 sqrt(a) c g`, a >= 0. Such a term has
/// `log E e^{s term} = -a s - ln(1 - 2 a s)/2 + 2 a c^2 s^2/(1 - 2 a s)` for 2 a s < 1. By the series of the
/// logarithm, `-u - ln(1 - 2u)/2 <= u^2/(1 - 2u)` for 0 <= u < 1/2 and `<= u^2` for u < 0. The term's variance is
/// v = 2 a^2 + 4 a c^2, so `log E e^{s term} <= (s^2 v/2)/(1 - 2 lambda s)` for s > 0 and `<= s^2 v/2` for s < 0. The
/// sum has the same bounds with V for v. Chernoff's bound then gives both tails: the left one is Gaussian; for the
/// right one minimise `(s^2 V/2)/(1 - 2 lambda s) - s t` at t = sqrt(2 V x) + 2 lambda x (Boucheron, Lugosi, Massart
/// 2013, section 2.4, variance factor V and scale 2 lambda).
///
/// Source: after Laurent and Massart 2000, Lemma 1; the exact variance with shifts derived here.
public struct ChiSquareDeviation: Hashable, Sendable {
  /// The variance V of D.
  public let variance: Double
  /// The largest eigenvalue lambda of all A_n.
  public let largestEigenvalue: Double

  /// Takes V and lambda.
  ///
  /// - Throws: `TheoryError` unless both are finite and not negative.
  public init(variance: Double, largestEigenvalue: Double) throws(TheoryError) {
    guard variance >= 0, variance.isFinite else {
      throw TheoryError(value: "variance = \(variance)", rule: "0 <= variance < infinity")
    }
    guard largestEigenvalue >= 0, largestEigenvalue.isFinite else {
      throw TheoryError(
        value: "largestEigenvalue = \(largestEigenvalue)", rule: "0 <= largestEigenvalue < infinity")
    }
    self.variance = variance
    self.largestEigenvalue = largestEigenvalue
  }

  /// The interval that D leaves with probability at most e^-x below and at most e^-x above.
  ///
  /// - Throws: `TheoryError` unless x is finite and not negative.
  public func interval(exponent x: Double) throws(TheoryError) -> ClosedRange<Double> {
    guard x >= 0, x.isFinite else {
      throw TheoryError(value: "exponent = \(x)", rule: "0 <= exponent < infinity")
    }
    let gaussian = (2 * variance * x).squareRoot()
    return -gaussian...(gaussian + 2 * largestEigenvalue * x)
  }

  /// The mean of D, which is 0 if the identity holds, measured by one observed D.
  ///
  /// The interval is D minus the interval of the noise; it misses D's true mean with probability at most `falseAlarm`,
  /// half of it at either end.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func measured(deviation: Double, falseAlarm: Double) throws(TheoryError) -> Measured {
    let noise = try interval(exponent: TailExponent.of(falseAlarm: falseAlarm, tails: 2))
    return Measured(
      estimate: deviation, lower: deviation - noise.upperBound, upper: deviation - noise.lowerBound,
      falseAlarm: falseAlarm)
  }
}
