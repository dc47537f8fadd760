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
