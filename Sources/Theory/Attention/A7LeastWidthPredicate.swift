/// Judges A7, exactly: from the least width on every subset is selected, below it none of some.
public struct A7LeastWidthPredicate: Hashable, Sendable {
  /// What must be done with every subset.
  public let task: SelectionObstacle.Task
  /// The sequence length T.
  public let tokens: Int
  /// The sparsity q.
  public let sparsity: Int
  /// The least width that is claimed.
  public let leastWidth: Int

  /// The predicate for T and q; the claim's own least width is min(2q, T - 1), and 2q - 1 apart at T = 2q + 1.
  ///
  /// - Throws: `TheoryError` unless 1 <= q < T; apart, unless q = 1 or T > 2q.
  public init(
    _ task: SelectionObstacle.Task = .evenly, tokens: Int, sparsity: Int, leastWidth: Int? = nil
  ) throws(TheoryError) {
    let evenly = try A7LeastWidth.leastWidth(tokens: tokens, sparsity: sparsity)
    if task == .apart, tokens <= 2 * sparsity, sparsity > 1 {
      throw TheoryError(value: "tokens = \(tokens)", rule: "tokens > 2 * sparsity = \(2 * sparsity)")
    }
    let isSimplexWithMean = task == .apart && sparsity >= 2 && tokens == 2 * sparsity + 1
    (self.task, self.tokens, self.sparsity) = (task, tokens, sparsity)
    self.leastWidth = leastWidth ?? (isSimplexWithMean ? evenly - 1 : evenly)
  }

  /// Judges what the queries of several subsets score in a width: the least gap and the greatest spread of y's scores.
  public func judge(leastGap gap: Rational, greatestSpread spread: Rational, width: Int) -> Verdict {
    let text = "T=\(tokens) q=\(sparsity), R^\(width): gap \(gap), scores of y apart by \(spread)"
    if gap <= .zero || (task == .evenly && spread != .zero) { return .refuted(counterexample: text) }
    if width < leastWidth {
      return .refuted(counterexample: "\(text), below the least width \(leastWidth)")
    }
    return .verified(margin: 1)
  }

  /// Judges an obstacle: it must prove that no query selects its y, in a width below the least.
  ///
  /// From the least width on, a proof that these positions do not select a subset contradicts the claim that any do only
  /// where all positions of that width have one, as they do in 2q - 1 dimensions.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func judge(_ obstacle: SelectionObstacle, _ positions: RationalMatrix) throws(TheoryError) -> Verdict
  {
    let width = positions.columns
    let text = "T=\(tokens) q=\(sparsity), R^\(width), y = \(obstacle.subset)"
    if let flaw = try obstacle.flaw(for: positions, sparsity: sparsity, task: task) {
      return .refuted(counterexample: "\(text): not proved, \(flaw)")
    }
    return width < leastWidth
      ? .verified(margin: 1)
      : .refuted(counterexample: "\(text): no query selects it, least width said to be \(leastWidth)")
  }

  /// Judges the least gap on the moment curve over all subsets, or over some.
  ///
  /// - Throws: `TheoryError` if the formula overflows.
  public func judge(curveGap gap: Rational, isComplete: Bool) throws(TheoryError) -> Verdict {
    let told = try A7LeastWidth.leastGap(sparsity: sparsity)
    if isComplete { return .exactly(gap, equals: told, "least gap, T=\(tokens) q=\(sparsity)") }
    return gap >= told
      ? .verified(margin: 1)
      : .refuted(counterexample: "T=\(tokens) q=\(sparsity): gap \(gap) < \(told)")
  }

  /// Judges the least margin on the moment curve against its bound, rounding of a part in 10^12 allowed; in a control against a
  /// multiple of it.
  ///
  /// - Throws: `TheoryError` if the bound overflows.
  public func judge(curveMargin margin: Double, times factor: Double = 1) throws(TheoryError) -> Verdict {
    let bound = factor * (try A7LeastWidth.marginBound(tokens: tokens, sparsity: sparsity))
    guard margin.isFinite, bound > 0 else { return .undecided(reason: "margin \(margin), bound \(bound)") }
    return margin >= bound * (1 - 1e-12)
      ? .verified(margin: max(0, 1 - bound / margin))
      : .refuted(counterexample: "T=\(tokens) q=\(sparsity): margin \(margin) < \(bound)")
  }
}

extension Claim {
  /// A7: the least width of positions.
  public static let a7LeastWidth = Claim(
    id: "A7", title: "Fixed positions select every subset from min(2q, T - 1) dimensions on, and not before",
    statement: #"""
      Fixed positions in $\mathbb{R}^{d_e}$ and a query that is any function of $y$ can give the tokens of every $q$-subset $y$ one score and all others strictly lower ones if and only if $d_e \ge \min(2q, T - 1)$: on the moment curve $(t, t^2, \dots, t^{2q})$ they do at every $T$. To hold every $y$ strictly above the rest, no more, takes $2q$ dimensions from $T = 2q + 2$ on; at $T = 2q + 1$, $q \ge 2$, it takes $2q - 1$. The price is precision: at $t_i = i - \lfloor T/2 \rfloor$ the margin over $\lVert\mathrm{query}\rVert \max \lVert\mathrm{position}\rVert$ is at least $(\lfloor q/2 \rfloor!\,\lceil q/2 \rceil!)^2/(\sqrt{2q}\,T^{2q})$, so scores must be right to about $2q \log_2 T$ bits.
      """#,
    assumptions: [
      "The query is a general function of y, as the dual query is; it need not be a sum over the tokens of y.",
      "Positions are fixed and attention depends on them alone; its logits may be as large as one likes.",
    ],
    source: .derivedHere, grade: .exact,
    predicate:
      "In rational arithmetic: over all subsets where they can be enumerated, over drawn ones for long sequences, scores computed coordinate by coordinate are equal on y and lower off it, and the least difference is the formula's; below the least width, for drawn, degenerate, repeated positions and for those of the curve, coefficients of an affine dependency and a subset y prove that no query selects it.",
    control:
      "Near misses: 2q - 1 claimed to suffice; the moment curve less one dimension; a token moved by a hundredth of the spacing, and one coordinate of it by a thousandth; a coefficient of the dependency changed by a thousandth; a subset that contains neither side; at T = 2q + 1 the curve in place of a simplex and its mean; a power of T less in the margin. Far off: q - 1 drawn dimensions claimed to suffice.",
    proof: #"""
      The score $-\prod_{j \in y}(t - t_j)^2$ has degree $2q$ and softmax does not see its constant. Conversely any $d_e + 2$ positions have an affine dependency whose smaller side $A$ has at most $q$ tokens (Radon): a $y$ that contains $A$ but not the other side cannot have one score above all others. Even attention is not approached either, as $\prod_A p_i^{c_i} = \prod_B p_i^{|c_i|}$ for the attention $p$ of every query.
      """#)
}
