/// What a margin of the positions implies for attention with W = C I.
///
/// For positions E and query e_y with `<e_i, e_y> = 1` on y (the dual query), let the margin be
/// `gamma = 1 - max_{i not in y} <e_i, e_y>`. With logits `C <e_i, e_y>`, C >= 0, whatever the sign of gamma:
/// ```
/// P >= 1 / (1 + (N/q) e^{-gamma C}),      R(V = I) <= d (1 + 1/q) delta^2,
/// ```
/// P the mass on y, delta = 1 - P. For gamma > 0 the logit `C = max(0, ln((N/q) sqrt(d (1 + 1/q)/eps)) / gamma)` makes
/// R <= eps.
/// Proof. Each of the N tokens outside has at most e^{-gamma C} times the weight of a token of y, and those weigh the
/// same, P/q each. So delta/P <= (N/q) e^{-gamma C}. By A1 with V = I,
/// `R = d [ q (P/q - 1/q)^2 + sum_{i not in y} s_i^2 ] <= d [ delta^2/q + delta^2 ]`. The last claim solves
/// `d (1 + 1/q) ((N/q) e^{-gamma C})^2 = eps`. Source: Wang et al. 2024 for the construction, constants derived here.
public enum A3Concentration {
  /// The margin 1 - max over i not in y of the score <e_i, e_y>.
  ///
  /// - Throws: `TheoryError` if the number of scores or the subset is wrong.
  public static func margin(problem: Problem, scores: [Double], subset: [Int]) throws(TheoryError) -> Double {
    let inside = try A1RiskGivenAttention.membership(problem, attention: scores.count, subset: subset)
    var largest = -Double.infinity
    for (index, score) in scores.enumerated() where !inside[index] { largest = max(largest, score) }
    return 1 - largest
  }

  /// The lower bound `1 / (1 + (N/q) e^{-gamma C})` of the mass on the subset.
  ///
  /// - Throws: `TheoryError` if the margin is not finite or the logit not finite and >= 0.
  public static func massLowerBound(problem: Problem, margin: Double, logit: Double) throws(TheoryError)
    -> Double
  {
    1 / (1 + (try oddsBound(problem: problem, margin: margin, logit: logit)))
  }

  /// The upper bound `(N/q) e^{-gamma C}` of delta/P.
  ///
  /// - Throws: `TheoryError` if the margin is not finite or the logit not finite and >= 0.
  public static func oddsBound(problem: Problem, margin: Double, logit: Double) throws(TheoryError) -> Double
  {
    guard margin.isFinite else { throw TheoryError(value: "margin = \(margin)", rule: "margin is finite") }
    guard logit.isFinite, logit >= 0 else {
      throw TheoryError(value: "logit = \(logit)", rule: "logit is finite and >= 0")
    }
    return Double(problem.tokensOutside) / Double(problem.sparsity) * Elementary.exp(-margin * logit)
  }

  /// The bound `d (1 + 1/q) delta^2` of the risk at V = I.
  ///
  /// - Throws: `TheoryError` if the mass is outside 0...1.
  public static func riskBound(problem: Problem, massOffSubset delta: Double) throws(TheoryError) -> Double {
    guard delta >= 0, delta <= 1 else {
      throw TheoryError(value: "massOffSubset = \(delta)", rule: "0 <= massOffSubset <= 1")
    }
    return Double(problem.dimension) * (1 + 1 / Double(problem.sparsity)) * delta * delta
  }

  /// The logit that suffices for risk <= eps at V = I.
  ///
  /// - Throws: `TheoryError` if the margin or the risk is not positive and finite.
  public static func sufficientLogit(problem: Problem, margin: Double, risk eps: Double) throws(TheoryError)
    -> Double
  {
    guard margin > 0, margin.isFinite else {
      throw TheoryError(value: "margin = \(margin)", rule: "margin is positive and finite")
    }
    guard eps > 0, eps.isFinite else {
      throw TheoryError(value: "risk = \(eps)", rule: "risk is positive and finite")
    }
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let odds = Double(problem.tokensOutside) / q
    let logit = Elementary.log(odds) + 0.5 * (Elementary.log(d * (1 + 1 / q)) - Elementary.log(eps))
    return max(0, logit / margin)
  }
}

extension Claim {
  /// A3: a margin concentrates the attention on the subset.
  public static let a3Concentration = Claim(
    id: "A3", title: "A margin of the positions concentrates attention",
    statement: #"""
      With scores $\langle e_i, e_y\rangle = 1$ on $y$, margin $\gamma = 1 - \max_{i\notin y}\langle e_i, e_y\rangle$ and logits $C\langle e_i, e_y\rangle$, $C \ge 0$, the mass on $y$ is $P \ge \frac{1}{1 + \frac{N}{q}e^{-\gamma C}}$, and $R(V = I) \le d\left(1 + \frac{1}{q}\right)(1-P)^2$. If $\gamma > 0$, $C = \max\left(0, \frac{1}{\gamma}\ln\left(\frac{N}{q}\sqrt{\frac{d(1+1/q)}{\varepsilon}}\right)\right)$ gives $R \le \varepsilon$.
      """#,
    assumptions: [
      "The query is dual to the positions of the subset: its score is 1 on each of them.",
      "Tokens have mean 0, covariance I and are uncorrelated.",
    ],
    source: .wang2024, grade: .numerical,
    predicate:
      "The mass, the risk given the attention and the risk at the sufficient logit stay within their bounds, widened by the rounding of the scores only.",
    control:
      "Where one token is outside, and the bounds are tight: margins 1e-6 larger claimed, V = 0.999 I, 0.999 of the sufficient logit. And, far off, the sum query: attention settles on one token, and the risk stays above the bound.",
    proof: #"""
      Each of the $N$ tokens outside has at most $e^{-\gamma C}$ times the weight of a token of $y$, so $\delta/P \le \frac{N}{q}e^{-\gamma C}$. By A1 with $V = I$ the risk is $d\,[\delta^2/q + \sum_{i\notin y}s_i^2] \le d(1 + 1/q)\,\delta^2$. The logit solves this for $\varepsilon$.
      """#,
    margin: .distance)
}
