/// Judges A3 for draws of positions and subset.
///
/// Rounding. Computed scores differ from exact ones by at most eta = `scoreError`, so a logit difference is off by at
/// most 2 C eta, a weight by a relative `xi = 2 C eta + (T + 16) 2^-52`. The bound of delta/P is multiplied by
/// e^{xi}, and, as the miss on y gains at most xi/sqrt(q) in norm, the risk may reach
/// `d (sqrt(1 + 1/q) delta + xi/sqrt(q))^2`.
public struct A3ConcentrationPredicate: Hashable, Sendable {
  /// Each quantity that A3 bounds over its widened bound, the greatest of one or several draws: at most 1 if A3 holds.
  public struct Shares: Hashable, Sendable, Codable {
    /// The mass delta off the subset over `P (N/q) e^{-gamma C}`.
    public let massOff: Double
    /// The risk at V = I over `d (1 + 1/q) delta^2`.
    public let risk: Double
    /// The risk at V = I over the risk eps that the logit was to reach; nil where none was asked for.
    public let sufficient: Double?

    /// The greater of both in each share; one that is not a number stays.
    public func greatest(_ other: Shares) -> Shares {
      Shares(
        massOff: Self.greater(massOff, other.massOff), risk: Self.greater(risk, other.risk),
        sufficient: sufficient.map { own in other.sufficient.map { Self.greater(own, $0) } ?? own }
          ?? other.sufficient)
    }

    private static func greater(_ a: Double, _ b: Double) -> Double { a.isNaN || a > b ? a : b }
  }

  /// The problem (T, d, q).
  public let problem: Problem
  /// How far a computed score may be from the exact one.
  public let scoreError: Double

  /// The predicate for scores computed to within an error.
  ///
  /// - Throws: `TheoryError` if the score error is negative or not below 0.001.
  public init(problem: Problem, scoreError: Double = 1e-10) throws(TheoryError) {
    guard scoreError >= 0, scoreError < 1e-3 else {
      throw TheoryError(value: "scoreError = \(scoreError)", rule: "0 <= scoreError < 0.001")
    }
    self.problem = problem
    self.scoreError = scoreError
  }

  /// The shares of the attention s = softmax(C scores) of one (E, y).
  ///
  /// - Parameters:
  ///   - attention: The attention s, T numbers that sum to 1.
  ///   - margin: The margin 1 - max score outside y.
  ///   - logit: The factor C >= 0 of the scores.
  ///   - subset: The subset y.
  ///   - value: The scale of V; A3 speaks of V = I.
  ///   - eps: If given, the risk at V = I that the logit is claimed to reach.
  /// - Returns: Each bounded quantity over its bound.
  /// - Throws: `TheoryError` if a shape or a number is outside its range.
  public func shares(
    attention: [Double], margin: Double, logit: Double, subset: [Int], value: Double = 1,
    risk eps: Double? = nil
  ) throws(TheoryError) -> Shares {
    let inside = try A1RiskGivenAttention.membership(problem, attention: attention.count, subset: subset)
    let odds = try A3Concentration.oddsBound(problem: problem, margin: margin, logit: logit)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let xi = 2 * logit * scoreError + Double(problem.tokens + 16) * 0x1p-52
    var (on, off, missed) = (0.0, 0.0, 0.0)
    for (index, weight) in attention.enumerated() {
      if inside[index] { on += weight } else { off += weight }
      let miss = value * weight - (inside[index] ? 1 / q : 0)
      missed += miss * miss
    }
    let root = (1 + 1 / q).squareRoot() * off + xi / q.squareRoot()
    return Shares(
      massOff: Self.share(off, of: on * odds * Elementary.exp(xi)),
      risk: Self.share(d * missed, of: d * root * root),
      sufficient: eps.map {
        Self.share(d * missed, of: $0 * (1 + 4 * xi * (1 + (d / $0).squareRoot())))
      })
  }

  /// Judges one share of a name: verified with margin 1 - share, refuted above 1.
  public func judge(share: Double, _ name: String) -> Verdict {
    if share.isNaN || share < 0 { return .undecided(reason: "\(problem): \(name), share \(share)") }
    return share <= 1
      ? .verified(margin: 1 - share)
      : .refuted(counterexample: "\(problem): \(name) is \(share) times its bound")
  }

  /// Judges all shares together.
  public func judge(_ shares: Shares) -> Verdict {
    .all(
      [judge(share: shares.massOff, "mass off the subset"), judge(share: shares.risk, "risk at V = I")]
        + (shares.sufficient.map { [judge(share: $0, "risk at the sufficient logit")] } ?? []))
  }

  /// Judges the attention of one (E, y); the arguments are those of `shares`.
  ///
  /// - Throws: `TheoryError` if a shape or a number is outside its range.
  public func judge(
    attention: [Double], margin: Double, logit: Double, subset: [Int], risk eps: Double? = nil
  ) throws(TheoryError) -> Verdict {
    judge(try shares(attention: attention, margin: margin, logit: logit, subset: subset, risk: eps))
  }

  /// Judges that a measured risk at the sufficient logit is at most eps.
  public func judge(risk: Measured, atMost eps: Double) -> Verdict {
    risk.judge(atMost: eps, "\(problem): risk")
  }

  /// A value over its bound; 0 where both are 0, not a number where either is not finite.
  private static func share(_ value: Double, of bound: Double) -> Double {
    guard bound.isFinite, value.isFinite else { return .nan }
    return bound > 0 ? value / bound : value > 0 ? .infinity : 0
  }
}
