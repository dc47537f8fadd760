/// The least risk of any network whose first layer has rank m on the tokens.
///
/// A fully connected network here is any `f(X, y) = h(W vec(X) + g(y), y)`, W with m rows that do not depend on y;
/// h and g are arbitrary, so depth, later widths and activations do not matter. Then `R(f) >= LB(rank W)` with
/// LB(m) the sum of the Td - m smallest eigenvalues of S (F1):
/// ```
/// LB(m) = d/q - m/T                           for 0 <= m <= d
///       = (Td - m) (T-q) / (q T (T-1))        for d <= m <= Td
///       = 0                                   for m >= Td,      the largest of the three.
/// ```
/// Proof. Let Pi project onto the row space of W. Given y, f depends on X through Pi vec(X) only. For Gaussian X the
/// parts Pi vec(X) and (I - Pi) vec(X) are independent and the second has mean 0, so
/// `E|f - M_y vec(X)|^2 = E|f - M_y Pi vec(X)|^2 + E|M_y (I - Pi) vec(X)|^2`, the cross term being 0. The last term is
/// tr((I - Pi) S), by E over y of M_y^T M_y. Over projections I - Pi of rank Td - m that trace is least on the
/// eigenvectors of the Td - m smallest eigenvalues (Ky Fan), and F1 names them. The eigenvalues only enter in order,
/// hence LB is convex, piecewise linear in m, and the largest of the three lines.
///
/// Source: a lower bound on the average risk that is linear in Td, Wang et al. 2024; the exact constant, derived here.
public enum F2RiskLowerBound {
  /// LB(m), exactly.
  ///
  /// - Throws: `TheoryError` if the width is negative; no valid problem overflows.
  public static func exact(problem: Problem, width: Int) throws(TheoryError) -> Rational {
    try requireWidth(width)
    if width >= problem.inputDimension { return .zero }
    let tokens = Int128(problem.tokens)
    let sparsity = Int128(problem.sparsity)
    if width <= problem.dimension {
      return try Rational(
        numerator: Int128(problem.dimension) * tokens - Int128(width) * sparsity,
        denominator: sparsity * tokens)
    }
    return try Rational(
      numerator: Int128(problem.inputDimension - width) * Int128(problem.tokensOutside),
      denominator: sparsity * tokens * (tokens - 1))
  }

  /// LB(m) as a Double, relative error below 1e-15.
  ///
  /// Differences are formed in integers, so nothing cancels, and products in Double, so nothing overflows.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public static func value(problem: Problem, width: Int) throws(TheoryError) -> Double {
    try requireWidth(width)
    if width >= problem.inputDimension { return 0 }
    let tokens = Double(problem.tokens)
    let sparsity = Double(problem.sparsity)
    if width <= problem.dimension {
      let difference = problem.inputDimension - width * problem.sparsity  // width * q <= d q, which fits
      return Double(difference) / (sparsity * tokens)
    }
    return Double(problem.inputDimension - width) * Double(problem.tokensOutside)
      / (sparsity * tokens * (tokens - 1))
  }

  private static func requireWidth(_ width: Int) throws(TheoryError) {
    if width < 0 { throw TheoryError(value: "width = \(width)", rule: "width >= 0") }
  }
}

/// Judges F2, `R >= LB(rank W)`, for a certificate or for a measured risk.
public struct F2RiskPredicate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The rank of the first layer, at most its width.
  public let rank: Int
  /// The widest interval that may straddle the bound and still verify, as a share of the trivial risk.
  public let resolution: Double
  private let predicate: RiskBoundPredicate

  /// The predicate for a first layer of the given rank.
  ///
  /// - Throws: `TheoryError` if the rank is negative or the resolution not positive.
  public init(problem: Problem, rank: Int, resolution: Double = 0.05) throws(TheoryError) {
    if !(resolution > 0) { throw TheoryError(value: "resolution = \(resolution)", rule: "resolution > 0") }
    self.problem = problem
    self.rank = rank
    self.resolution = resolution
    predicate = try RiskBoundPredicate(
      "\(problem), rank \(rank)", bound: F2RiskLowerBound.value(problem: problem, width: rank),
      rounding: 4 * Double(rank + problem.inputDimension) * 0x1p-52 * problem.trivialRisk,
      resolution: resolution * problem.trivialRisk)
  }

  /// The bound LB(rank).
  public var bound: Double { predicate.bound }

  /// The rounding error of a certificate, `4 (r + Td) u d/q`, u = 2^-52: a projection on r vectors, each orthonormal to a
  /// few u per entry, of a quadratic form with trace d/q.
  public var rounding: Double { predicate.rounding }

  /// Judges an exact certificate, `tr((I - Pi) S) >= LB(rank)`, without tolerance.
  ///
  /// - Throws: `TheoryError`; for a valid problem the bound does not overflow.
  public func judge(exactCertificate: Rational) throws(TheoryError) -> Verdict {
    let exact = try F2RiskLowerBound.exact(problem: problem, width: rank)
    if exactCertificate < exact {
      return .refuted(counterexample: "\(problem), rank \(rank): certificate \(exactCertificate) < \(exact)")
    }
    let risk = exactCertificate.double
    return .verified(margin: risk == bound ? 0 : max(0, 1 - bound / risk))
  }

  /// Judges that a certificate by enumeration and the closed form of it are the same number, to the rounding of both.
  public func judge(certificate: Double, closedForm: Double) -> Verdict {
    .within(
      2 * rounding, deviation: certificate - closedForm,
      "\(problem), rank \(rank): certificate \(certificate), closed form \(closedForm)")
  }

  /// Judges a floating-point certificate; a deficit below its rounding is no counterexample.
  public func judge(certificate: Double) -> Verdict { predicate.judge(certificate: certificate) }

  /// Judges a measured risk: refuted if its whole interval lies below the bound.
  ///
  /// Undecided if the interval begins below the bound and ends further above the estimate than the resolution allows.
  /// Only the upper end need be a confidence bound. The margin is `1 - bound / upper`.
  public func judge(risk: Measured) -> Verdict { predicate.judge(risk: risk) }
}

extension Claim {
  /// F2: no network with a narrow first layer has a small risk.
  public static let f2RiskLowerBound = Claim(
    id: "F2", title: "Risk lower bound for fully connected networks",
    statement: #"""
      For every network $f(X, y) = h(W \mathrm{vec}(X) + g(y), y)$ of any depth, $R(f) \ge \mathrm{LB}(\mathrm{rank}(W))$ with $\mathrm{LB}(m) = \max\left(\frac{d}{q} - \frac{m}{T}, \frac{(Td-m)(T-q)}{q T (T-1)}, 0\right)$, where $R(f) = \mathbb{E}\lVert f(X,y) - \frac{1}{q}\sum_{i\in y} x_i\rVert^2$ and $W$ has $m$ rows.
      """#,
    assumptions: [
      "Tokens are iid standard Gaussian, and y is uniform and independent of them.",
      "The first-layer weights W on the tokens do not depend on y or on the test data.",
      "No skip connection leads from X past the first layer.",
      "The output has a finite second moment.",
    ],
    source: .wang2024,
    grade: .statistical(inequality: "Laurent-Massart", falseAlarmPerTrial: 1e-10),
    predicate:
      "Of a trained network (ReLU, GELU or tanh, one to four hidden layers, trained by Adam or by gradient descent) the upper confidence ends of the mean loss and of the risk by a control variate, mean of loss - |l|^2 plus certificate, l the part of the target that its first layer loses, reach LB(rank W); the certificate, the mean of tr A_y over all subsets, is at least LB(rank W) and equal to its closed form tr((I - Pi) S). LB(m) in floating point and as a rational lies in its enclosure by outward-rounded intervals (enclosed).",
    control:
      "The bound for one rank fewer; the closed form for a first layer with a row turned by 0.1 degrees; the certificate without the first layer's last row; LB(m) a part in 10^9 larger. A network trained on 256 fixed samples and judged on the same (its weights depend on them). Tokens uniform on {-1, +1}: a decoder with one first-layer neuron, also as a ReLU network whose first layer has rank 1, has risk exactly 0 (the tokens are not Gaussian). A ReLU network fed with the tokens of y only has risk 0 with a first layer of rank d (its weights on X depend on y).",
    proof: #"""
      Let $\Pi$ project onto the row space of $W$. Given $y$, $f$ sees $\Pi\,\mathrm{vec}(X)$ only, and for Gaussian $X$ the rest, $(I-\Pi)\mathrm{vec}(X)$, is independent of it with mean 0. So the risk is at least $\mathbb{E}\lVert M_y(I-\Pi)\mathrm{vec}(X)\rVert^2 = \mathrm{tr}((I-\Pi)S)$; over projections of rank $Td-m$ this trace is least on the eigenvectors of the $Td-m$ smallest eigenvalues of $S$ (Ky Fan), which F1 names.
      """#,
    margin: .distance)
}
