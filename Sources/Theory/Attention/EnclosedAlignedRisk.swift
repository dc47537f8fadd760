extension AlignedWeights {
  /// The risk R(alpha, C), enclosed: alpha and C are the real numbers that the Doubles are.
  ///
  /// The formula of `risk` in interval arithmetic, with the masses from `e^-|C|` and, where P is near 1,
  /// `alpha P - 1 = (alpha - 1) - alpha delta`.
  /// - Throws: `TheoryError` if the risk may be beyond the range.
  public func enclosedRisk() throws(TheoryError) -> Enclosed {
    let (q, outside) = (Interval(problem.sparsity), Interval(problem.tokensOutside))
    let scale = try Interval(alpha)
    let small = (-(try Interval(abs(logit)))).exp
    let (on, off) = logit >= 0 ? (q, outside * small) : (q * small, outside)
    let total = on + off
    let (mass, delta) = (on / total, off / total)
    let fit = massOffSubset < massOnSubset ? (scale - .one) - scale * delta : scale * mass - .one
    let risk = Interval(problem.dimension) * (fit.square / q + (scale * delta).square / outside)
    return try Enclosed(proved: risk)
  }
}

extension AlignedWeights {
  /// The risk at C = 0 and a rational alpha, exactly: P = q/T and `R = d [(alpha q/T - 1)^2/q + alpha^2 (N/T)^2/N]`.
  ///
  /// - Throws: `TheoryError` if a product overflows.
  public static func exactRisk(_ problem: Problem, alpha: Rational) throws(TheoryError) -> Rational {
    let (tokens, q) = (Rational(problem.tokens), Rational(problem.sparsity))
    let outside = Rational(problem.tokensOutside)
    let fit = try alpha * q / tokens - .one
    let off = try alpha / tokens
    return try Rational(problem.dimension) * (fit * fit / q + off * off * outside)
  }
}
