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

  /// Judges the mass P on the subset, seen by the softmax: a sum of weights of a relative error (T + 16) u each.
  public func judge(directMass: Double, terms: Int = 1) -> Verdict {
    .within(
      (Double(2 * weights.problem.tokens + 32) + Double(terms)) * 0x1p-52 * weights.massOnSubset,
      deviation: directMass - weights.massOnSubset,
      "\(weights.problem), C = \(weights.logit): mass \(directMass), closed form \(weights.massOnSubset)")
  }
}

/// Judges A2's best alpha by the risk on both sides of it, and the least risk.
///
/// At a fixed C the risk is a parabola `R* + a (alpha - alpha*)^2`, a = d (P^2/q + delta^2/N). So the risks at 3/2 and 1/2 of
/// its best alpha are equal, and above the one there; and if the claimed best is off by x alpha* they differ by
/// `2 a x alpha*^2`. What is allowed is what rounding allows of the two risks.
public struct A2BestAlphaPredicate: Hashable, Sendable {
  /// The claimed best weights, one half more, and one half less.
  private let best: A2AlignedPredicate
  private let above: A2AlignedPredicate
  private let below: A2AlignedPredicate
  /// The claimed least risk.
  public let leastRisk: Double

  /// The predicate at a logit.
  ///
  /// - Throws: `TheoryError` if the logit is not finite or below -300.
  public init(_ problem: Problem, logit: Double) throws(TheoryError) {
    let alpha = try AlignedWeights.bestAlpha(problem, logit: logit)
    func predicate(_ factor: Double) throws(TheoryError) -> A2AlignedPredicate {
      A2AlignedPredicate(try AlignedWeights(problem: problem, alpha: factor * alpha, logit: logit))
    }
    (best, above, below) = (try predicate(1), try predicate(1.5), try predicate(0.5))
    leastRisk = try AlignedWeights.bestRisk(problem, logit: logit)
  }

  /// What the risks above and below may differ by.
  public func allowed(terms: Int) -> Double { above.allowed(terms: terms) + below.allowed(terms: terms) }

  /// What the risk seen at the best alpha may differ by from `R*(C)`.
  public func leastRiskAllowed(terms: Int) -> Double {
    best.allowed(terms: terms) + 64 * 0x1p-52 * leastRisk
  }

  /// The relative error of the best alpha at which the allowance is used up, rounding against it.
  public func detectableAlpha(terms: Int) -> Double {
    let rise = above.weights.risk - best.weights.risk
    // rise = a alpha*^2 / 4, and an error x makes a difference of 2 a x alpha*^2.
    return 2 * allowed(terms: terms) / (8 * rise)
  }

  /// Judges risks seen at 3/2 and at 1/2 of the best alpha, and at it.
  public func judge(above high: Double, below low: Double, best seen: Double, terms: Int = 1) -> Verdict {
    let context = "\(best.weights.problem), C = \(best.weights.logit): best alpha \(best.weights.alpha)"
    guard high.isFinite, low.isFinite, seen.isFinite else {
      return .undecided(reason: "\(context): not finite")
    }
    if seen >= min(high, low) { return .refuted(counterexample: "\(context): the risk is less beside it") }
    return .within(allowed(terms: terms), deviation: high - low, "\(context): risks on both sides")
  }

  /// Judges the risk seen at the best alpha against `R*(C)`.
  public func judge(leastRisk seen: Double, terms: Int = 1) -> Verdict {
    .within(
      leastRiskAllowed(terms: terms), deviation: seen - leastRisk,
      "\(best.weights.problem), C = \(best.weights.logit): least risk \(seen), closed form \(leastRisk)")
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
      "Mass and risk by the closed form differ from those of the softmax attention, averaged over every subset, by no more than rounding allows; the risks at 3/2 and 1/2 of the best alpha are equal and above the one there, which is R*(C). The closed form lies in its enclosure by outward-rounded intervals, and so does the rational at C = 0 (enclosed).",
    control:
      "The closed forms at a logit that is off by 1e-8, and a best alpha off by 1e-8; a risk a part in 10^9 larger than its enclosure. And, far off, logits that sit on the tokens next to the subset's.",
    proof: #"""
      The softmax of logits $C$ on $y$ and 0 off it puts $P/q$ on each token of $y$ and $\delta/N$ on each other; insert these in A1 with $V = \alpha I$. The risk is a parabola in $\alpha$: its lowest point is the best $\alpha$.
      """#
  )
}
