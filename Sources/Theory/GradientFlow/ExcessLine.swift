/// A line through what is seen over what the law predicts, against the excess: at an excess of 0 the next order is gone.
///
/// With `r_i = 1 + b x_i + c x_i^2`, |c| <= 4, the weighted least squares of `a + b x` give a = sum w_i r_i, the weights w_i
/// of sum 1 and sum w_i x_i = 0: 1 up to `c sum w_i x_i^2` and five standard errors of a. For two points the sum is minus
/// the product of their abscissae. Source: derived here.
public struct ExcessLine: Hashable, Sendable {
  /// One cell of the grid.
  public struct Point: Hashable, Sendable, Codable {
    /// The law's excess x.
    public let excess: Double
    /// What is seen, over what is predicted.
    public let ratio: Double
    /// The ratio's standard error.
    public let standardError: Double

    /// Records a cell.
    public init(excess: Double, ratio: Double, standardError: Double) {
      (self.excess, self.ratio, self.standardError) = (excess, ratio, standardError)
    }
  }

  /// The line's value a at 0.
  public let limit: Double
  /// The standard error of a.
  public let standardError: Double
  /// The allowance `4 |sum w_i x_i^2|` for the order after the next.
  public let nextOrder: Double

  /// Fits the line; with fewer than two points, one without a finite standard error or one beyond the law's
  /// range, its numbers are NaN.
  public init(_ points: [Point]) {
    var (weight, first, second) = (0.0, 0.0, 0.0)
    for point in points {
      let w = 1 / (point.standardError * point.standardError)
      weight += w
      first += w * point.excess
      second += w * point.excess * point.excess
    }
    let isUsable =
      points.count >= 2
      && points.allSatisfy {
        $0.standardError > 0 && $0.standardError.isFinite && abs($0.excess) <= NoiseRange.largestExcess
      }
    let determinant = isUsable ? weight * second - first * first : .nan
    var (limit, square) = (0.0, 0.0)
    for point in points {
      let w = (second - first * point.excess) / (point.standardError * point.standardError * determinant)
      limit += w * point.ratio
      square += w * point.excess * point.excess
    }
    self.limit = limit
    standardError = (second / determinant).squareRoot()
    nextOrder = 4 * abs(square)
  }

  /// Judges that the limit is 1; undecided if five standard errors exceed a tenth.
  public func judge() -> Verdict {
    guard standardError > 0, 5 * standardError <= 0.1 else {
      return .undecided(reason: "limit \(limit) with standard error \(standardError)")
    }
    return .within(
      nextOrder + 5 * standardError, deviation: limit - 1,
      "limit of seen over predicted \(limit) +- \(standardError)")
  }

  /// The share by which the law may be wrong and still be refuted with probability 0.99.
  public var detectable: Double { nextOrder + (5 + 2.33) * standardError }
}
