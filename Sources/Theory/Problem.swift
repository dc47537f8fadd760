/// A sparse token selection problem STS(T, d, q).
///
/// A sequence X has T tokens in R^d, iid N(0, I_d); y is a uniformly random q-subset of {1..T},
/// independent of X. The target is `STS_q(X, y) = (1/q) sum_{i in y} x_i` and the risk of a predictor f is
/// `R(f) = E ||f(X, y) - STS_q(X, y)||^2` (no factor 1/2). The predictor f = 0 has the trivial risk d/q.
///
/// Valid range: T >= 2, d >= 1, 1 <= q < T, and q T (T-1) d must fit in an `Int`.
/// Source: the q-sparse averaging task of Sanford, Hsu, Telgarsky 2023, averaged over y as in Wang et al. 2024.
public struct Problem: Hashable, Sendable, Codable {
  /// Sequence length T.
  public let tokens: Int
  /// Token dimension d.
  public let dimension: Int
  /// Sparsity q, the number of tokens to average.
  public let sparsity: Int

  /// Validates (T, d, q).
  ///
  /// - Throws: `TheoryError` naming the value and the rule it breaks.
  public init(tokens: Int, dimension: Int, sparsity: Int) throws(TheoryError) {
    if tokens < 2 { throw TheoryError(value: "tokens = \(tokens)", rule: "tokens >= 2") }
    if dimension < 1 { throw TheoryError(value: "dimension = \(dimension)", rule: "dimension >= 1") }
    if sparsity < 1 || sparsity >= tokens {
      throw TheoryError(value: "sparsity = \(sparsity)", rule: "1 <= sparsity < tokens = \(tokens)")
    }
    var product = sparsity
    for factor in [tokens, tokens - 1, dimension] {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow {
        throw TheoryError(
          value: "tokens = \(tokens), dimension = \(dimension), sparsity = \(sparsity)",
          rule: "sparsity * tokens * (tokens - 1) * dimension <= \(Int.max)")
      }
      product = next
    }
    self.tokens = tokens
    self.dimension = dimension
    self.sparsity = sparsity
  }

  /// The number N = T - q of tokens outside the subset.
  public var tokensOutside: Int { tokens - sparsity }

  /// The length T d of vec(X).
  public var inputDimension: Int { tokens * dimension }

  /// The risk d/q of the predictor f = 0.
  public var trivialRisk: Double { Double(dimension) / Double(sparsity) }
}

extension Problem: CustomStringConvertible {
  /// For example `T=8 d=4 q=2`.
  public var description: String { "T=\(tokens) d=\(dimension) q=\(sparsity)" }
}
