extension F2RiskLowerBound {
  /// LB(m), enclosed: the sum of the Td - m smallest eigenvalues of F1, in outward-rounded arithmetic.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public static func enclosed(problem: Problem, width: Int) throws(TheoryError) -> Enclosed {
    if width < 0 { throw TheoryError(value: "width = \(width)", rule: "width >= 0") }
    let tokens = Enclosed(problem.tokens)
    let one = Enclosed(1)
    let high = try one / tokens
    let pairs = try Enclosed(problem.sparsity) * tokens * Enclosed(problem.tokens - 1)
    let low = try Enclosed(problem.tokensOutside) / pairs
    let smaller = problem.dimension * (problem.tokens - 1)
    let left = max(0, problem.inputDimension - width)
    return try Enclosed(max(0, left - smaller)) * high + Enclosed(min(left, smaller)) * low
  }
}

extension F4WidthNeeded {
  /// Judges, enclosed, that `LB(m) <= eps d/q`.
  ///
  /// - Throws: `TheoryError` if m < 0.
  public static func judge(sufficient width: Int, problem: Problem, share: Rational) throws(TheoryError)
    -> Verdict
  {
    try F2RiskLowerBound.enclosed(problem: problem, width: width).judge(
      atMost: allowed(problem, share), "LB(\(width))")
  }

  /// Judges, enclosed, that one neuron fewer is too few: `LB(m - 1) > eps d/q`; of m = 0 there is nothing to say.
  ///
  /// - Throws: `TheoryError` if m < 0.
  public static func judge(necessary width: Int, problem: Problem, share: Rational) throws(TheoryError)
    -> Verdict
  {
    if width == 0 { return .undecided(reason: "width 0 has none below it") }
    let bound = try F2RiskLowerBound.enclosed(problem: problem, width: width - 1)
    return try allowed(problem, share).judge(atMost: bound, "eps d/q against LB(\(width - 1))")
  }

  private static func allowed(_ problem: Problem, _ share: Rational) throws(TheoryError) -> Enclosed {
    try Enclosed(share) * Enclosed(problem.dimension) / Enclosed(problem.sparsity)
  }
}
