/// L3's closed forms at (T, d, q) and T', enclosed and exact.
///
/// The chance of n trained tokens in y is `C(T, n) C(T' - T, q - n)/C(T', q)`, written as a product of q factors: the
/// binomial coefficient C(q, n) times falling factorials.
extension FixedPositions {
  /// The limit of the risk as C -> infinity at alpha = 1, exactly: `d (E[1/n - 1/q; n >= 1] + P(n = 0) (1/q - 1/T'))`.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func exactLimit() throws(TheoryError) -> Rational {
    var sum = Rational.zero
    for n in counts {
      var chance = Rational.one
      for (numerator, denominator) in factors(n) {
        chance = try chance * Rational(numerator) / Rational(denominator)
      }
      let inverse = try Rational.one / Rational(n > 0 ? n : testTokens)
      let share = try Rational.one / Rational(problem.sparsity)
      sum = try sum + chance * (n > 0 ? inverse - share : share - inverse)
    }
    return try Rational(problem.dimension) * sum
  }

  /// The same, in outward-rounded arithmetic.
  ///
  /// - Throws: `TheoryError` if a number may be beyond the range.
  public func enclosedLimit() throws(TheoryError) -> Enclosed {
    let one = Enclosed(1)
    let share = try one / Enclosed(problem.sparsity)
    return try enclosedMean { n throws(TheoryError) in
      let inverse = try one / Enclosed(n > 0 ? n : testTokens)
      return n > 0 ? try inverse - share : try share - inverse
    }
  }

  /// The risk at (alpha, C), enclosed; alpha and C are the real numbers that the Doubles are.
  ///
  /// Given n the attention is `e^C/Z` on the n trained tokens of y, 1/Z on the other trained ones and `e^(C n/T)/Z` on those
  /// not trained, all scaled by `e^(C n/T)`.
  /// - Throws: `TheoryError` if a number is not finite or may be beyond the range.
  public func enclosedRisk(alpha: Double, logit: Double) throws(TheoryError) -> Enclosed {
    let (scale, top) = (try Enclosed(exactly: alpha), try Enclosed(exactly: logit))
    let share = try Enclosed(1) / Enclosed(problem.sparsity)
    let on = try top.exp()
    return try enclosedMean { n throws(TheoryError) in
      let untrained = try (top * Enclosed(n) / Enclosed(problem.tokens)).exp()
      let (others, extra) = (problem.tokens - n, testTokens - problem.tokens)
      let total = try Enclosed(n) * on + Enclosed(others) + Enclosed(extra) * untrained
      let (x, y, z) = (try scale * on / total, try scale / total, try scale * untrained / total)
      let (missTrained, missUntrained) = (try x - share, try z - share)
      let inSubset = problem.sparsity - n
      let seen = try Enclosed(n) * (missTrained * missTrained) + Enclosed(others) * (y * y)
      let unseen =
        try Enclosed(inSubset) * (missUntrained * missUntrained) + Enclosed(extra - inSubset) * (z * z)
      return try seen + unseen
    }
  }

  /// d times the mean of a function of n.
  private func enclosedMean(_ value: (Int) throws(TheoryError) -> Enclosed) throws(TheoryError) -> Enclosed {
    var sum = Enclosed(0)
    for n in counts {
      var chance = Enclosed(1)
      for (numerator, denominator) in factors(n) {
        chance = try chance * Enclosed(numerator) / Enclosed(denominator)
      }
      sum = try sum + chance * value(n)
    }
    return try Enclosed(problem.dimension) * sum
  }

  /// The possible numbers n of trained tokens in y.
  private var counts: ClosedRange<Int> {
    max(0, problem.sparsity - (testTokens - problem.tokens))...min(problem.sparsity, problem.tokens)
  }

  /// The factors of the chance of n, numerators and denominators.
  private func factors(_ n: Int) -> [(Int, Int)] {
    let (q, extra) = (problem.sparsity, testTokens - problem.tokens)
    // C(q, n), then the falling factorials of T and T' - T over that of T'.
    return (0..<n).map { (q - $0, $0 + 1) } + (0..<n).map { (problem.tokens - $0, testTokens - $0) }
      + (n..<q).map { (extra - ($0 - n), testTokens - $0) }
  }
}
