/// One-layer attention with aligned weights: V = alpha I, logit C on the subset and 0 off it.
///
/// With N = T - q the softmax puts the mass `P = q / (q + N e^-C)` on the subset and `delta = 1 - P` off it, and
/// `R(alpha, C) = d [ (alpha P - 1)^2 / q + alpha^2 delta^2 / N ]`.
/// Valid range: finite alpha and C, |alpha| <= 10^150. Where delta^2 underflows (C above about 370) the risk at
/// alpha = 1 is 0. Source: derived here.
public struct AlignedWeights: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The scale alpha of V = alpha I.
  public let alpha: Double
  /// The logit C of a token of the subset.
  public let logit: Double
  /// The attention mass P on the subset.
  public let massOnSubset: Double
  /// The attention mass delta = 1 - P off the subset, computed without cancellation.
  public let massOffSubset: Double

  /// Aligned weights (alpha, C) for a problem.
  ///
  /// - Throws: `TheoryError` if alpha or the logit is not finite, or |alpha| > 10^150.
  public init(problem: Problem, alpha: Double, logit: Double) throws(TheoryError) {
    guard alpha.isFinite, abs(alpha) <= 1e150 else {
      throw TheoryError(value: "alpha = \(alpha)", rule: "alpha is finite, |alpha| <= 1e150")
    }
    guard logit.isFinite else { throw TheoryError(value: "logit = \(logit)", rule: "logit is finite") }
    self.problem = problem
    self.alpha = alpha
    self.logit = logit
    (massOnSubset, massOffSubset) = AlignedWeights.masses(problem, logit: logit)
  }

  /// The masses (P, delta) at logit C; each is accurate to a few ulp, whatever the sign of C.
  static func masses(_ problem: Problem, logit: Double) -> (on: Double, off: Double) {
    let on = Double(problem.sparsity)
    let off = Double(problem.tokensOutside)
    let small = Elementary.exp(-abs(logit))
    if logit >= 0 {
      let total = on + off * small
      return (on / total, off * small / total)
    }
    let total = on * small + off
    return (on * small / total, off / total)
  }

  /// alpha P - 1: as (alpha - 1) - alpha delta where P is near 1, where the plain form loses its digits.
  var valueError: Double {
    massOffSubset < massOnSubset ? (alpha - 1) - alpha * massOffSubset : alpha * massOnSubset - 1
  }

  /// The risk R(alpha, C).
  public var risk: Double {
    let on = valueError
    let off = alpha * massOffSubset
    return Double(problem.dimension)
      * (on * on / Double(problem.sparsity) + off * off / Double(problem.tokensOutside))
  }

  /// The best alpha at a logit, `(P/q) / (P^2/q + delta^2/N)`.
  ///
  /// - Throws: `TheoryError` if the logit is not finite or below -300 (there P^2 underflows).
  public static func bestAlpha(_ problem: Problem, logit: Double) throws(TheoryError) -> Double {
    guard logit.isFinite, logit >= -300 else {
      throw TheoryError(value: "logit = \(logit)", rule: "logit is finite and >= -300")
    }
    let (on, off) = masses(problem, logit: logit)
    let q = Double(problem.sparsity)
    return (on / q) / (on * on / q + off * off / Double(problem.tokensOutside))
  }

  /// The least risk at a logit, `R*(C) = d h^2 / (N + q h^2)` with `h = (N/q) e^-C`.
  ///
  /// - Throws: `TheoryError` if the logit is not finite.
  public static func bestRisk(_ problem: Problem, logit: Double) throws(TheoryError) -> Double {
    guard logit.isFinite else { throw TheoryError(value: "logit = \(logit)", rule: "logit is finite") }
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    // Divided by max(1, e^-C)^2, so that neither end overflows.
    let small = Elementary.exp(-abs(logit))
    let h = logit >= 0 ? outside / q * small : outside / q
    let one = logit >= 0 ? 1 : small
    return Double(problem.dimension) * h * h / (outside * one * one + q * h * h)
  }
}

/// Judges A2: the closed form against the risk of the softmax attention itself.
///
/// The other side is A1's sum of squares at `s = softmax(logits)`. Its errors: each weight carries a relative error of
/// at most (T + 16) u, u = 2^-52 (the exponential, a sum of T terms, a division), so the vector of misses
/// `alpha s_i - 1[i in y]/q` is off by at most `e = (T + 16) u (|alpha| |s| + 1/sqrt(q))` in norm and the risk by
/// `2 sqrt(d R) e + d e^2`; the sum over tokens adds a relative (T + 16) u and a mean of several risks u for each.
public struct A2AlignedPredicate: Hashable, Sendable {
  /// The weights (alpha, C).
  public let weights: AlignedWeights

  /// The predicate for weights (alpha, C).
  public init(_ weights: AlignedWeights) {
    self.weights = weights
  }

  /// The allowed difference of the two risks, the direct one a mean of a number of terms.
  public func allowed(terms: Int = 1) -> Double {
    let problem = weights.problem
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let unit = Double(problem.tokens + 16) * 0x1p-52
    let (on, off) = (weights.massOnSubset, weights.massOffSubset)
    let norm = (on * on / q + off * off / Double(problem.tokensOutside)).squareRoot()
    let error = unit * (abs(weights.alpha) * norm + 1 / q.squareRoot())
    let risk = weights.risk
    return 2 * (d * risk).squareRoot() * error + d * error * error + (unit + Double(terms) * 0x1p-52) * risk
  }

  /// Judges a risk computed from the attention itself, a mean of a number of terms.
  public func judge(directRisk: Double, terms: Int = 1) -> Verdict {
    .within(
      allowed(terms: terms), deviation: directRisk - weights.risk,
      "\(weights.problem), alpha = \(weights.alpha), C = \(weights.logit): risk \(directRisk), closed form \(weights.risk)"
    )
  }
}

extension Claim {
  /// A2: the risk of aligned weights.
  public static let a2AlignedWeights = Claim(
    id: "A2", title: "Risk of aligned attention weights",
    statement: #"""
      With $V = \alpha I$ and logits $C$ on $y$ and $0$ off it, the mass on $y$ is $P = \frac{q}{q + N e^{-C}}$, $N = T - q$, and with $\delta = 1 - P$ the risk is $R(\alpha, C) = d\left[\frac{(\alpha P - 1)^2}{q} + \frac{\alpha^2\delta^2}{N}\right]$. The best $\alpha$ is $\frac{P/q}{P^2/q + \delta^2/N}$ and leaves $R^*(C) = \frac{d h^2}{N + q h^2}$, $h = \frac{N}{q}e^{-C}$.
      """#,
    assumptions: ["Tokens have mean 0, covariance I and are uncorrelated.", "Attention is a softmax."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The closed form differs from the risk of the softmax attention, averaged over every subset, by no more than rounding allows.",
    control: "The logits sit on a subset with one token exchanged: the risk is another.")
}
