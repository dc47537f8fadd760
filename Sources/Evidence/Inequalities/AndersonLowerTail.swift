import Theory

/// A lower bound on a sum of losses that holds whatever the predictor does with what it sees.
///
/// Given all it sees, a predictor's losses are `||c_n - A_n^(1/2) g_n||^2` with independent g_n ~ N(0, I), known
/// positive semidefinite A_n and c_n of the predictor's choice. For every x >= 0 and every choice of the c_n,
///
///     P( sum_n loss_n <= sum_n tr A_n - 2 sqrt(x sum_n ||A_n||_F^2) ) <= e^-x.
///
/// Proof. The set where the sum of losses is at most r is a ball around (c_1, ..., c_N) for the Gaussian vector
/// (A_n^(1/2) g_n). By Anderson's inequality (1955) a symmetric convex set has the greatest Gaussian probability when
/// it is centred at 0, so c_n = 0 is the worst choice. There the left tail of `ChiSquareDeviation`, with
/// V = 2 sum ||A_n||_F^2, is the bound.
///
/// Source: Anderson 1955 and Laurent and Massart 2000, Lemma 1; put together here.
public struct AndersonLowerTail: Hashable, Sendable {
  /// The sum of tr A_n.
  public let traceSum: Double
  /// The sum of ||A_n||_F^2.
  public let squaredNormSum: Double

  /// Takes the sums of tr A_n and of ||A_n||_F^2.
  ///
  /// - Throws: `TheoryError` unless both are finite and not negative.
  public init(traceSum: Double, squaredNormSum: Double) throws(TheoryError) {
    guard traceSum >= 0, traceSum.isFinite else {
      throw TheoryError(value: "traceSum = \(traceSum)", rule: "0 <= traceSum < infinity")
    }
    guard squaredNormSum >= 0, squaredNormSum.isFinite else {
      throw TheoryError(value: "squaredNormSum = \(squaredNormSum)", rule: "0 <= squaredNormSum < infinity")
    }
    self.traceSum = traceSum
    self.squaredNormSum = squaredNormSum
  }

  /// The sum of losses that no predictor goes below with more than probability `falseAlarm`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func lossFloor(falseAlarm: Double) throws(TheoryError) -> Double {
    let x = try TailExponent.of(falseAlarm: falseAlarm, tails: 1)
    return traceSum - 2 * (x * squaredNormSum).squareRoot()
  }

  /// An observed sum of losses with an upper end that the sum of tr A_n exceeds with probability at most `falseAlarm`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func loss(_ sum: Double, falseAlarm: Double) throws(TheoryError) -> Measured {
    Measured(
      estimate: sum, lower: -.infinity, upper: sum + traceSum - (try lossFloor(falseAlarm: falseAlarm)),
      falseAlarm: falseAlarm)
  }
}
