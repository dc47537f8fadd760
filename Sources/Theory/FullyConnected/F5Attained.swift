/// The predictor of rank m that attains the bound, and its exact risk.
///
/// W has the top m eigenvectors of S as rows: `1_T (x) e_a` for a = 0, .., d-1, then `h_k (x) e_a` for
/// k = 1, .., T-1, where `h_k = (1, .., 1, -k, 0, .., 0)` has k ones (Helmert's basis of the complement of 1). They are
/// orthogonal. The predictor is `f = M_y Pi vec(X)`, bilinear in (W vec(X), y).
///
/// Its error is `M_y (I - Pi) vec(X)`, so its risk is tr((I - Pi) S); Pi spans eigenvectors of S, hence that is the sum
/// of the eigenvalues left out: the Td - m smallest, which is LB(m). So F2 cannot be improved for any m.
///
/// Source: derived here.
public enum F5Attained {
  /// The eigenvectors as integers, m x Td, orthogonal and not normalised.
  ///
  /// - Throws: `TheoryError` if the width lies outside 0...Td.
  public static func eigenvectors(problem: Problem, width: Int) throws(TheoryError) -> RationalMatrix {
    if width < 0 || width > problem.inputDimension {
      throw TheoryError(value: "width = \(width)", rule: "0 <= width <= Td = \(problem.inputDimension)")
    }
    var matrix = try RationalMatrix(rows: width, columns: problem.inputDimension)
    for row in 0..<width {
      let (order, coordinate) = row.quotientAndRemainder(dividingBy: problem.dimension)
      for token in 0..<problem.tokens {
        let entry = order == 0 || token < order ? 1 : token == order ? -order : 0
        matrix[row, token * problem.dimension + coordinate] = Rational(entry)
      }
    }
    return matrix
  }

  /// The same first layer with orthonormal rows, m x Td, for simulation.
  ///
  /// - Throws: `TheoryError` if the width lies outside 0...Td.
  public static func weights(problem: Problem, width: Int) throws(TheoryError) -> Matrix {
    var matrix = try eigenvectors(problem: problem, width: width).rounded()
    for row in 0..<width {
      var square = 0.0
      for entry in matrix.row(row) { square += entry * entry }
      let norm = square.squareRoot()
      for column in 0..<matrix.columns { matrix[row, column] /= norm }
    }
    return matrix
  }

  /// The exact risk of `f = M_y Pi vec(X)` for a first layer W, by enumeration of every subset.
  ///
  /// Given y the risk is `tr(M_y (I - Pi) M_y^T) = d/q - sum_k |M_y b_k|^2 / |b_k|^2`, b_k orthogonal and spanning the
  /// rows of W. Nothing of F1 is used.
  ///
  /// - Throws: `TheoryError` if W has not Td columns, there are too many subsets, or a number overflows.
  public static func exactRisk(problem: Problem, weights: RationalMatrix) throws(TheoryError) -> Rational {
    if weights.columns != problem.inputDimension {
      throw TheoryError(
        value: "weights with \(weights.columns) columns", rule: "Td = \(problem.inputDimension) columns")
    }
    let subsets = try Subsets.count(of: problem, limit: 100_000)
    let basis = try weights.orthogonalRowBasis()
    let scale = Rational(problem.sparsity)
    var captured = Rational.zero
    for row in 0..<basis.rows {
      let vector = basis.row(row)
      var square = Rational.zero
      for entry in vector { square = try square + entry * entry }
      // Sum over subsets first: for an integer basis these are integers, and one division remains.
      var images = Rational.zero
      for subset in Subsets(of: problem) {
        for coordinate in 0..<problem.dimension {
          var sum = Rational.zero
          for token in subset { sum = try sum + vector[token * problem.dimension + coordinate] }
          images = try images + sum * sum
        }
      }
      captured = try captured + images / square
    }
    let trivial = try Rational(problem.dimension) / scale
    return try trivial - captured / (scale * scale * Rational(subsets))
  }
}

/// Judges F5: a first layer's best predictor has exactly the risk LB(m).
public struct F5AttainedPredicate: Sendable {
  /// The problem (T, d, q).
  public let problem: Problem

  /// The predicate for a problem.
  public init(problem: Problem) { self.problem = problem }

  /// Judges a first layer of m rows: the exact risk of `M_y Pi vec(X)` by enumeration against LB(m).
  ///
  /// - Throws: `TheoryError` if W has not Td columns, there are too many subsets, or a number overflows.
  public func judge(weights: RationalMatrix) throws(TheoryError) -> Verdict {
    try judge(exactRisk: F5Attained.exactRisk(problem: problem, weights: weights), width: weights.rows)
  }

  /// Judges the exact risk of a first layer of m rows: equal to LB(m).
  ///
  /// - Throws: `TheoryError` if the width is negative or a number overflows.
  public func judge(exactRisk risk: Rational, width: Int) throws(TheoryError) -> Verdict {
    let bound = try F2RiskLowerBound.exact(problem: problem, width: width)
    if risk == bound { return .verified(margin: 1) }
    return .refuted(counterexample: "\(problem), width \(width): risk \(risk), bound \(bound)")
  }

  /// The deviation from LB(m) that rounding may cause over a design, as a share of the trivial risk.
  public static let designRounding = 1e-12

  /// Judges the mean loss of the predictor of m rows over an orthogonal design and every subset: LB(m) but for rounding.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func judge(designRisk risk: Double, width: Int) throws(TheoryError) -> Verdict {
    let bound = try F2RiskLowerBound.value(problem: problem, width: width)
    return .within(
      Self.designRounding * problem.trivialRisk, deviation: risk - bound,
      "\(problem), width \(width): risk \(risk) over a design, bound \(bound)")
  }

  /// Judges the measured risk of the predictor of m rows: verified if its interval contains LB(m).
  ///
  /// Undecided if the interval reaches further than the resolution, a share of the trivial risk; 1e-12 of that risk is
  /// allowed for rounding.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func judge(risk: Measured, width: Int, resolution: Double = 0.25) throws(TheoryError) -> Verdict {
    let bound = try F2RiskLowerBound.value(problem: problem, width: width)
    let rounding = 1e-12 * problem.trivialRisk
    let above = risk.upper - risk.estimate + rounding
    let below = risk.estimate - risk.lower + rounding
    guard above > 0, below > 0, above.isFinite, below.isFinite else {
      return .undecided(reason: "risk \(risk.estimate) in [\(risk.lower), \(risk.upper)]")
    }
    let verdict = Verdict.within(
      bound > risk.estimate ? above : below, deviation: risk.estimate - bound,
      "\(problem), width \(width): risk \(risk.estimate) in [\(risk.lower), \(risk.upper)], bound \(bound)")
    if verdict.isVerified, max(above, below) > resolution * problem.trivialRisk {
      return .undecided(
        reason: "risk in [\(risk.lower), \(risk.upper)], wider than \(resolution) d/q")
    }
    return verdict
  }
}

extension Claim {
  /// F5: the lower bound is attained at every width.
  public static let f5Attained = Claim(
    id: "F5", title: "The bound is attained",
    statement: #"""
      With the top $m$ eigenvectors of $S$ as rows of $W$, the predictor $f = M_y \Pi \mathrm{vec}(X)$ has $R(f) = \mathrm{LB}(m)$ for every $0 \le m \le Td$: no larger lower bound holds for any width.
      """#,
    assumptions: ["Tokens are iid with mean 0 and covariance I, and y is uniform and independent of them."],
    source: .derivedHere,
    grade: .statistical(inequality: "Laurent-Massart", falseAlarmPerTrial: 1e-10),
    predicate:
      "The predictor's risk, enumerated over all subsets in rational arithmetic, equals LB(m) exactly, for every m; so does its mean loss over random orthogonal designs and every subset, within 1e-12 of the trivial risk; run on samples, its mean loss has an interval (Laurent-Massart, and Hoeffding for the subsets) that contains LB(m).",
    control:
      "One bottom eigenvector for a top one; predictions 1 % too small over the design, 40 % on samples. Far off: the bottom m eigenvectors, whose risk is larger.",
    proof: #"""
      The error of $f = M_y\Pi\,\mathrm{vec}(X)$ is $M_y(I-\Pi)\mathrm{vec}(X)$, so its risk is $\mathrm{tr}((I-\Pi)S)$. $\Pi$ spans the eigenvectors of the $m$ largest eigenvalues, hence this is the sum of the $Td-m$ smallest, $\mathrm{LB}(m)$.
      """#
  )
}
