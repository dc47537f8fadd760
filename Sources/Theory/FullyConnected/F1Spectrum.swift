/// The spectrum of the target's second moment, `S = E_y[M_y^T M_y]`.
///
/// M_y is the d x Td matrix with `M_y vec(X) = STS_q(X, y)`, so `M_y = (1/q) 1_y^T (x) I_d`; vec(X) stacks the
/// tokens, coordinate a of token i at place i d + a. S is Td x Td and
/// ```
/// S = [lo (I_T - 11^T/T) + hi 11^T/T] (x) I_d,   lo = (T-q)/(q T (T-1)),   hi = 1/T,
/// ```
/// so its eigenvalues are lo, d(T-1) times, and hi, d times, with eigenspace `1_T (x) R^d`.
///
/// Proof. A given token lies in y with probability q/T, a given pair with probability q(q-1)/(T(T-1)). Hence the
/// T x T factor of S has `1/(qT)` on its diagonal and `(q-1)/(qT(T-1))` off it: a multiple of the identity plus a
/// multiple of 11^T. On the complement of 1 it acts as diagonal minus off-diagonal, which is lo; on 1 as diagonal
/// plus T-1 times off-diagonal, which is 1/T. The difference `hi - lo = (q-1)/(q(T-1))` vanishes only at q = 1.
///
/// Source: derived here.
public struct F1Spectrum: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The smaller eigenvalue, lo = (T-q)/(q T (T-1)).
  public let low: Rational
  /// The larger eigenvalue, hi = 1/T; equal to the smaller exactly if q = 1.
  public let high: Rational

  /// The spectrum for a problem.
  ///
  /// - Throws: `TheoryError`; for a valid problem no part overflows.
  public init(_ problem: Problem) throws(TheoryError) {
    let tokens = Int128(problem.tokens)
    self.problem = problem
    low = try Rational(
      numerator: Int128(problem.tokensOutside),
      denominator: Int128(problem.sparsity) * tokens * (tokens - 1))
    high = try Rational(numerator: 1, denominator: tokens)
  }

  /// A spectrum as somebody states it, true or not.
  public init(_ problem: Problem, statedLow: Rational, statedHigh: Rational) {
    (self.problem, low, high) = (problem, statedLow, statedHigh)
  }

  /// The multiplicity d(T-1) of the smaller eigenvalue; at q = 1, where both agree, the eigenvalue has Td.
  public var lowMultiplicity: Int { problem.dimension * (problem.tokens - 1) }

  /// The multiplicity d of the larger eigenvalue.
  public var highMultiplicity: Int { problem.dimension }

  /// The trace d/q of S, which is the trivial risk.
  ///
  /// - Throws: `TheoryError`; for a valid problem it does not overflow.
  public func trace() throws(TheoryError) -> Rational {
    try Rational(numerator: Int128(problem.dimension), denominator: Int128(problem.sparsity))
  }

  /// The smaller eigenvalue as a Double.
  public static func low(_ problem: Problem) -> Double {
    Double(problem.tokensOutside)
      / (Double(problem.sparsity) * Double(problem.tokens) * Double(problem.tokens - 1))
  }

  /// The larger eigenvalue as a Double.
  public static func high(_ problem: Problem) -> Double { 1 / Double(problem.tokens) }

  /// The quadratic form `v^T S v`, exactly: `lo |v|^2 + (hi - lo) sum_a (sum_i v_{ia})^2 / T`.
  ///
  /// - Throws: `TheoryError` if v has not Td entries or a sum overflows.
  public func quadraticForm(_ vector: [Rational]) throws(TheoryError) -> Rational {
    if vector.count != problem.inputDimension {
      throw TheoryError(value: "\(vector.count) entries", rule: "Td = \(problem.inputDimension) entries")
    }
    var squares = Rational.zero
    for entry in vector { squares = try squares + entry * entry }
    var sums = Rational.zero
    for coordinate in 0..<problem.dimension {
      var sum = Rational.zero
      for token in 0..<problem.tokens { sum = try sum + vector[token * problem.dimension + coordinate] }
      sums = try sums + sum * sum
    }
    return try low * squares + (high - low) * sums * high
  }
}

// MARK: - Enumeration and predicate

extension F1Spectrum {
  /// The matrix S in closed form, Td x Td.
  ///
  /// - Throws: `TheoryError` if T d squared overflows.
  public func closedForm() throws(TheoryError) -> RationalMatrix {
    let size = problem.inputDimension
    let offDiagonal = try (high - low) * high
    let diagonal = try low + offDiagonal
    var matrix = try RationalMatrix(rows: size, columns: size)
    for row in 0..<size {
      for column in 0..<size where row % problem.dimension == column % problem.dimension {
        matrix[row, column] = row == column ? diagonal : offDiagonal
      }
    }
    return matrix
  }

  /// The matrix `E_y[M_y^T M_y]` by enumeration of all subsets, exactly.
  ///
  /// The law of y gives each subset, in the order of `Subsets`, a weight; the probability is the weight over the sum
  /// of all. Without a law y is uniform.
  ///
  /// - Throws: `TheoryError` if there are too many subsets, the law has the wrong length or no mass, or a sum
  ///   overflows.
  public static func enumerated(_ problem: Problem, law: [Int]? = nil) throws(TheoryError) -> RationalMatrix {
    let count = try Subsets.count(of: problem, limit: 100_000)
    let weights = law ?? [Int](repeating: 1, count: count)
    var total = Rational.zero
    for weight in weights { total = try total + Rational(weight) }
    if weights.count != count || weights.contains(where: { $0 < 0 }) || total == .zero {
      throw TheoryError(
        value: "a law with \(weights.count) weights", rule: "\(count) weights >= 0, not all zero")
    }
    // Every entry of M_y^T M_y is 0 or 1/q^2: count first, divide once.
    let size = problem.inputDimension
    var sums = try RationalMatrix(rows: size, columns: size)
    for (subset, weight) in zip(Subsets(of: problem), weights) {
      for row in subset {
        for column in subset {
          for coordinate in 0..<problem.dimension {
            let place = (row * problem.dimension + coordinate, column * problem.dimension + coordinate)
            sums[place.0, place.1] = try sums[place.0, place.1] + Rational(weight)
          }
        }
      }
    }
    let sparsity = Rational(problem.sparsity)
    return try sums.scaled(by: Rational.one / (total * sparsity * sparsity))
  }

  /// Judges whether a matrix is S: both eigenvalue equations together, on Td independent vectors.
  ///
  /// The vectors are `1 (x) e_a` for hi, and `(e_0 - e_i) (x) e_a`, i >= 1, for lo. They span R^Td, so the equations
  /// hold together for S alone and give the eigenvalues with their multiplicities.
  ///
  /// - Throws: `TheoryError` if the matrix is not Td x Td or a sum overflows.
  public func judge(secondMoment matrix: RationalMatrix) throws(TheoryError) -> Verdict {
    .all([try judge(highOf: matrix), try judge(lowOf: matrix)])
  }

  /// Judges whether `1 (x) e_a` is an eigenvector to hi for every coordinate a, exactly.
  ///
  /// - Throws: `TheoryError` if the matrix is not Td x Td or a sum overflows.
  public func judge(highOf matrix: RationalMatrix) throws(TheoryError) -> Verdict {
    try requireShape(matrix)
    let dimension = problem.dimension
    for coordinate in 0..<dimension {
      for row in 0..<matrix.rows {
        let wanted = row % dimension == coordinate ? high : .zero
        var sum = Rational.zero
        for token in 0..<problem.tokens { sum = try sum + matrix[row, token * dimension + coordinate] }
        if sum != wanted {
          return .refuted(
            counterexample: "\(problem): row \(row) of S (1 (x) e_\(coordinate)) is \(sum), not \(wanted)")
        }
      }
    }
    return .verified(margin: 1)
  }

  /// Judges whether `(e_0 - e_i) (x) e_a` is an eigenvector to lo for every i >= 1 and coordinate a, exactly.
  ///
  /// - Throws: `TheoryError` if the matrix is not Td x Td or a sum overflows.
  public func judge(lowOf matrix: RationalMatrix) throws(TheoryError) -> Verdict {
    try requireShape(matrix)
    let dimension = problem.dimension
    for coordinate in 0..<dimension {
      for row in 0..<matrix.rows {
        for token in 1..<problem.tokens {
          let image = try matrix[row, coordinate] - matrix[row, token * dimension + coordinate]
          let wanted =
            row == coordinate ? low : row == token * dimension + coordinate ? low.negated : .zero
          if image != wanted {
            return .refuted(
              counterexample:
                "\(problem): row \(row) of S ((e_0 - e_\(token)) (x) e_\(coordinate)) is \(image), not \(wanted)"
            )
          }
        }
      }
    }
    return .verified(margin: 1)
  }

  private func requireShape(_ matrix: RationalMatrix) throws(TheoryError) {
    let size = problem.inputDimension
    if matrix.rows != size || matrix.columns != size {
      throw TheoryError(
        value: "shape \(matrix.rows) x \(matrix.columns)", rule: "Td = \(size) rows and columns")
    }
  }
}

extension Claim {
  /// F1: the second moment of the target has two eigenvalues.
  public static let f1Spectrum = Claim(
    id: "F1", title: "Spectrum of the target's second moment",
    statement: #"""
      $S = \mathbb{E}_y[M_y^\top M_y]$ has the eigenvalue $\mathrm{lo} = \frac{T-q}{q T (T-1)}$ with multiplicity $d(T-1)$ and $\mathrm{hi} = \frac{1}{T}$ with multiplicity $d$ (eigenspace $\mathbf{1}_T \otimes \mathbb{R}^d$), where $M_y \mathrm{vec}(X) = \frac{1}{q}\sum_{i \in y} x_i$. They are equal if and only if $q = 1$.
      """#,
    assumptions: ["The subset y is uniform among the q-subsets of the T tokens."],
    source: .derivedHere, grade: .exact,
    predicate:
      "The matrix S, enumerated over all subsets in rational arithmetic, satisfies the eigenvalue equations exactly, for hi on the d vectors of its eigenspace and for lo on d(T-1) others that span the rest.",
    control:
      "A spectrum stated with N + 1 for N = T - q, or T + 1 for T in hi; a subset law in which one subset is 0.1 % likelier than the others, and one in which it is twice as likely.",
    proof: #"""
      A given token lies in $y$ with probability $q/T$, a given pair with probability $q(q-1)/(T(T-1))$. So the $T\times T$ factor of $S = \mathbb{E}_y M_y^\top M_y$ has $\frac{1}{qT}$ on its diagonal and $\frac{q-1}{qT(T-1)}$ off it: on the complement of $\mathbf{1}$ it acts as their difference, on $\mathbf{1}$ as the diagonal plus $T-1$ times the other.
      """#
  )
}
