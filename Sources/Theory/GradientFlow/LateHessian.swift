/// The Hessian of R/2 in W at the end of training, one-hot positions, in rational arithmetic over every subset.
///
/// `H(M)_ti = (d/q^2) E_y [t in y][i in y] (l_t - mean of l on y)`, `l_t = sum_(j in y) M_tj` (`LateSpectrum`); nothing of its
/// closed forms is used. H commutes with permutations of the tokens, so what a polynomial in H does to the T^2 unit matrices
/// is known from one of each kind: one on the diagonal and one off it.
public struct LateHessian: Sendable {
  private let problem: Problem
  private let subsets: [[Int]]
  private let scale: Rational

  /// Lists the subsets.
  ///
  /// - Throws: `TheoryError` if there are more than 10,000 of them.
  public init(_ problem: Problem) throws(TheoryError) {
    let count = try Subsets.count(of: problem, limit: 10_000)
    self.problem = problem
    subsets = Array(Subsets(of: problem))
    let q = Int128(problem.sparsity)
    scale = try Rational(numerator: Int128(problem.dimension), denominator: q * q * Int128(count))
  }

  /// H of a T x T matrix, both row by row.
  private func applied(to matrix: [Rational]) throws(TheoryError) -> [Rational] {
    let length = problem.tokens
    let share = try Rational(numerator: 1, denominator: Int128(problem.sparsity))
    var result = [Rational](repeating: .zero, count: length * length)
    for subset in subsets {
      var logits: [Rational] = []
      var mean = Rational.zero
      for t in subset {
        var logit = Rational.zero
        for j in subset { logit = try logit + matrix[t * length + j] }
        logits.append(logit)
        mean = try mean + logit * share
      }
      for (t, logit) in zip(subset, logits) {
        let slope = try logit - mean
        if slope == .zero { continue }
        for i in subset { result[t * length + i] = try result[t * length + i] + slope }
      }
    }
    for index in result.indices { result[index] = try scale * result[index] }
    return result
  }

  /// The unit matrices (0, 0) and (0, 1), with how many there are of their kind.
  private var kinds: [(place: Int, count: Int)] {
    [(0, problem.tokens), (1, problem.tokens * (problem.tokens - 1))]
  }

  private func unit(_ place: Int) -> [Rational] {
    var matrix = [Rational](repeating: .zero, count: problem.tokens * problem.tokens)
    matrix[place] = .one
    return matrix
  }

  /// How many entries `H prod (H - lambda)` leaves of a unit matrix of each kind: none if and only if H has no other
  /// eigenvalues than 0 and these.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func entriesLeft(by curvatures: [Rational]) throws(TheoryError) -> Int {
    var left = 0
    for kind in kinds {
      var matrix = try applied(to: unit(kind.place))
      for curvature in curvatures {
        var next = try applied(to: matrix)
        for index in next.indices { next[index] = try next[index] - curvature * matrix[index] }
        matrix = next
      }
      left += matrix.count { $0 != .zero }
    }
    return left
  }

  /// The traces of the first powers of H.
  ///
  /// Where H has the eigenvalues that `LateSpectrum` states, four of them fix the multiplicities.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func traces(count: Int) throws(TheoryError) -> [Rational] {
    var traces = [Rational](repeating: .zero, count: count)
    for kind in kinds {
      var matrix = unit(kind.place)
      for power in 0..<count {
        matrix = try applied(to: matrix)
        traces[power] = try traces[power] + Rational(kind.count) * matrix[kind.place]
      }
    }
    return traces
  }
}
