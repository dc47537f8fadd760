/// Tokens of signs: a law with finitely many outcomes, over which a risk can be summed exactly.
public enum SignTokens: Hashable, Sendable {
  /// All Td coordinates are independent and uniform on {-1, +1}: mean 0 and covariance I, as for Gaussian tokens.
  case independent
  /// As before, but the second token repeats the first, so the covariance of vec(X) is not I.
  case firstTwoEqual
  /// As the first, but the one pattern in which every sign is -1 is twice as likely as each other.
  case onePatternTwice

  /// The law in words.
  public var name: String {
    switch self {
    case .independent: "independent signs"
    case .firstTwoEqual: "second token repeats the first"
    case .onePatternTwice: "one pattern of signs twice as likely"
    }
  }

  /// The exact risk E|V X s - STS_q(X, y)|^2 over these tokens, by enumeration of all outcomes.
  ///
  /// - Parameters:
  ///   - problem: The problem (T, d, q), with Td <= 16.
  ///   - value: The value matrix V, d x d.
  ///   - attention: The attention s, T numbers.
  ///   - subset: The subset y, q distinct indices from 0.
  /// - Returns: The mean over 2^(Td) sign patterns.
  /// - Throws: `TheoryError` if Td > 16, a shape or an index is wrong, or 128-bit integers overflow.
  public func risk(problem: Problem, value: RationalMatrix, attention: [Rational], subset: [Int])
    throws(TheoryError) -> Rational
  {
    let count = problem.inputDimension
    guard count <= 16 else { throw TheoryError(value: "Td = \(count)", rule: "Td <= 16 to enumerate signs") }
    try A1RiskGivenAttention.checkShape(problem, rows: value.rows, columns: value.columns)
    let inside = try A1RiskGivenAttention.membership(problem, attention: attention.count, subset: subset)
    let share = try Rational(1) / Rational(problem.sparsity)
    var total = Rational.zero
    for pattern in 0..<(1 << count) {
      total = try total + loss(pattern, problem, value, attention, inside, share)
    }
    if self == .onePatternTwice {
      total = try total + loss(0, problem, value, attention, inside, share)
      return try total / Rational((1 << count) + 1)
    }
    return try total / Rational(1 << count)
  }

  /// |V X s - STS|^2 for one sign pattern; bit i d + k is coordinate k of token i.
  private func loss(
    _ pattern: Int, _ problem: Problem, _ value: RationalMatrix, _ attention: [Rational], _ inside: [Bool],
    _ share: Rational
  ) throws(TheoryError) -> Rational {
    let d = problem.dimension
    var mixed = [Rational](repeating: .zero, count: d)
    var target = [Rational](repeating: .zero, count: d)
    for token in 0..<problem.tokens {
      let source = self == .firstTwoEqual && token == 1 ? 0 : token
      for k in 0..<d {
        let positive = pattern >> (source * d + k) & 1 == 1
        mixed[k] = try positive ? mixed[k] + attention[token] : mixed[k] - attention[token]
        if inside[token] { target[k] = try positive ? target[k] + share : target[k] - share }
      }
    }
    var sum = Rational.zero
    for row in 0..<d {
      var entry = target[row].negated
      for column in 0..<d { entry = try entry + value[row, column] * mixed[column] }
      sum = try sum + entry * entry
    }
    return sum
  }
}
