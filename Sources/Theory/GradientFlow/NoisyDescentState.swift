/// What stochastic gradient descent shows after a number of steps, over networks, to first order in its noise.
public struct NoisyDescentState: Hashable, Sendable, Codable {
  /// The mean over networks and the variances of one quantity.
  public struct Spread: Hashable, Sendable, Codable {
    /// The mean over networks.
    public let mean: Double
    /// The variance over networks of the exact quantity.
    public let variance: Double
    /// The variance, in one network, over draws of the subset and the positions; 0 for a function of the weights alone.
    public let varianceOfDraw: Double

    init(mean: Double, variance: Double, varianceOfDraw: Double = 0) {
      (self.mean, self.variance, self.varianceOfDraw) = (mean, variance, varianceOfDraw)
    }

    /// The standard deviation over networks of the mean over a number of draws.
    public func standardDeviation(draws: Int) -> Double {
      (variance + varianceOfDraw / Double(draws)).squareRoot()
    }
  }

  /// The law of the squared norm of weights off their family: a sum of independent squares, if the noise is normal.
  public struct OffFamily: Hashable, Sendable, Codable {
    /// The mean, tr Sigma.
    public let mean: Double
    /// tr Sigma^2, half the variance.
    public let square: Double
    /// A bound on the largest eigenvalue of Sigma.
    public let largest: Double

    /// The range that the squared norm leaves with probability at most e^-x at either end.
    ///
    /// `mean - 2 sqrt(x tr Sigma^2) ... mean + 2 sqrt(x tr Sigma^2) + 2 x lambda`. Source: Laurent and Massart 2000,
    /// Lemma 1.
    public func range(exponent x: Double) -> ClosedRange<Double> {
      let half = 2 * (max(0, x) * square).squareRoot()
      return (mean - half)...(mean + half + 2 * max(0, x) * largest)
    }
  }

  /// The number k of steps.
  public let steps: Int
  /// Descent without noise, with the same steps.
  public let quiet: FlowState
  /// alpha = tr(V)/d.
  public let alpha: Spread
  /// C, the coefficient of W in its family.
  public let logit: Spread
  /// P, the mean mass on the subset.
  public let massOnSubset: Spread
  /// R, the risk.
  public let risk: Spread
  /// What the weights off their families add to the risk, `R(V, W) - R(alpha, C)`.
  public let riskOffFamily: Spread
  /// The squared norm of W off its family.
  public let offFamily: OffFamily
  /// The squared norm of V off alpha I.
  public let valueOffFamily: OffFamily

  /// The excess risk that the noise leaves, `E R / R - 1`, R the risk of descent without noise.
  public var excess: Double { risk.mean / quiet.risk - 1 }

  /// The part of the excess that the weights off their families add.
  public var excessOffFamily: Double { riskOffFamily.mean / quiet.risk }
}
