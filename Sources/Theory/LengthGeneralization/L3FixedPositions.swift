/// One-hot positions trained at T and tested at T' >= T: the world in which length generalization fails.
///
/// The rows of W beyond T are never trained and stay 0. Let n = |y cut {1..T}|, hypergeometric. With W = C (I
/// - 11^T/T) on the first T positions and the query e_y = sum_{i in y} e_i, the logits are C (1 - n/T) on the
/// n trained tokens of y, -C n/T on the T - n other trained tokens and 0 on the T' - T untrained ones, in y
/// or not. Given n the risk follows from A1; the mean over n is exact. As C -> infinity all attention goes to
/// the n trained tokens of y, or stays uniform if there are none; at alpha = 1 `R -> d ( E[1/n - 1/q ; n >=
/// 1] + P(n = 0) (1/q - 1/T') ) > 0` for T' > T. Source: derived here.
public struct FixedPositions: Hashable, Sendable {
  /// The trained problem (T, d, q).
  public let problem: Problem
  /// The test length T'.
  public let testTokens: Int
  /// The probabilities of n, from `least`.
  private let weights: [Double]
  /// The least possible n.
  private let least: Int

  /// The test of a trained problem at T' >= T.
  ///
  /// - Throws: `TheoryError` if T' < T, (T', d, q) is not a problem, or q > 10^7.
  public init(problem: Problem, testTokens: Int) throws(TheoryError) {
    guard testTokens >= problem.tokens else {
      throw TheoryError(value: "testTokens = \(testTokens)", rule: "testTokens >= tokens = \(problem.tokens)")
    }
    _ = try L1Transfer.problem(problem, testTokens: testTokens, testSparsity: problem.sparsity)
    guard problem.sparsity <= 10_000_000 else {
      throw TheoryError(value: "sparsity = \(problem.sparsity)", rule: "sparsity <= 10^7")
    }
    self.problem = problem
    self.testTokens = testTokens
    let extra = testTokens - problem.tokens
    least = max(0, problem.sparsity - extra)
    weights = FixedPositions.hypergeometric(problem, extra: extra, least: least)
  }

  /// The probabilities of n = least, ..., q trained tokens in the subset.
  ///
  /// All terms are positive, so normalising ratios that start at 1 at the mode loses nothing.
  private static func hypergeometric(_ problem: Problem, extra: Int, least: Int) -> [Double] {
    let (trained, size) = (problem.tokens, problem.sparsity)
    // weight(n + 1) / weight(n)
    func ratio(_ n: Int) -> Double {
      Double(trained - n) * Double(size - n) / (Double(n + 1) * Double(extra - size + n + 1))
    }
    var mode = least
    while mode < size, ratio(mode) > 1 { mode += 1 }
    var weights = [Double](repeating: 0, count: size - least + 1)
    weights[mode - least] = 1
    for n in mode..<size { weights[n + 1 - least] = weights[n - least] * ratio(n) }
    for n in (least..<mode).reversed() { weights[n - least] = weights[n + 1 - least] / ratio(n) }
    var total = 0.0
    for weight in weights { total += weight }
    return weights.map { $0 / total }
  }

  /// The risk at (alpha, C).
  ///
  /// - Throws: `TheoryError` if alpha or the logit is not finite or |alpha| > 10^150.
  public func risk(alpha: Double, logit: Double) throws(TheoryError) -> Double {
    let aligned = try AlignedWeights(problem: problem, alpha: alpha, logit: logit)
    if testTokens == problem.tokens { return aligned.risk }
    var sum = 0.0
    for (index, weight) in weights.enumerated() where weight > 0 {
      sum += weight * conditionalRisk(alpha: alpha, logit: logit, trained: least + index)
    }
    return sum
  }

  /// The limit of the risk as C -> infinity.
  ///
  /// - Throws: `TheoryError` if |alpha| > 10^150 or alpha is not finite.
  public func limit(alpha: Double = 1) throws(TheoryError) -> Double {
    _ = try AlignedWeights(problem: problem, alpha: alpha, logit: 0)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      let n = Double(least + index)
      let shares = n > 0 ? 1 / n : 1 / Double(testTokens)
      let mass = n > 0 ? 1 : q / Double(testTokens)
      // |alpha s - 1_y/q|^2 = alpha^2 |s|^2 - 2 alpha P/q + 1/q, arranged to vanish where s = 1_y/q and
      // alpha = 1.
      let square = alpha * alpha * (shares - 1 / q) + (alpha - 1) * (alpha - 1) / q
      sum += weight * (square + 2 * alpha * (1 - mass) / q)
    }
    return d * sum
  }

  /// The risk given that n tokens of the subset are trained ones.
  private func conditionalRisk(alpha: Double, logit: Double, trained n: Int) -> Double {
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let count = Double(n)
    let share = count / Double(problem.tokens)
    let (on, off) = (logit * (1 - share), -logit * share)
    // Without a trained token in the subset no token has the first logit: it must not set the scale.
    let top = n > 0 ? max(on, off, 0) : max(off, 0)
    let a = n > 0 ? Elementary.exp(on - top) : 0
    let (b, c) = (Elementary.exp(off - top), Elementary.exp(-top))
    let others = Double(problem.tokens) - count
    let total = count * a + others * b + Double(testTokens - problem.tokens) * c
    let untrainedOn = q - count
    let untrainedOff = Double(testTokens - problem.tokens) - untrainedOn
    let (x, y, z) = (alpha * a / total, alpha * b / total, alpha * c / total)
    let missTrained = x - 1 / q
    let missUntrained = z - 1 / q
    return d
      * (count * missTrained * missTrained + untrainedOn * missUntrained * missUntrained
        + others * y * y + untrainedOff * z * z)
  }
}

/// Judges L3: a layer trained at T on fixed one-hot positions has at T' the risk of the closed form at its
/// (alpha, C).
///
/// The closed form holds for weights in the family V = alpha I, W = C (I - 11^T/T). The part of trained
/// weights off the family does not enter to first order: by symmetry the mean risk over y has no slope along
/// it. To second order it adds to the risk as much as to that of training, of the size of `x R_T`, `x = eta
/// (d + q - 1)/(2 q B)` (D12), R_T the risk at the trained length. Allowed: 0.1 % of the closed form, and `4
/// x R_T`; a deviation of twice that is refuted whatever the part off the family is. The risk must also lie
/// above 0.4 of the limit as C -> infinity, which no training removes: the layers' own are at 0.47 of it and
/// more.
public struct L3FixedPositionsPredicate: Hashable, Sendable {
  /// The allowed distance from the closed form, as a share of it, beside that of the noise.
  public static let band = 0.001
  /// The share of the limit that the risk must exceed.
  public static let limitShare = 0.4

  /// The closed form's risk.
  public let formula: Double
  /// The risk that the noise of training is expected to add, x R_T.
  public let noise: Double

  /// The predicate for a closed form and the noise of training.
  public init(formula: Double, noise: Double) {
    self.formula = formula
    self.noise = noise
  }

  /// The allowed distance from the closed form.
  public var allowed: Double { Self.band * formula + 4 * noise }

  /// The smallest deviation that is refuted for certain, as a share of the closed form.
  public var detects: Double { 2 * allowed / formula }

  /// Judges a risk without sampling error, exact over tokens and subsets, against the closed form.
  public func judge(risk: Double, testTokens: Int) -> Verdict {
    guard formula > 0, noise >= 0 else {
      return .undecided(reason: "T' = \(testTokens): closed form \(formula), noise \(noise)")
    }
    return .within(
      allowed, deviation: risk - formula, "T' = \(testTokens): risk \(risk), closed form \(formula)")
  }

  /// Judges that a risk lies above a share of the limit as C -> infinity.
  public static func judge(
    risk: Double, limit: Double, share: Double = limitShare, testTokens: Int
  ) -> Verdict {
    let floor = share * limit
    let text = "T' = \(testTokens): risk \(risk), \(share) of the limit \(floor)"
    guard risk.isFinite, floor > 0, floor.isFinite else { return .undecided(reason: text) }
    return risk > floor ? .verified(margin: 1 - floor / risk) : .refuted(counterexample: text)
  }
}

extension Claim {
  /// L3: fixed positions do not generalize to longer sequences.
  public static let l3FixedPositions = Claim(
    id: "L3", title: "Layers trained on fixed positions fail at longer sequences, by a known amount",
    statement: #"""
      A layer trained from zero at length $T$ on fixed one-hot positions, its rows beyond $T$ untrained, until it has learned its task at $T$, has at $T' > T$ the risk $\mathbb{E}_n$ of a closed form in $n = |y \cap \{1..T\}|$, hypergeometric: logits $C(1 - n/T)$ on the $n$ trained tokens of $y$, $-Cn/T$ on the other trained ones, $0$ on the untrained. As $C \to \infty$, at $\alpha = 1$, it tends to $d\left(\mathbb{E}\left[\tfrac1n - \tfrac1q;\, n \ge 1\right] + \Pr(n = 0)\left(\tfrac1q - \tfrac1{T'}\right)\right) > 0$.
      """#,
    assumptions: ["Positions are one-hot and the same in every example; rows beyond T stay zero."],
    source: .derivedHere, grade: .observed,
    predicate:
      "For every network and length the risk, exact over tokens and all subsets at T', is within 0.1 % of the closed form at the network's (alpha, C) and 4 times what the noise of training adds by D12, and above 0.4 of the limit; and at T the network has at most a fifth of the trivial risk. The closed form and its limit lie in their enclosures by outward-rounded intervals, and so does the limit as a rational (enclosed).",
    control:
      "The closed form times 1.005, and for the enclosures a part in 10^9 larger; the whole limit, which no finite C reaches, for 0.4 of it; a layer after one step; layers trained on positions drawn anew, whose risk at T' lies below 0.4 of the limit.",
    proof: #"""
      Given $n$ the query's logits are those stated, so attention has three values, and A1 gives the risk; $n$ is hypergeometric. As $C \to \infty$ all attention goes to the $n$ trained tokens of $y$, or stays uniform if there are none.
      """#,
    thresholdsSetOn: "base seeds 101 to 103, and the theory of D12")
}
