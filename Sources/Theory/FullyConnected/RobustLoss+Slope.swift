extension RobustLoss {
  /// The squared error |e|^2.
  public static let squared = RobustLoss.power(2)

  /// The derivative l'(s) at s >= 0, so that half the loss has the gradient `l'(|e|^2) e` in e; 0 where s = 0 and l has a kink.
  public func slope(squaredError s: Double) -> Double {
    switch self {
    case .power(1): return s > 0 ? 0.5 / s.squareRoot() : 0
    case .power(2): return 1
    case .power(4): return 2 * s
    case .power(let p): return s > 0 ? 0.5 * p * Elementary.exp((0.5 * p - 1) * Elementary.log(s)) : 0
    case .huber(let threshold): return s <= threshold * threshold ? 0.5 : 0.5 * threshold / s.squareRoot()
    case .logarithmic: return 1 / (1 + s)
    case .clipped(let r): return s < r ? 1 : 0
    }
  }
}
