/// How gradient descent of R/2 remembers its earlier steps.
///
/// With the weights w_k after k steps, g the gradient of R/2 and the step size eta:
/// ```
/// none               w_k = w_(k-1) - eta g(w_(k-1))
/// heavy ball, beta   w_k = w_(k-1) + beta (w_(k-1) - w_(k-2)) - eta g(w_(k-1))
/// Nesterov, r        w_k = y - eta g(y),   y = w_(k-1) + (k-2)/(k+r-2) (w_(k-1) - w_(k-2)),   y = w_0 at k = 1
/// ```
/// Source: Polyak 1964; Su, Boyd and Candes 2016 for Nesterov's method with r.
public enum Momentum: Hashable, Sendable, Codable {
  case none
  /// Polyak's heavy ball with 0 <= beta < 1.
  case heavyBall(Double)
  /// Nesterov's method with r > 2; r = 3 is the usual one.
  case nesterov(Double)

  /// Whether the parameter lies in its range.
  public var isAllowed: Bool {
    switch self {
    case .none: true
    case .heavyBall(let beta): beta >= 0 && beta < 1
    case .nesterov(let r): r > 2 && r <= 100
    }
  }

  /// What multiplies the last change of the weights in step k = 1, 2, ...
  public func factor(step k: Int) -> Double {
    switch self {
    case .none: 0
    case .heavyBall(let beta): beta
    case .nesterov(let r): k < 2 ? 0 : Double(k - 2) / (Double(k - 2) + r)
    }
  }

  /// Whether the gradient is taken after the last change is repeated.
  public var looksAhead: Bool {
    if case .nesterov = self { true } else { false }
  }

  /// The time t after k steps: `eta k` without momentum, `eta k/(1 - beta)`, `sqrt(eta) k`.
  public func time(steps: Int, stepSize: Double) -> Double {
    switch self {
    case .none: stepSize * Double(steps)
    case .heavyBall(let beta): stepSize * Double(steps) / (1 - beta)
    case .nesterov: stepSize.squareRoot() * Double(steps)
    }
  }

  /// The step limit over that of descent without momentum: `1 + beta`, and 2/3 for Nesterov's method once k is large.
  ///
  /// A deviation x in a direction of curvature lambda obeys `x_k = (1 + m) (1 - eta lambda) x_(k-1) - m (1 - eta lambda) x_(k-2)`
  /// with look-ahead and `x_k = (1 + m - eta lambda) x_(k-1) - m x_(k-2)` without, m the factor. The roots lie in the unit
  /// disc for eta lambda < 2 (1 + m)/(1 + 2m), at m = 1 4/3, and for eta lambda < 2 (1 + m).
  public var limitFactor: Double {
    switch self {
    case .none: 1
    case .heavyBall(let beta): 1 + beta
    case .nesterov: 2.0 / 3
    }
  }
}

extension Momentum: CustomStringConvertible {
  /// For example `heavy ball beta=0.9` or `Nesterov r=3`.
  public var description: String {
    switch self {
    case .none: "no momentum"
    case .heavyBall(let beta): "heavy ball beta=\(beta)"
    case .nesterov(let r): "Nesterov r=\(r)"
    }
  }
}
