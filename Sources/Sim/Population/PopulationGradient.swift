import Theory

/// Exact risk and gradients of the attention layer over all subsets and Gaussian tokens.
///
/// Given s and y, `R/2 = (||V||_F^2 ||s||^2 - (2/q) tr(V) sum_{i in y} s_i + d/q) / 2`. So the gradient in V is
/// `||s||^2 V - (1/q)(sum_{i in y} s_i) I`; in s it is `h = ||V||_F^2 s - (tr(V)/q) 1_y`; in the logits
/// `g_t = s_t (h_t - s.h)`; and in W, one-hot positions, `g 1_y^T`. All averaged over y. Derived here.
public struct PopulationGradient: Sendable {
  /// The risk.
  public var risk = 0.0
  /// The mean attention mass on the subset.
  public var massOnSubset = 0.0
  /// The gradient of half the risk in V and W.
  public var gradient: AttentionWeights

  /// One-hot positions: V is d x d and W is T x T, both full.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not (d, T).
  public init(oneHot weights: AttentionWeights, over enumeration: SubsetEnumeration) throws(TheoryError) {
    let problem = enumeration.problem
    try weights.check(oneHot: problem)
    gradient = AttentionWeights(oneHot: problem)
    accumulate(weights, enumeration)
  }

  private mutating func accumulate(_ weights: AttentionWeights, _ enumeration: SubsetEnumeration) {
    let problem = enumeration.problem
    let (length, d, q) = (problem.tokens, problem.dimension, problem.sparsity)
    let law = RiskGivenAttention(value: weights.value, dimension: d, sparsity: q)
    let trace = weights.alpha * Double(d)
    let square = weights.value.reduce(0) { $0 + $1 * $1 }
    var s = [Double](repeating: 0, count: length)
    var (normSum, massSum) = (0.0, 0.0)
    for (index, probability) in enumeration.weights.enumerated() {
      let subset = Array(enumeration.subsets[(index * q)..<((index + 1) * q)])
      weights.oneHotAttention(&s, on: subset, count: q)
      var (norm, mass) = (0.0, 0.0)
      for t in 0..<length { norm += s[t] * s[t] }
      for j in subset { mass += s[j] }
      risk += probability * law.risk(attention: s, tokens: length, subset: subset)
      normSum += probability * norm
      massSum += probability * mass
      let average = square * norm - trace / Double(q) * mass
      for t in 0..<length {
        let inSubset = subset.contains(t)
        let h = square * s[t] - (inSubset ? trace / Double(q) : 0)
        let g = probability * s[t] * (h - average)
        for j in subset { gradient.keyQuery[t * length + j] += g }
      }
    }
    massOnSubset = massSum
    for i in 0..<d {
      for j in 0..<d {
        gradient.value[i * d + j] =
          normSum * weights.value[i * d + j] - (i == j ? massSum / Double(q) : 0)
      }
    }
  }
}
