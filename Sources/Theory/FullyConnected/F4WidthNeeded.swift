/// The least first-layer rank at which the risk can be a share eps of the trivial risk.
///
/// `R <= eps d/q` forces, whatever comes after the first layer,
/// ```
/// m >= max( Td (1 - eps (T-1)/(T-q)),  (Td/q) (1 - eps) ),
/// ```
/// and the least integer m with LB(m) <= eps d/q is exactly the ceiling of that maximum: linear in Td at any depth.
///
/// Proof. LB is the largest of two lines in m and 0 (F2), so `LB(m) <= eps d/q` means that each line is at most
/// eps d/q; solved for m, `d/q - m/T <= eps d/q` is the second term, and
/// `(Td - m)(T-q)/(qT(T-1)) <= eps d/q` the first. F5 attains LB(m), so a smaller width fails and this one suffices.
///
/// Valid range: 0 <= eps <= 1. At eps = 0 the width is Td, at eps = 1 it is 0.
///
/// Source: linear growth in Td, Wang et al. 2024; the exact width, derived here.
public enum F4WidthNeeded {
  /// The least width m with LB(m) <= eps d/q.
  ///
  /// - Throws: `TheoryError` if eps lies outside [0, 1] or a product overflows.
  public static func exact(problem: Problem, share: Rational) throws(TheoryError) -> Int {
    if share < .zero || share > .one {
      throw TheoryError(value: "share = \(share)", rule: "0 <= share <= 1")
    }
    let input = Rational(problem.inputDimension)
    let ratio = try Rational(problem.tokens - 1) / Rational(problem.tokensOutside)
    let first = try input * (Rational.one - share * ratio)
    let second = try input / Rational(problem.sparsity) * (Rational.one - share)
    return Int(max(first.ceiling, second.ceiling, 0))  // at most Td, which is an Int
  }

  /// The least width m with LB(m) <= eps d/q, for the exact value of a Double.
  ///
  /// A Double such as 0.1 is not the decimal 1/10: where the maximum is an integer the two may differ by one.
  ///
  /// - Throws: `TheoryError` if eps lies outside [0, 1], is not a number, or a product overflows.
  public static func exact(problem: Problem, share: Double) throws(TheoryError) -> Int {
    guard share >= 0, share <= 1 else {
      throw TheoryError(value: "share = \(share)", rule: "0 <= share <= 1")
    }
    // Below 1/(T d (T-1)) the first term lies in (Td - 1, Td], and tiny shares have no Int128 form.
    let smallest = 1 / (Double(problem.inputDimension) * Double(problem.tokens))
    if share < smallest { return problem.inputDimension }
    return try exact(problem: problem, share: Rational(exactly: share))
  }

  /// The least width by search: the first m, from 0, with LB(m) <= eps d/q in exact arithmetic.
  ///
  /// - Throws: `TheoryError` if eps lies outside [0, 1] or a product overflows.
  public static func bySearch(problem: Problem, share: Rational) throws(TheoryError) -> Int {
    if share < .zero || share > .one {
      throw TheoryError(value: "share = \(share)", rule: "0 <= share <= 1")
    }
    let target = try share * Rational(problem.dimension) / Rational(problem.sparsity)
    var width = 0
    while try F2RiskLowerBound.exact(problem: problem, width: width) > target { width += 1 }
    return width
  }
}

/// Judges F4: a width is the least one that a risk of eps d/q allows.
public struct F4WidthPredicate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The risk's share eps of the trivial risk.
  public let share: Rational

  /// The predicate at a share eps in [0, 1].
  public init(problem: Problem, share: Rational) {
    self.problem = problem
    self.share = share
  }

  /// Judges whether a width is the least m with LB(m) <= eps d/q, by a search over every m from 0.
  ///
  /// - Throws: `TheoryError` if eps lies outside [0, 1] or a product overflows.
  public func judge(width: Int) throws(TheoryError) -> Verdict {
    let least = try F4WidthNeeded.bySearch(problem: problem, share: share)
    if width == least { return .verified(margin: 1) }
    return .refuted(
      counterexample: "\(problem), eps = \(share): width \(width), but the search finds \(least)")
  }
}

extension Claim {
  /// F4: the width needed is linear in Td.
  public static let f4WidthNeeded = Claim(
    id: "F4", title: "First-layer width needed",
    statement: #"""
      At any depth, $R(f) \le \varepsilon d/q$ forces $m \ge \max\left(Td\left(1 - \varepsilon\frac{T-1}{T-q}\right), \frac{Td}{q}(1-\varepsilon)\right)$, and the least rank that allows it is exactly the ceiling of the right-hand side.
      """#,
    assumptions: ["Those of F2.", "The share lies in [0, 1]."],
    source: .wang2024, grade: .exact,
    predicate:
      "The ceiling equals the first width m, searched from 0 in rational arithmetic, whose bound LB(m) is at most the allowed risk.",
    control: "A width that does not grow with the sequence length, that of the problem with half the tokens.")
}
