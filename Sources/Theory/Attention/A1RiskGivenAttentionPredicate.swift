/// Judges A1: a risk found another way against the closed form given the attention.
public struct A1RiskPredicate: Hashable, Sendable {
  /// The widest interval that still decides, as a share of the formula's value.
  public let resolution: Double

  /// The predicate with a resolution.
  public init(resolution: Double = 0.1) {
    self.resolution = resolution
  }

  /// Judges exact values, without tolerance.
  public func judge(enumerated: Rational, formula: Rational) -> Verdict {
    enumerated == formula
      ? .verified(margin: 1)
      : .refuted(counterexample: "risk by enumeration \(enumerated), by the formula \(formula)")
  }

  /// Judges a sampled risk: the interval must contain the formula's value.
  ///
  /// Undecided if the interval is wider than the resolution. The margin is 1 minus the distance of the estimate from
  /// the formula as a share of the interval's end on that side.
  public func judge(measured: Measured, formula: Double) -> Verdict {
    measured.judge(contains: formula, resolution: resolution, "risk")
  }
}

extension Claim {
  /// A1: the risk given the attention has a closed form.
  public static let a1RiskGivenAttention = Claim(
    id: "A1", title: "Risk of an attention layer given its attention",
    statement: #"""
      For $f(X, y) = V X s$ with attention $s$ that does not depend on $X$, over the tokens $\mathbb{E}_X\lVert f - \mathrm{STS}_q\rVert^2 = \lVert V\rVert_F^2\,\lVert s\rVert^2 - \frac{2}{q}\,\mathrm{tr}(V) \sum_{i \in y} s_i + \frac{d}{q}$.
      """#,
    assumptions: [
      "Tokens have mean 0, covariance I and are uncorrelated with one another.",
      "The attention s depends on positions and y only.",
    ],
    source: .derivedHere, grade: .statistical(inequality: "Laurent-Massart", falseAlarmPerTrial: 1e-9),
    predicate:
      "For small problems the mean over all sign patterns of the tokens, in rational arithmetic, equals the formula exactly; for attention layers with drawn weights the mean loss on Gaussian tokens has an interval that contains it.",
    control:
      "One of the 2^(Td) sign patterns is twice as likely as each other: the enumerated risk differs. The formula of tokens with variance 1.1. And, far off, a second token that repeats the first.",
    proof: #"""
      $f - \mathrm{STS} = \sum_i B_i x_i$ with $B_i = s_i V - \frac{1}{q}\mathbf{1}[i\in y]\,I$. The tokens are uncorrelated with covariance $I$, so the mean square is $\sum_i\lVert B_i\rVert_F^2$; expand. Splitting $B_i$ into $s_i V_0$ and its multiple of $I$, which are orthogonal, gives the sum of squares.
      """#
  )
}
