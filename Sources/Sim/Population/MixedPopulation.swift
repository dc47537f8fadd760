import Theory

/// Tokens N(0, Sigma) and a subset of random size, uniform given its size: the exact risk and gradient in full V and W.
///
/// One-hot positions and the query `sum_{j in y} e_j`. With a token L z the layer's error is `sum_i (s_i V L - [i in y] L/q) z_i`:
/// that of the layer with the value matrix U = V L that is to average L z. In U the gradient of R/2 is
/// `E||s||^2 U - E[P/q] L`, so in V that times L^T; in the logits `g_t = s_t (h_t - s.h)`, `h = |U|^2 s - (<U, L>/q) 1_y`. Derived here.
public struct MixedPopulation: Sendable {
  /// The risk, the mean mass on the subset, and the gradient of half the risk.
  public struct Value: Sendable {
    /// The risk.
    public var risk = 0.0
    /// The mean mass on the subset.
    public var massOnSubset = 0.0
    /// The gradient of R/2 in V and W.
    public var gradient: AttentionWeights
  }

  private let tokens: Int
  private let covariance: TokenCovariance
  private let parts: [(enumeration: SubsetEnumeration, share: Double)]

  /// Enumerates the subsets of every size.
  ///
  /// - Throws: `TheoryError` if a size is not in 1..<T, or has more than 10^6 subsets.
  public init(tokens: Int, covariance: TokenCovariance, sizes: SubsetSizeLaw) throws(TheoryError) {
    (self.tokens, self.covariance) = (tokens, covariance)
    var parts: [(enumeration: SubsetEnumeration, share: Double)] = []
    for (size, share) in zip(sizes.sizes, sizes.probabilities) {
      let problem = try Problem(tokens: tokens, dimension: covariance.variances.count, sparsity: size)
      parts.append((try SubsetEnumeration(problem), share))
    }
    self.parts = parts
  }

  /// The zero start.
  public var origin: AttentionWeights {
    AttentionWeights(dimension: covariance.variances.count, positionDimension: tokens)
  }

  /// The exact expectations at given weights.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not (d, T).
  public func value(at weights: AttentionWeights) throws(TheoryError) -> Value {
    let d = covariance.variances.count
    guard weights.dimension == d, weights.positionDimension == tokens else {
      throw TheoryError(
        value: "weights (\(weights.dimension), \(weights.positionDimension))", rule: "(\(d), \(tokens))")
    }
    let target = covariance.factor
    let scaled = Self.product(weights.value, target, d)
    var (square, inner) = (0.0, 0.0)
    for k in scaled.indices {
      square += scaled[k] * scaled[k]
      inner += scaled[k] * target[k]
    }
    var result = Value(gradient: origin)
    var (norms, masses) = (0.0, 0.0)
    var s = [Double](repeating: 0, count: tokens)
    for (enumeration, share) in parts {
      let q = enumeration.problem.sparsity
      let perSize = 1 / Double(q)
      for (index, probability) in enumeration.weights.enumerated() {
        let subset = enumeration.subsets[(index * q)..<((index + 1) * q)]
        weights.oneHotAttention(&s, on: Array(subset), count: q)
        let weight = share * probability
        var (norm, mass) = (0.0, 0.0)
        for t in 0..<tokens { norm += s[t] * s[t] }
        for j in subset { mass += s[j] }
        norms += weight * norm
        masses += weight * mass * perSize
        result.massOnSubset += weight * mass
        let average = square * norm - inner * perSize * mass
        for t in 0..<tokens {
          let isChosen = subset.contains(t)
          result.risk +=
            weight * (isChosen ? Self.miss(s[t], scaled, perSize, target) : s[t] * s[t] * square)
          let h = square * s[t] - (isChosen ? inner * perSize : 0)
          let g = weight * s[t] * (h - average)
          for j in subset { result.gradient.keyQuery[t * tokens + j] += g }
        }
      }
    }
    let byScaled = scaled.indices.map { norms * scaled[$0] - masses * target[$0] }
    let transposed = target.indices.map { target[$0 % d * d + $0 / d] }
    result.gradient.value = Self.product(byScaled, transposed, d)
    return result
  }

  /// |s U - L/q|^2, a sum of squares, so that a small risk keeps its digits.
  private static func miss(_ s: Double, _ scaled: [Double], _ perSize: Double, _ target: [Double]) -> Double {
    var total = 0.0
    for k in scaled.indices {
      let difference = s * scaled[k] - perSize * target[k]
      total += difference * difference
    }
    return total
  }

  private static func product(_ a: [Double], _ b: [Double], _ d: Int) -> [Double] {
    var result = [Double](repeating: 0, count: d * d)
    for i in 0..<d {
      for j in 0..<d {
        for k in 0..<d { result[i * d + j] += a[i * d + k] * b[k * d + j] }
      }
    }
    return result
  }
}
