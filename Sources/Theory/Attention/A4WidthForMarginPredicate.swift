/// Judges A4: samples of scores against Student's law, and counted margin failures against its exact probability.
public struct A4WidthForMarginPredicate: Hashable, Sendable {
  /// The claimed law of the scores.
  public let law: A4WidthForMargin

  /// The predicate for a law of scores.
  public init(_ law: A4WidthForMargin) { self.law = law }

  /// Judges the distance sup |F_n - F| of scores' empirical distribution function, within a band's half-width.
  ///
  /// The band is the half-width that a true law exceeds with the band's false-alarm probability. Single-precision
  /// normals move F by less than 1e-5, which the band is widened by.
  public func judge(distance: Double, band: Double) -> Verdict {
    // A band of 0.2 would not tell a law from another.
    guard band < 0.2 else { return .undecided(reason: "band \(band) of the distribution function") }
    return .within(
      band + 1e-5, deviation: distance,
      "q=\(law.sparsity) d_e=\(law.positionDimension): distance from Student's law")
  }

  /// Judges a measured P(margin < gamma): its interval holds the exact value, which is at most the union bound.
  ///
  /// - Throws: `TheoryError` if T <= q or gamma is not finite.
  public func judge(failure: Measured, tokens: Int, margin: Double) throws(TheoryError) -> Verdict {
    let exact = try law.failureProbability(tokens: tokens, margin: margin)
    let bound = try law.failureBound(tokens: tokens, margin: margin)
    let context = "T=\(tokens) q=\(law.sparsity) d_e=\(law.positionDimension): P(margin < \(margin))"
    guard failure.lower <= failure.estimate, failure.estimate <= failure.upper else {
      return .undecided(reason: "\(context) in [\(failure.lower), \(failure.upper)]")
    }
    if exact > bound * (1 + 1e-10) {
      return .refuted(counterexample: "\(context) is \(exact), above the union bound \(bound)")
    }
    if exact < failure.lower || exact > failure.upper {
      return .refuted(
        counterexample: "\(context) is \(exact), measured in [\(failure.lower), \(failure.upper)]")
    }
    let side = exact < failure.estimate ? failure.estimate - failure.lower : failure.upper - failure.estimate
    return side > 0
      ? .within(side, deviation: failure.estimate - exact, context)
      : .verified(margin: 1)
  }
}

extension Claim {
  /// A4: Student's law of the scores and the width that a margin needs.
  public static let a4WidthForMargin = Claim(
    id: "A4", title: "Width of the positions for a margin",
    statement: #"""
      For positions iid $N(0, I/d_e)$, the dual query $e_y = E_y(E_y^T E_y)^{-1}\mathbf{1}$ and $i \notin y$, $\langle e_i, e_y\rangle = \sqrt{q/\nu}\, t_\nu$ in law, $t_\nu$ Student's $t$ with $\nu = d_e - q + 1$ degrees of freedom, for every $d_e \ge q$. Hence $P(\gamma(E, y) < \gamma) \le N P\left(t_\nu > (1-\gamma)\sqrt{\nu/q}\right)$, and a width $d_e$ of order $q \log T$ gives the margin with high probability.
      """#,
    assumptions: ["Positions are iid Gaussian, drawn independently of the subset.", "The query is dual."],
    source: .derivedHere,
    grade: .statistical(inequality: "Dvoretzky-Kiefer-Wolfowitz, Clopper-Pearson", falseAlarmPerTrial: 2e-10),
    predicate:
      "The empirical distribution of one score a draw stays within the band around Student's law; the interval of the counted margin failures holds the exact probability, which is at most the union bound.",
    control:
      "The sum query; and scores held against the law of another width, nu too large by q - 1, or against the normal law N(0, q/d_e)."
  )
}
