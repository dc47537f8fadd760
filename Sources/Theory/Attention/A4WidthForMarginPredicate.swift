/// Judges A4: samples of scores and of the query's length against their laws, and counted margin failures against their
/// exact probability.
public struct A4WidthForMarginPredicate: Hashable, Sendable {
  /// The claimed law of the scores.
  public let law: A4WidthForMargin

  /// The predicate for a law of scores.
  public init(_ law: A4WidthForMargin) { self.law = law }

  private var context: String { "q=\(law.sparsity) d_e=\(law.positionDimension)" }

  /// Judges the distance sup |F_n - F| of an empirical distribution function, within a band's half-width.
  ///
  /// The band is the half-width that a true law exceeds with the band's false-alarm probability. Single-precision
  /// normals move F by less than 1e-5, which the band is widened by.
  public func judge(distance: Double, band: Double, of quantity: String = "score") -> Verdict {
    // A band of 0.2 would not tell a law from another.
    guard distance >= 0, band < 0.2 else {
      return .undecided(reason: "\(context): distance \(distance), band \(band) of the \(quantity)'s law")
    }
    return .within(band + 1e-5, deviation: distance, "\(context): distance from the \(quantity)'s law")
  }

  /// Judges that the expectation of a sum of chi-square variables, measured, is the claimed one.
  public func judge(sum: Measured, expected: Double, _ name: String) -> Verdict {
    sum.judge(contains: expected, resolution: 0.5, "\(context): \(name)")
  }

  /// Judges a measured P(margin < gamma): its interval holds the exact value.
  ///
  /// - Throws: `TheoryError` if T <= q or gamma is not finite.
  public func judge(failure: Measured, tokens: Int, margin: Double) throws(TheoryError) -> Verdict {
    let exact = try law.failureProbability(tokens: tokens, margin: margin)
    let context = "T=\(tokens) \(context): P(margin < \(margin))"
    guard failure.lower <= failure.estimate, failure.estimate <= failure.upper else {
      return .undecided(reason: "\(context) in [\(failure.lower), \(failure.upper)]")
    }
    if exact < failure.lower || exact > failure.upper {
      return .refuted(
        counterexample: "\(context) is \(exact), measured in [\(failure.lower), \(failure.upper)]")
    }
    let side = exact < failure.estimate ? failure.estimate - failure.lower : failure.upper - failure.estimate
    return side > 0 ? .within(side, deviation: failure.estimate - exact, context) : .verified(margin: 1)
  }

  /// Judges that the exact P(margin < gamma) is at most its union bound, up to rounding.
  public func judge(exact: Double, atMost bound: Double) -> Verdict {
    guard exact >= 0, exact.isFinite, bound > 0, bound.isFinite else {
      return .undecided(reason: "\(context): P(margin < gamma) \(exact), union bound \(bound)")
    }
    return exact <= bound * (1 + 1e-10)
      ? .verified(margin: max(0, 1 - exact / bound))
      : .refuted(counterexample: "\(context): P(margin < gamma) is \(exact), above the union bound \(bound)")
  }

  /// Judges a least width against one that is claimed to suffice.
  public static func judge(leastWidth: Int, atMost sufficient: Int) -> Verdict {
    guard leastWidth >= 1 else { return .undecided(reason: "a least width of \(leastWidth)") }
    return leastWidth <= sufficient
      ? .verified(margin: 1 - Double(leastWidth) / Double(sufficient))
      : .refuted(counterexample: "the least width is \(leastWidth), above \(sufficient)")
  }

  /// Judges the share `(nu ln(1 + a) + ln(4 pi nu)) / (2 ln(N/p))` of a least width: 1 at least.
  public static func judge(necessaryShare share: Double) -> Verdict {
    guard share.isFinite, share > 0 else { return .undecided(reason: "share \(share)") }
    return share >= 1
      ? .verified(margin: 1 - 1 / share)
      : .refuted(counterexample: "the least width has \(share) of what is necessary")
  }
}

extension Claim {
  /// A4: Student's law of the scores and the width that a margin needs.
  public static let a4WidthForMargin = Claim(
    id: "A4", title: "Width of the positions for a margin",
    statement: #"""
      For positions iid $N(0, I/d_e)$, the dual query $e_y = E_y(E_y^T E_y)^{-1}\mathbf{1}$ and $i \notin y$, $\langle e_i, e_y\rangle = \sqrt{q/\nu}\, t_\nu$ in law, $t_\nu$ Student's $t$ with $\nu = d_e - q + 1$ degrees of freedom, for every $d_e \ge q$: given $E_y$ the scores outside are independent $N(0, r^2)$, $q/r^2 \sim \chi^2_\nu$. Hence $P(\gamma(E, y) < \gamma) \le N P\left(t_\nu > (1-\gamma)\sqrt{\nu/q}\right)$. This bound is at most $p$ from a least width on that is of order $q \log T$: with $a = \frac{(1-\gamma)^2}{q}$, $d_e = q - 1 + \left\lceil\frac{2\ln(N/(2p))}{\ln(1+a)}\right\rceil$ suffices, and $\nu\ln(1+a) + \ln(4\pi\nu) \ge 2\ln\frac{N}{p}$ is necessary.
      """#,
    assumptions: ["Positions are iid Gaussian, drawn independently of the subset.", "The query is dual."],
    source: .derivedHere,
    grade: .statistical(
      inequality: "Dvoretzky-Kiefer-Wolfowitz, Laurent-Massart, Clopper-Pearson", falseAlarmPerTrial: 5e-10),
    predicate:
      "The empirical distributions of one score a draw and of the query's length stay within the bands around Student's law and the chi-square law; the mean of q/r^2 and the mean square of the scores over r have intervals that contain nu and 1; the interval of the counted margin failures holds the exact probability, which is at most the union bound; the least width lies between the two stated ones for T up to 10^9.",
    control:
      "Scores and lengths held against the laws of one dimension more, or against the normal law N(0, q/d_e); one token more outside; variances 5 % off; widths 10 % off. And the sum query in place of the dual one.",
    proof: #"""
      Given $E_y$, a vector outside is independent of the dual query, so its score is $\lVert e_y\rVert/\sqrt{d_e}$ times a standard normal number. $\lVert e_y\rVert^2 = \mathbf{1}^\top(E_y^\top E_y)^{-1}\mathbf{1}$ and $d_e E_y^\top E_y$ is a Wishart matrix, so $\lVert e_y\rVert^2 = d_e q/\chi^2_\nu$ and the score is $\sqrt{q/\nu}\,t_\nu$. The union bound over $N$ tokens gives the inequality; given $\chi^2_\nu$ the scores are independent, which gives the exact failure.
      """#
  )
}
