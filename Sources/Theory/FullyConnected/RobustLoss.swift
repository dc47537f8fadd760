/// A loss of the error e = f - STS, a function of `s = |e|^2` that rises from 0.
public enum RobustLoss: Hashable, Sendable, Codable {
  /// `|e|^p = s^(p/2)`, p > 0.
  case power(Double)
  /// Huber's: `s/2` up to |e| = threshold, then `threshold |e| - threshold^2/2`.
  case huber(threshold: Double)
  /// `log(1 + s)`.
  case logarithmic
  /// `min(s, r)`, r > 0.
  case clipped(at: Double)

  /// `|e|`.
  public static let absolute = RobustLoss.power(1)
  /// The squared error |e|^2.
  public static let squared = RobustLoss.power(2)

  /// Whether the loss is a concave function of s: all but powers above 2.
  public var isConcave: Bool { if case .power(let p) = self { p <= 2 } else { true } }

  /// The loss of an error of squared length s >= 0.
  public func value(squaredError s: Double) -> Double {
    switch self {
    case .power(1): return s.squareRoot()
    case .power(2): return s
    case .power(4): return s * s
    case .power(let p): return s > 0 ? Elementary.exp(0.5 * p * Elementary.log(s)) : s
    case .huber(let threshold):
      return s <= threshold * threshold ? 0.5 * s : threshold * s.squareRoot() - 0.5 * threshold * threshold
    case .logarithmic: return Elementary.log1p(s)
    case .clipped(let r): return min(s, r)
    }
  }

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

  /// The Lipschitz constant of the loss as a function of the error e, the largest of `2 |e| l'(|e|^2)`; infinite for powers
  /// but `|e|`.
  public var lipschitz: Double {
    switch self {
    case .power(let p): p == 1 ? 1 : .infinity
    case .huber(let threshold): threshold
    case .logarithmic: 1
    case .clipped(let r): 2 * r.squareRoot()
    }
  }

  /// The mean loss `E l(chi^2_k/q)` of an error with covariance I_k/q.
  ///
  /// Powers in closed form, `(2/q)^(p/2) Gamma((k+p)/2)/Gamma(k/2)`, right to 1e-13; Huber's and clipped in closed form from the
  /// chi-square law, right to 1e-11; the logarithm by the trapezoidal rule in log s, right to 1e-13.
  ///
  /// - Throws: `TheoryError` unless 1 <= k <= 9,998, q >= 1 and the loss's number is in range.
  public func mean(degreesOfFreedom k: Int, sparsity: Int) throws(TheoryError) -> Double {
    if !isValid { throw TheoryError(value: "loss \(self)", rule: "its number is in range") }
    guard k >= 1, k <= 9_998, sparsity >= 1 else {
      throw TheoryError(value: "k = \(k), q = \(sparsity)", rule: "1 <= k <= 9998, q >= 1")
    }
    let (q, half) = (Double(sparsity), Double(k) / 2)
    switch self {
    case .power(let p):
      return Elementary.exp(0.5 * p * Elementary.log(2 / q)) * GammaRatio.rising(half, by: p / 2)
    case .huber(let threshold):
      let cut = q * threshold * threshold
      let length = (2 / q).squareRoot() * GammaRatio.rising(half, by: 0.5)
      let beyond = try 1 - Self.cumulative(cut, k)
      return try 0.5 * Double(k) / q * Self.cumulative(cut, k + 2)
        + threshold * (length * (1 - Self.cumulative(cut, k + 1)) - 0.5 * threshold * beyond)
    case .clipped(let r):
      return try Double(k) / q * Self.cumulative(q * r, k + 2) + r * (1 - Self.cumulative(q * r, k))
    case .logarithmic: return Self.meanLogarithm(half: half, q)
    }
  }

  private static func cumulative(_ x: Double, _ k: Int) throws(TheoryError) -> Double {
    // Beyond, the law is 1 to rounding, and the series would be long.
    if x > 4 * Double(k) + 200 { return 1 }
    return try ChiSquareLaw.cumulative([x], degreesOfFreedom: k)[0]
  }

  /// `E log(1 + chi^2_k/q)`: s = e^t has the density `e^(k t/2 - e^t/2)` in t, up to a factor.
  private static func meanLogarithm(half: Double, _ q: Double) -> Double {
    let step = min(0.1, 0.5 / half.squareRoot())
    let centre = Elementary.log(2 * half)
    var (sum, weights) = (0.0, 0.0)
    func add(_ place: Int) -> Bool {
      let t = centre + Double(place) * step
      let square = Elementary.exp(t)
      let exponent = half * (t - centre) - 0.5 * square + half
      if exponent < -50 { return false }
      let weight = Elementary.exp(exponent)
      sum += weight * Elementary.log1p(square / q)
      weights += weight
      return true
    }
    var place = 0
    while add(place) { place += 1 }
    place = -1
    while add(place) { place -= 1 }
    return sum / weights
  }

  /// Whether the loss's number is in range: 0 < p <= 32, thresholds and clips from 1e-100 to 1e100.
  public var isValid: Bool {
    switch self {
    case .power(let p): p > 0 && p <= 32
    case .huber(let number), .clipped(let number): number >= 1e-100 && number <= 1e100
    case .logarithmic: true
    }
  }
}

extension RobustLoss: CustomStringConvertible {
  /// As the command line names it: `absolute`, `power:4`, `huber:1`, `log`, `clip:2`.
  public var description: String {
    switch self {
    case .power(1): "absolute"
    case .power(let p): "power:\(p)"
    case .huber(let threshold): "huber:\(threshold)"
    case .logarithmic: "log"
    case .clipped(let r): "clip:\(r)"
    }
  }
}
