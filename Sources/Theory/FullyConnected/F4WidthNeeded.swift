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
  /// Range: every problem and every share; exact.
  ///
  /// - Throws: `TheoryError` if eps lies outside [0, 1].
  public static func exact(problem: Problem, share: Rational) throws(TheoryError) -> Int {
    if share < .zero || share > .one {
      throw TheoryError(value: "share = \(share)", rule: "0 <= share <= 1")
    }
    // Products in 256 bits, so that no share overflows: with eps = n/D, floor(floor(x/D)/k) = floor(x/(Dk)),
    // and ceilings alike.
    let (numerator, denominator) = (share.numerator.magnitude, share.denominator.magnitude)
    let input = UInt128(problem.inputDimension)
    let product = numerator.multipliedFullWidth(by: input * UInt128(problem.tokens - 1))
    let spared = denominator.dividingFullWidth(product).quotient / UInt128(problem.tokensOutside)
    let first = Int128(input) - Int128(spared)
    let above = UInt128(try Rational.countLeft(by: share, of: problem.inputDimension))
    let size = UInt128(problem.sparsity)
    let second = Int128((above + size - 1) / size)
    return Int(max(first, second, 0))  // at most Td, which is an Int
  }

  /// The least width m with LB(m) <= eps d/q, for the exact value of a Double.
  ///
  /// A Double such as 0.1 is not the decimal 1/10: where the maximum is an integer the two may differ by one.
  ///
  /// - Throws: `TheoryError` if eps lies outside [0, 1] or is not a number, or a Double of it needs more than
  /// 127 bits.
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

/// Judges F4 on trained networks: the least width that was seen to reach a share eps of the trivial risk.
///
/// It cannot lie below F4's width for eps. Networks trained until their risk is at most 1 + spare times LB(m) reach
/// eps d/q at F4's width for eps/(1 + spare).
public struct F4TrainedWidthPredicate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The share eps.
  public let share: Rational
  /// The part of LB(m) that training may leave.
  public let spare: Rational

  /// The predicate at a share eps in (0, 1]; by default training may leave 5 % of LB(m).
  ///
  /// - Throws: `TheoryError` if the share is not in (0, 1], the spare is negative or a product overflows.
  public init(problem: Problem, share: Rational, spare: Rational? = nil) throws(TheoryError) {
    let fraction: Rational
    if let spare { fraction = spare } else { fraction = try Rational(numerator: 1, denominator: 20) }
    guard share > .zero, share <= .one, fraction >= .zero else {
      throw TheoryError(value: "share = \(share), spare = \(fraction)", rule: "0 < share <= 1, spare >= 0")
    }
    self.problem = problem
    self.share = share
    self.spare = fraction
  }

  /// F4's width for eps/(1 + spare), at which training must have reached eps.
  ///
  /// - Throws: `TheoryError` if a product overflows.
  public func greatestWidth() throws(TheoryError) -> Int {
    try F4WidthNeeded.exact(problem: problem, share: share / (Rational.one + spare))
  }

  /// Judges that the width at which a network was seen to reach eps is not below F4's; undecided if none was seen.
  ///
  /// - Throws: `TheoryError` if a product overflows.
  public func judge(notBelow width: Int?) throws(TheoryError) -> Verdict {
    let least = try F4WidthNeeded.exact(problem: problem, share: share)
    guard let width else { return .undecided(reason: "\(problem): no width reached \(share) d/q") }
    if width >= least { return .verified(margin: 1 - Double(least) / Double(max(1, width))) }
    return .refuted(
      counterexample: "\(problem): \(share) d/q reached with \(width) neurons, fewer than \(least)")
  }

  /// Judges that a network reached eps at the width where the spare allows it, or below.
  ///
  /// - Throws: `TheoryError` if a product overflows.
  public func judge(reached width: Int?) throws(TheoryError) -> Verdict {
    let greatest = try greatestWidth()
    if let width, width >= 0, width <= greatest {
      return .verified(margin: 1 - Double(width) / Double(max(1, greatest)))
    }
    return .refuted(
      counterexample:
        "\(problem): \(share) d/q first reached with \(width.map(String.init) ?? "more") neurons, not \(greatest)"
    )
  }
}

extension Claim {
  /// F4: the width needed is linear in Td.
  public static let f4WidthNeeded = Claim(
    id: "F4", title: "First-layer width needed",
    statement: #"""
      At any depth, $R(f) \le \varepsilon d/q$ forces $m \ge \max\left(Td\left(1 - \varepsilon\frac{T-1}{T-q}\right), \frac{Td}{q}(1-\varepsilon)\right)$, and the least rank that allows it is exactly the ceiling of the right-hand side. As $\varepsilon \to 0$ that is $Td$, the least width of one hidden layer: $Td$ ReLU neurons suffice there (F6).
      """#,
    assumptions: ["Those of F2.", "The share lies in [0, 1]."],
    source: .wang2024, grade: .exact,
    predicate:
      "The ceiling equals the first width m, searched from 0 in rational arithmetic, whose bound LB(m) is at most the allowed risk; with up to 5e9 inputs LB(m) is at most the risk and LB(m - 1) above it, by outward-rounded intervals (enclosed). Of networks trained at one width after another, up to three of each (observed; d = 1, q = 2, eps = 1/2), the first to reach the risk has a width that is not below the ceiling for eps, and not above that for eps/1.05; the training length was set on base seeds 101 to 103, the number of networks on 301 to 330.",
    control:
      "One neuron fewer and one more than the ceiling; a share a part in 10^9 larger; trained widths held against the ceiling for another share; a width that does not grow with the sequence length.",
    proof: #"""
      $\mathrm{LB}$ is the largest of two lines in $m$ and 0 (F2), so $\mathrm{LB}(m) \le \varepsilon\frac{d}{q}$ means that each line is at most that; solved for $m$ they give the two terms. F5 attains $\mathrm{LB}(m)$, so a smaller width fails and this one suffices.
      """#,
    thresholdsSetOn: "base seeds 101 to 103 and 301 to 330")
}
