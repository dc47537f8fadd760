/// Judges A3 for one draw of positions and subset.
///
/// Rounding. Computed scores differ from exact ones by at most eta = `scoreError`, so a logit difference is off by at
/// most 2 C eta, a weight by a relative `xi = 2 C eta + (T + 16) 2^-52`. The bound of delta/P is multiplied by
/// e^{xi}, and, as the miss on y gains at most xi/sqrt(q) in norm, the risk may reach
/// `d (sqrt(1 + 1/q) delta + xi/sqrt(q))^2`.
public struct A3ConcentrationPredicate: Hashable, Sendable {
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

  /// Judges the attention s = softmax(C scores) of one (E, y).
  ///
  /// - Parameters:
  ///   - attention: The attention s, T numbers that sum to 1.
  ///   - margin: The margin 1 - max score outside y.
  ///   - logit: The factor C >= 0 of the scores.
  ///   - subset: The subset y.
  ///   - eps: If given, the risk at V = I that the logit is claimed to reach.
  /// - Returns: Verified with margin 1 - (value / bound), the least of the checks.
  /// - Throws: `TheoryError` if a shape or a number is outside its range.
  public func judge(
    attention: [Double], margin: Double, logit: Double, subset: [Int], risk eps: Double? = nil
  )
    throws(TheoryError) -> Verdict
  {
    let inside = try A1RiskGivenAttention.membership(problem, attention: attention.count, subset: subset)
    let odds = try A3Concentration.oddsBound(problem: problem, margin: margin, logit: logit)
    let q = Double(problem.sparsity)
    let xi = 2 * logit * scoreError + Double(problem.tokens + 16) * 0x1p-52
    var (on, off, missed) = (0.0, 0.0, 0.0)
    for (index, weight) in attention.enumerated() {
      if inside[index] { on += weight } else { off += weight }
      let miss = weight - (inside[index] ? 1 / q : 0)
      missed += miss * miss
    }
    let risk = Double(problem.dimension) * missed
    let root = (1 + 1 / q).squareRoot() * off + xi / q.squareRoot()
    var verdicts = [
      atMost(on * odds * Elementary.exp(xi), off, "mass off the subset"),
      atMost(Double(problem.dimension) * root * root, risk, "risk at V = I"),
    ]
    if let eps {
      let slack = xi * (1 + (Double(problem.dimension) / eps).squareRoot())
      verdicts.append(atMost(eps * (1 + 4 * slack), risk, "risk at the sufficient logit"))
    }
    return .all(verdicts)
  }

  /// Judges that a measured risk at the sufficient logit is at most eps.
  public func judge(risk: Measured, atMost eps: Double) -> Verdict {
    risk.judge(atMost: eps, "\(problem): risk")
  }

  private func atMost(_ bound: Double, _ value: Double, _ name: String) -> Verdict {
    guard bound.isFinite, value.isFinite else {
      return .undecided(reason: "\(problem): \(name) \(value), bound \(bound)")
    }
    if value > bound { return .refuted(counterexample: "\(problem): \(name) \(value) exceeds \(bound)") }
    return .verified(margin: bound > 0 ? 1 - value / bound : 1)
  }
}
