/// A direction in which W, one-hot positions, comes back to its family only slowly, or a fast one beside it.
///
/// All have zero column sums. H, the second derivative of R/2 in W at aligned weights, commutes with permutations, so it
/// maps the span of each basis into itself.
public enum WeightMode: String, Hashable, Sendable, CaseIterable {
  /// b 1^T - q diag(b) + (q/T) 1 b^T, b = (1, -1, 0, ...): tokens that attract at different strengths.
  case difference
  /// A symmetric matrix with zero diagonal and zero row sums: +1, -1, +1, -1 around a cycle of four tokens.
  case symmetric
  /// An antisymmetric matrix with zero row sums: +1 around a cycle of three tokens.
  case antisymmetric

  /// Basis matrices, T x T, of a span with zero column sums that H maps into itself.
  ///
  /// - Throws: `TheoryError` for fewer than 4 tokens.
  public func basis(_ problem: Problem) throws(TheoryError) -> [Matrix] {
    let size = problem.tokens
    guard size >= 4 else { throw TheoryError(value: "tokens = \(size)", rule: "tokens >= 4") }
    var first = try Matrix(rows: size, columns: size)
    switch self {
    case .symmetric:
      for (i, j, sign) in [(0, 1, 1.0), (1, 2, -1), (2, 3, 1), (3, 0, -1)] {
        first[i, j] = sign
        first[j, i] = sign
      }
      return [first]
    case .antisymmetric:
      for (i, j) in [(0, 1), (1, 2), (2, 0)] {
        first[i, j] = 1
        first[j, i] = -1
      }
      return [first]
    case .difference:
      var second = first
      for k in 0..<size {
        first[0, k] = 1
        first[1, k] = -1
        second[k, 0] -= 1 / Double(size)
        second[k, 1] += 1 / Double(size)
      }
      second[0, 0] += 1
      second[1, 1] -= 1
      return [first, second]
    }
  }

  /// The mode's coefficients in its basis.
  public func coefficients(_ problem: Problem) -> [Double] {
    let q = Double(problem.sparsity)
    return self == .difference ? [1, -q] : [1]
  }

  /// The exponent c of the decay t^-c; infinity where the mode decays faster than every power.
  ///
  /// - Throws: `TheoryError` for the difference mode at q = 1, which is not one of the slow modes.
  public func exponent(_ problem: Problem) throws(TheoryError) -> Double {
    let (size, q) = (Double(problem.tokens), Double(problem.sparsity))
    if problem.sparsity == 1 {
      guard self != .difference else {
        throw TheoryError(value: "sparsity = 1", rule: "sparsity >= 2 for the difference mode")
      }
      return 1 / size
    }
    switch self {
    case .difference:
      return q * q * (2 * size - 1) / (2 * size * ((size - 1) + (q - 1) * (q - 1) - q * q / size))
    case .symmetric:
      return problem.sparsity == 2 ? (size * size + 12 * size - 16) / (4 * size * (size - 2)) : .infinity
    case .antisymmetric: return .infinity
    }
  }

  /// The norm of the part of W, T x T, in the span of all permutations of this mode; what never moves is left out.
  ///
  /// With W less its column means: for the difference mode b is the part of `W 1 - q diag(W)` orthogonal to 1 and the norm
  /// `||b|| / sqrt((T-1) + (q-1)^2 - q^2/T)`; for the others it is that of the symmetric part off the diagonal, without
  /// its part `a_i + a_j`, or of the antisymmetric part without its part `a_i - a_j`.
  ///
  /// - Throws: `TheoryError` unless W is T x T and T >= 4.
  public func norm(in weights: Matrix, _ problem: Problem) throws(TheoryError) -> Double {
    let size = problem.tokens
    guard weights.rows == size, weights.columns == size, size >= 4 else {
      throw TheoryError(value: "\(weights.rows) x \(weights.columns)", rule: "T x T, T = \(size) >= 4")
    }
    var moved = weights
    for j in 0..<size {
      let mean = (0..<size).reduce(0) { $0 + weights[$1, j] } / Double(size)
      for i in 0..<size { moved[i, j] -= mean }
    }
    return self == .difference ? differenceNorm(moved, problem) : evenNorm(moved, size)
  }

  private func differenceNorm(_ moved: Matrix, _ problem: Problem) -> Double {
    let (size, q) = (Double(problem.tokens), Double(problem.sparsity))
    let b = (0..<moved.rows).map { i in
      (0..<moved.columns).reduce(0) { $0 + moved[i, $1] } - q * moved[i, i]
    }
    let mean = b.reduce(0, +) / size
    let square = b.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (square / ((size - 1) + (q - 1) * (q - 1) - q * q / size)).squareRoot()
  }

  private func evenNorm(_ moved: Matrix, _ size: Int) -> Double {
    let sign = self == .symmetric ? 1.0 : -1
    func part(_ i: Int, _ j: Int) -> Double { i == j ? 0 : 0.5 * (moved[i, j] + sign * moved[j, i]) }
    let sums = (0..<size).map { i in (0..<size).reduce(0) { $0 + part(i, $1) } }
    // a_i from the row sums (T - 2) a_i + sum a, or T a_i.
    let total = sums.reduce(0, +) / Double(2 * size - 2)
    let a = sums.map { self == .symmetric ? ($0 - total) / Double(size - 2) : $0 / Double(size) }
    var square = 0.0
    for i in 0..<size {
      for j in 0..<size where i != j {
        let rest = part(i, j) - a[i] - sign * a[j]
        square += rest * rest
      }
    }
    return square.squareRoot()
  }
}
