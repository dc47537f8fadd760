/// The least risk of any network of rank m where y has another law; the uniform law is the hardest.
///
/// For any law of y on the q-subsets, independent of X, let `S_law = E_y[M_y^T M_y]`. F2's proof uses nothing else, so
/// ```
/// inf over networks of rank m  =  sum of the Td - m smallest eigenvalues of S_law  =:  tail_m(law),
/// tail_m(law) <= LB(m), with equality for the uniform law:   max over laws, min over networks = LB(m).
/// ```
/// Proof. Ky Fan gives the sum, attained as in F5. The tail sum is a concave function of the matrix (a minimum of the linear
/// functions tr(P S) over projections of rank Td - m) and does not change when the tokens are permuted. Averaging S_law
/// over all permutations of the tokens gives the S of the uniform law, so by concavity tail_m(uniform) >= tail_m(law).
///
/// Windows: y = q consecutive tokens on a ring of T, the start uniform. The T x T factor of S_law is circulant, with
/// eigenvalues, each d-fold,
/// ```
/// lambda_k = sin^2(pi k q/T) / (q^2 T sin^2(pi k/T)),  k = 1 .. T-1;   lambda_0 = 1/T.
/// ```
/// Source: derived here.
public enum F19AnyLaw {
  /// The eigenvalues of windows, each d-fold, in the order of k.
  public static func windowSpectrum(_ problem: Problem) -> [Double] {
    let (tokens, sparsity) = (problem.tokens, problem.sparsity)
    let scale = Double(sparsity * sparsity) * Double(tokens)
    return (0..<tokens).map { k in
      if k == 0 { return 1 / Double(tokens) }
      // k q modulo T, and the distance to the nearer end, so that no multiple of pi is rounded.
      let wave = sine(k * sparsity % tokens, of: tokens)
      let step = sine(k, of: tokens)
      return wave * wave / (scale * step * step)
    }
  }

  /// The T x T factor of S_law for windows, by adding up the T windows.
  ///
  /// - Throws: `TheoryError` if T^2 overflows.
  public static func windowMoment(_ problem: Problem) throws(TheoryError) -> Matrix {
    let (tokens, sparsity) = (problem.tokens, problem.sparsity)
    var matrix = try Matrix(rows: tokens, columns: tokens)
    for start in 0..<tokens {
      for first in 0..<sparsity {
        for second in 0..<sparsity {
          matrix[(start + first) % tokens, (start + second) % tokens] += 1
        }
      }
    }
    let scale = Double(sparsity * sparsity) * Double(tokens)
    for row in 0..<tokens {
      for column in 0..<tokens { matrix[row, column] /= scale }
    }
    return matrix
  }

  /// tail_m: the sum of the Td - m smallest of the eigenvalues given, each d-fold.
  ///
  /// - Throws: `TheoryError` if there are not T eigenvalues, one is not finite, or the width is negative.
  public static func tail(
    problem: Problem, eigenvalues: [Double], width: Int
  ) throws(TheoryError) -> Double {
    guard eigenvalues.count == problem.tokens, eigenvalues.allSatisfy(\.isFinite), width >= 0 else {
      throw TheoryError(
        value: "\(eigenvalues.count) eigenvalues, width \(width)",
        rule: "T = \(problem.tokens) finite eigenvalues, width >= 0")
    }
    var left = problem.inputDimension - width
    var sum = 0.0
    for value in eigenvalues.sorted() where left > 0 {
      let count = min(left, problem.dimension)
      sum += Double(count) * value
      left -= count
    }
    return sum
  }

  /// The least width m with tail_m <= share d/q.
  ///
  /// - Throws: `TheoryError` if there are not T finite eigenvalues.
  public static func widthNeeded(
    problem: Problem, eigenvalues: [Double], share: Double
  ) throws(TheoryError) -> Int {
    var (low, high) = (0, problem.inputDimension)
    while low < high {
      let middle = (low + high) / 2
      let tail = try tail(problem: problem, eigenvalues: eigenvalues, width: middle)
      if tail <= share * problem.trivialRisk { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// sin(pi k/n), 0 <= k < n.
  private static func sine(_ k: Int, of n: Int) -> Double {
    Elementary.sin(Double.pi * Double(min(k, n - k)) / Double(n))
  }
}

/// Judges F19: windows' spectrum against its formula, and tail sums of any law against LB(m).
public struct F19AnyLawPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The rounding of an eigenvalue or a tail sum: 1e-12 of the trivial risk, ten times the largest seen at T = 200.
  public var rounding: Double { 1e-12 * problem.trivialRisk }

  /// The predicate for a problem.
  public init(_ problem: Problem) { self.problem = problem }

  /// Judges that the eigenvalues, in any order, are those of the formula, in any order.
  public func judge(spectrum: [Double], formula: [Double]) -> Verdict {
    guard spectrum.count == formula.count, !spectrum.isEmpty else {
      return .undecided(reason: "\(spectrum.count) eigenvalues, \(formula.count) by the formula")
    }
    return .all(
      zip(spectrum.sorted(), formula.sorted()).map {
        .within(rounding, deviation: $0 - $1, "\(problem): eigenvalue \($0), formula \($1)")
      })
  }

  /// Judges tail_m(law) <= LB(m) at a width; the margin is `1 - tail/LB`, 0 for the uniform law.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func judge(tail: Double, width: Int) throws(TheoryError) -> Verdict {
    let bound = try F2RiskLowerBound.value(problem: problem, width: width)
    let context = "\(problem), width \(width): tail sum \(tail), LB \(bound)"
    guard tail.isFinite, tail >= -rounding else { return .undecided(reason: context) }
    if tail > bound + rounding { return .refuted(counterexample: context) }
    return .verified(margin: bound > 0 ? min(1, max(0, 1 - tail / bound)) : 0)
  }

  /// Judges that the uniform law attains LB(m), to rounding.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func judge(uniformTail tail: Double, width: Int) throws(TheoryError) -> Verdict {
    let bound = try F2RiskLowerBound.value(problem: problem, width: width)
    return .within(
      rounding, deviation: tail - bound, "\(problem), width \(width), uniform: tail sum \(tail), LB \(bound)")
  }
}

extension Claim {
  /// F19: any law of y; the uniform one is the hardest.
  public static let f19AnyLaw = Claim(
    id: "F19", title: "Any law of the subset; the uniform one is the hardest",
    statement: #"""
      For every law of $y$ on the $q$-subsets the least risk of networks of rank $m$ is the sum of the $Td - m$ smallest eigenvalues of $S_{\mathrm{law}} = \mathbb{E}_y[M_y^\top M_y]$, which is at most $\mathrm{LB}(m)$; the uniform law attains it. Windows of $q$ consecutive tokens on a ring have $\lambda_k = \frac{\sin^2(\pi k q/T)}{q^2 T \sin^2(\pi k/T)}$, each $d$-fold, and need far fewer neurons.
      """#,
    assumptions: ["Tokens are iid standard Gaussian; y is independent of them."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The eigenvalues of windows, enumerated, are those of the formula; the tail sums of drawn laws, enumerated, are at most LB(m) at every width, and the uniform law's equal LB(m), to 1e-12 of the trivial risk.",
    control:
      "LB(m) held against windows as if it were attained there; near misses: the formula of windows one token longer, and LB(m + 1) held against the uniform law.",
    proof: #"""
      F2's proof uses $S_{\mathrm{law}}$ and nothing else of the law. A tail sum is a minimum of linear functions of the matrix, so concave, and does not change when tokens are permuted; averaging over permutations gives the uniform law's matrix.
      """#)
}
