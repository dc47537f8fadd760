/// The least risk of a network with a skip connection from its input to its output.
///
/// A network here is `f = h(W vec(X) + g(y), y) + B vec(X)`, W of rank m and B, d x Td, both free of y. Then
/// ```
/// R(f) >= LB(m + d),   attained with B = (1/T) 1^T (x) I_d.
/// ```
/// Proof. Given y, f depends on X through Pi vec(X) and B vec(X). The part of the error outside the row space is
/// `(M_y - B)(I - Pi) vec(X)`, independent of the rest and of mean 0, so `R >= tr((I - Pi) E_y[(M_y - B)^T (M_y - B)])`. The
/// expectation is `S - Mbar^T Mbar + (Mbar - B)^T (Mbar - B)`, `Mbar = E M_y = (1/T) 1^T (x) I_d`, so the best B is Mbar.
/// `Mbar^T Mbar = (1/T) 1 1^T/T (x) I_d` takes the eigenvalue hi = 1/T of S away: `S' = S - Mbar^T Mbar` has 0, d times,
/// and lo, d(T-1) times. The Td - m smallest sum to `max(0, Td - m - d) lo = LB(m + d)` (Ky Fan). Rows of W along
/// eigenvectors of lo attain it.
///
/// So a skip connection is worth d neurons, no more.
///
/// Source: derived here.
public enum F18SkipConnection {
  /// LB(m + d), exactly.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public static func exact(problem: Problem, width: Int) throws(TheoryError) -> Rational {
    if width < 0 { throw TheoryError(value: "width = \(width)", rule: "width >= 0") }
    return try F2RiskLowerBound.exact(problem: problem, width: width + problem.dimension)
  }

  /// The least risk with a given first layer, `tr((I - Pi) S')`, by enumeration of every subset, in rational arithmetic.
  ///
  /// Nothing of F1 is used: `E|M_y b|^2 - |E M_y b|^2` is added up over the subsets for each vector b of an orthogonal
  /// basis of the rows, and the whole trace over the coordinate vectors.
  ///
  /// - Throws: `TheoryError` if W has not Td columns, there are too many subsets, or a number overflows.
  public static func leastRisk(problem: Problem, weights: RationalMatrix) throws(TheoryError) -> (
    value: Rational, rank: Int
  ) {
    let length = problem.inputDimension
    if weights.columns != length {
      throw TheoryError(value: "weights with \(weights.columns) columns", rule: "Td = \(length) columns")
    }
    let basis = try weights.orthogonalRowBasis()
    var whole = Rational.zero
    for index in 0..<length {
      var unit = [Rational](repeating: .zero, count: length)
      unit[index] = .one
      whole = try whole + variance(problem, unit)
    }
    var captured = Rational.zero
    for row in 0..<basis.rows {
      let vector = Array(basis.row(row))
      var square = Rational.zero
      for entry in vector { square = try square + entry * entry }
      captured = try captured + variance(problem, vector) / square
    }
    return (try whole - captured, basis.rows)
  }

  /// `E_y|M_y b|^2 - |E_y M_y b|^2`.
  private static func variance(_ problem: Problem, _ vector: [Rational]) throws(TheoryError) -> Rational {
    let count = Rational(try Subsets.count(of: problem, limit: 100_000))
    let scale = Rational(problem.sparsity)
    var total = Rational.zero
    for coordinate in 0..<problem.dimension {
      var (squares, sums) = (Rational.zero, Rational.zero)
      for subset in Subsets(of: problem) {
        var image = Rational.zero
        for token in subset { image = try image + vector[token * problem.dimension + coordinate] }
        squares = try squares + image * image
        sums = try sums + image
      }
      total = try total + squares / count - sums * sums / (count * count)
    }
    return try total / (scale * scale)
  }
}

/// Judges F18: the least risk with a skip connection and a given first layer against LB(rank + d), exactly.
public struct F18SkipConnectionPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem

  /// The predicate for a problem.
  public init(_ problem: Problem) { self.problem = problem }

  /// The predicate for the certificate and the measured risk of a network trained with a skip connection; the claim's own
  /// number of neurons that the connection is worth is d.
  ///
  /// - Throws: `TheoryError` if the rank is negative.
  public func trained(rank: Int, worth neurons: Int? = nil) throws(TheoryError) -> RiskBoundPredicate {
    let width = rank + (neurons ?? problem.dimension)
    return try RiskBoundPredicate(
      "\(problem), rank \(rank), skip connection",
      bound: F2RiskLowerBound.value(problem: problem, width: width),
      rounding: RiskBoundPredicate.rounding(problem), resolution: 0.05 * problem.trivialRisk)
  }

  /// Judges that an exact least risk is at least LB(rank + neurons); the claim's own number of neurons is d.
  ///
  /// - Throws: `TheoryError` if the rank is negative.
  public func judge(leastRisk: Rational, rank: Int, worth neurons: Int? = nil) throws(TheoryError) -> Verdict
  {
    let bound = try F2RiskLowerBound.exact(problem: problem, width: rank + (neurons ?? problem.dimension))
    if leastRisk < bound {
      return .refuted(
        counterexample: "\(problem), rank \(rank), skip connection: risk \(leastRisk) < \(bound)")
    }
    return .verified(margin: leastRisk == bound ? 0 : 1 - bound.double / leastRisk.double)
  }

  /// Judges that LB(rank + neurons) is attained, exactly; the claim's own number of neurons is d.
  ///
  /// - Throws: `TheoryError` if the rank is negative.
  public func judge(attained risk: Rational, rank: Int, worth neurons: Int? = nil) throws(TheoryError)
    -> Verdict
  {
    let bound = try F2RiskLowerBound.exact(problem: problem, width: rank + (neurons ?? problem.dimension))
    return risk == bound
      ? .verified(margin: 1)
      : .refuted(counterexample: "\(problem), rank \(rank), skip connection: risk \(risk), bound \(bound)")
  }
}

extension Claim {
  /// F18: what a skip connection is worth.
  public static let f18SkipConnection = Claim(
    id: "F18", title: "A skip connection is worth d neurons",
    statement: #"""
      For $f = h(W \mathrm{vec}(X) + g(y), y) + B\,\mathrm{vec}(X)$ with $W$ of rank $m$ and $B$ free of $y$, $R(f) \ge \mathrm{LB}(m + d)$; it is attained at $B = \frac{1}{T} \mathbf{1}^\top \otimes I_d$.
      """#,
    assumptions: ["Those of F2, but for the skip connection, whose weights do not depend on y."],
    source: .derivedHere,
    grade: .statistical(inequality: "the normal law of the cross term", falseAlarmPerTrial: 1e-10),
    predicate:
      "For drawn first layers of every height the least risk over all heads and all skip connections, enumerated in rational arithmetic, is at least LB(rank + d); with eigenvectors of lo as rows it equals LB(m + d). Certificate and risk of networks trained with a skip connection, the risk on fresh samples with the lost part as control variate, are not below LB(rank + d).",
    control:
      "Near misses: LB(m + d - 1) held against the attaining layers, and LB(m), F2's bound, which a skip connection breaks; d - 1 neurons counted for the connection of trained networks.",
    proof: #"""
      The best $B$ is the mean of $M_y$. It takes the eigenvalue $\lambda_{\mathrm{hi}}$ of $S$ away, $d$ times; Ky Fan's inequality for what is left gives $\mathrm{LB}(m + d)$.
      """#)
}
