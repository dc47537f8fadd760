/// The least risk of a network that sees the direction of its input only.
///
/// A network here is `f = h(W vec(X)/|vec(X)| + g(y), y)`, W of rank m. With n = Td and kappa = (E chi_n)^2/n, the share of
/// `E|vec(X)|^2 = n` that the mean length carries,
/// ```
/// R(f) >= (1 - kappa) d/q + kappa LB(m),     attained by f = E chi_n M_y Pi vec(X)/|vec(X)|,
/// ```
/// Pi the projection on the rows of W, if these are top eigenvectors of S. For a given W the least risk is
/// `(1 - kappa) d/q + kappa cert(W)`, cert(W) = tr((I - Pi) S).
///
/// Proof. The length l = |vec(X)| and the direction u = vec(X)/l of a standard Gaussian are independent, and f is a function
/// of u and y. The target is `l M_y u`; so, with l's mean lambda = E chi_n,
/// ```
/// R(f) = E|f - lambda M_y u|^2 + Var(l) E|M_y u|^2.                                                      (1)
/// ```
/// `d/q = E|M_y vec(X)|^2 = n E|M_y u|^2` and Var(l) = n - lambda^2 = n (1 - kappa), so the last term is (1 - kappa) d/q. In the
/// first, v = sqrt(n) u is uniform on the sphere of radius sqrt(n): it has covariance I, and `E[(I - Pi) v | Pi v] = 0`, as the
/// reflection 2 Pi - I leaves its law and Pi v alone. F2's proof needs no more, and f is a function of W v and y:
/// ```
/// E|f - lambda M_y u|^2 = (lambda^2/n) E|sqrt(n) f/lambda - M_y v|^2
///                       = (lambda^2/n) [ E|sqrt(n) f/lambda - M_y Pi v|^2 + cert(W) ] >= kappa cert(W),
/// ```
/// with equality for f = lambda M_y Pi u. Ky Fan's inequality: cert(W) >= LB(m).
///
/// So such a network does worse than F2 says, by (1 - kappa)(d/q - LB(m)), which is about (d/q - LB(m))/(2n); no width removes
/// (1 - kappa) d/q. Nothing but the Gaussian law of the length is used beyond F2: for another spherical law kappa is
/// (E l)^2/E l^2.
///
/// Units: those of the risk. Source: derived here.
public enum F21NormalizedInput {
  /// kappa = (E chi_n)^2/n = (2/n) (Gamma((n+1)/2)/Gamma(n/2))^2, from 2/pi at n = 1 towards 1.
  ///
  /// Error: relative 1e-14. Range: n >= 1.
  ///
  /// - Throws: `TheoryError` if n < 1.
  public static func kappa(_ n: Int) throws(TheoryError) -> Double {
    let start = try require(n)
    return product(from: n, to: start) * (1 - series(start))
  }

  /// 1 - kappa, about 1/(2n), without cancellation.
  ///
  /// Error: relative 1e-12 below n = 48, 1e-15 from there on. Range: n >= 1.
  ///
  /// - Throws: `TheoryError` if n < 1.
  public static func complement(_ n: Int) throws(TheoryError) -> Double {
    let start = try require(n)
    return start == n ? series(n) : 1 - product(from: n, to: start) * (1 - series(start))
  }

  /// The mean length E chi_n of a standard Gaussian vector in n dimensions, sqrt(kappa n).
  ///
  /// - Throws: `TheoryError` if n < 1.
  public static func meanLength(_ n: Int) throws(TheoryError) -> Double {
    (try kappa(n) * Double(n)).squareRoot()
  }

  /// The bound (1 - kappa) d/q + kappa LB(m).
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public static func lowerBound(problem: Problem, width: Int) throws(TheoryError) -> Double {
    try leastRisk(problem: problem, certificate: F2RiskLowerBound.value(problem: problem, width: width))
  }

  /// The least risk (1 - kappa) d/q + kappa cert(W) with a first layer of the given certificate.
  ///
  /// - Throws: `TheoryError` never, for a valid problem.
  public static func leastRisk(problem: Problem, certificate: Double) throws(TheoryError) -> Double {
    let n = problem.inputDimension
    return try complement(n) * problem.trivialRisk + kappa(n) * certificate
  }

  /// The first number from 48 on that differs from n by an even one, n itself if it is one.
  private static func require(_ n: Int) throws(TheoryError) -> Int {
    if n < 1 { throw TheoryError(value: "n = \(n)", rule: "n >= 1") }
    return n >= 48 ? n : n + (49 - n) / 2 * 2
  }

  /// kappa(n)/kappa(last), as `kappa(n) = kappa(n+2) n (n+2)/(n+1)^2` by Gamma(z+1) = z Gamma(z).
  private static func product(from n: Int, to last: Int) -> Double {
    var factor = 1.0
    for k in stride(from: n, to: last, by: 2) { factor *= Double(k * (k + 2)) / Double((k + 1) * (k + 1)) }
    return factor
  }

  /// 1 - kappa by Stirling's series in 1/n: the first term left out is below 1e-17 of it from n = 48 on.
  private static func series(_ n: Int) -> Double {
    let x = 1 / Double(n)
    let coefficients: [Double] = [
      1.0 / 2, -1.0 / 8, -1.0 / 16, 5.0 / 128, 23.0 / 256, -53.0 / 1024, -593.0 / 2048, 5165.0 / 32768,
      110_123.0 / 65536, -231_743.0 / 262_144,
    ]
    return coefficients.reversed().reduce(0) { ($0 + $1) * x }
  }
}

/// Judges F21: the risk of networks that see the direction of the input only.
public struct F21NormalizedInputPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The rank of the first layer.
  public let rank: Int
  /// The bound (1 - kappa) d/q + kappa LB(rank).
  public let bound: Double
  /// The widest interval that may straddle the bound and still verify, as a share of the trivial risk.
  public let resolution: Double

  /// The predicate for a first layer of the given rank.
  ///
  /// - Throws: `TheoryError` if the rank is negative or the resolution not positive.
  public init(problem: Problem, rank: Int, resolution: Double = 0.05) throws(TheoryError) {
    self.init(
      problem: problem, rank: rank,
      bound: try F21NormalizedInput.lowerBound(problem: problem, width: rank), resolution: resolution)
    if !(resolution > 0) { throw TheoryError(value: "resolution = \(resolution)", rule: "resolution > 0") }
  }

  /// The predicate with the bound that somebody states, true or not.
  public init(problem: Problem, rank: Int, bound: Double, resolution: Double = 0.05) {
    self.problem = problem
    self.rank = rank
    self.bound = bound
    self.resolution = resolution
  }

  /// Judges a network's measured risk: refuted if its whole interval lies below the bound.
  public func judge(risk: Measured) -> Verdict {
    risk.judge(
      notBelow: bound, resolution: resolution * problem.trivialRisk,
      "\(problem), normalised input, rank \(rank): risk")
  }

  /// The predicate for the least risk with a trained first layer and for the network's measured risk.
  ///
  /// - Throws: `TheoryError` never, for a valid problem.
  public func trained() throws(TheoryError) -> RiskBoundPredicate {
    try RiskBoundPredicate(
      "\(problem), normalised input, rank \(rank)", bound: bound,
      rounding: RiskBoundPredicate.rounding(problem), resolution: resolution * problem.trivialRisk)
  }

  /// Judges the measured risk of the best predictor from top eigenvectors: its interval contains the bound.
  ///
  /// Undecided if the interval is longer than twice the resolution.
  public func judge(bestRisk: Measured) -> Verdict {
    let context = "\(problem), normalised input, rank \(rank): best risk"
    let verdict = bestRisk.judge(contains: bound, resolution: .greatestFiniteMagnitude, context)
    let longest = 2 * resolution * problem.trivialRisk
    if verdict.isVerified, bestRisk.upper - bestRisk.lower > longest {
      return .undecided(
        reason: "\(context) in [\(bestRisk.lower), \(bestRisk.upper)], longer than \(longest)")
    }
    return verdict
  }

  /// Judges the best predictor's risk by quadrature over the length: it is the bound to 1e-11 of the trivial risk.
  public func judge(quadrature risk: Double) -> Verdict {
    .within(
      1e-11 * problem.trivialRisk, deviation: risk - bound,
      "\(problem), normalised input, rank \(rank): risk \(risk) by quadrature, bound \(bound)")
  }
}

extension Claim {
  /// F21: normalised inputs.
  public static let f21NormalizedInput = Claim(
    id: "F21", title: "A network that sees the direction of its input only",
    statement: #"""
      For $f = h(W \mathrm{vec}(X)/\lVert\mathrm{vec}(X)\rVert + g(y), y)$ with $W$ of rank $m$, $R(f) \ge (1 - \kappa)\frac{d}{q} + \kappa\,\mathrm{LB}(m)$ with $\kappa = (\mathbb{E}\chi_n)^2/n$, $n = Td$; it is attained.
      """#,
    assumptions: ["Those of F2, but for the division of the whole input by its length."],
    source: .derivedHere,
    grade: .statistical(
      inequality: "empirical Bernstein; the sub-Gaussian law of the cross term", falseAlarmPerTrial: 1e-10),
    predicate:
      "The best predictor from top eigenvectors, run on Gaussian samples divided by their length, has the bound inside the interval of its mean loss, and no predictor's interval lies below it. By quadrature over the density of the length the best predictor's least risk is the bound, to 1e-11 of d/q. Least risk and risk of trained networks, the risk on directions with the lost part as control variate, are not below the bound.",
    control:
      "A predictor that sees the length (F2's best). Near misses: LB(m), F2's bound, as if attained; n + 1 for n in kappa; the bound of rank m - 1, also held against trained networks.",
    proof: #"""
      Length $\ell$ and direction $u$ of a Gaussian vector are independent. So $R(f) = \mathbb{E}\lVert f - (\mathbb{E}\ell) M_y u\rVert^2 + \mathrm{Var}(\ell)\,\mathbb{E}\lVert M_y u\rVert^2$; the last term is $(1 - \kappa)\frac{d}{q}$, and the first is $\kappa$ times the risk of a network on tokens uniform on the sphere of radius $\sqrt{n}$, for which F2's proof holds.
      """#)
}
