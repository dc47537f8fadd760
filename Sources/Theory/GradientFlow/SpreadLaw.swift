/// The law of a mean of n sums of independent normal squares over its expectation, and the range that it leaves with
/// probability at most 1e-9.
///
/// For sums with the covariance Sigma, in units of tr Sigma: `[1 - 2 sqrt(x tr Sigma^2/n), 1 + 2 sqrt(x tr Sigma^2/n) +
/// 2 x lambda/n]`, x = ln(2/1e-9), lambda the largest eigenvalue, widened by a slack for the next order of the law.
/// Source: Laurent and Massart 2000, Lemma 1, for the n sums together.
public struct SpreadLaw: Hashable, Sendable {
  /// tr Sigma^2 / (tr Sigma)^2.
  private let square: Double
  /// lambda / tr Sigma.
  private let largest: Double
  private let samples: Double
  private let slack: Double

  private static let exponent = Elementary.log(2 / 1e-9)

  /// The mean of a number of sums.
  public init(square: Double, largest: Double, samples: Int, slack: Double) {
    (self.square, self.largest, self.samples, self.slack) = (square, largest, Double(samples), slack)
  }

  /// The mean of a number of sums over directions that all have the same variance.
  public init(directions: Int, samples: Int, slack: Double) {
    self.init(
      square: 1 / Double(directions), largest: 1 / Double(directions), samples: samples, slack: slack)
  }

  /// The range of the ratio.
  public var range: ClosedRange<Double> {
    let half = 2 * (Self.exponent * max(0, square) / samples).squareRoot()
    return (1 - slack - half)...(1 + slack + half + 2 * Self.exponent * max(0, largest) / samples)
  }

  /// Judges a mean over its expectation; undecided where the range reaches 0.
  public func judge(ratio: Double, _ context: @autoclosure () -> String) -> Verdict {
    guard square.isFinite, largest.isFinite, samples > 0, range.lowerBound > 0 else {
      return .undecided(reason: "\(context()) \(ratio)")
    }
    let (low, high) = (range.lowerBound, range.upperBound)
    return .within(
      0.5 * (high - low), deviation: ratio - 0.5 * (high + low),
      "\(context()) \(ratio), range \(low)...\(high)")
  }

  /// The smallest share by which a variance that is too large is refuted with probability 0.99: with it the mean less 2.33
  /// of its standard errors, which grow with it, lies at the upper end; infinite with too few samples.
  public var detectable: Double {
    let low = 1 - 2.33 * (2 * square / samples).squareRoot()
    return low > 0 ? range.upperBound / low - 1 : .infinity
  }
}
