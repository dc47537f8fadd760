/// The least risk of a network of rank m where the tokens of a sequence are correlated.
///
/// Let vec(X) be N(0, Sigma) with any covariance Sigma, y uniform and independent, `f = h(W vec(X) + g(y), y)` with W of
/// rank m. Then
/// ```
/// R(f) >= tail(m) = the sum of the Td - m smallest eigenvalues of Sigma^(1/2) S Sigma^(1/2),     attained.
/// ```
/// Proof. Let A be any square root, `A A^T = Sigma`, so that vec(X) is A G in law with G standard normal. The network is one of
/// rank m at most in G: it sees (W A) G. Its target is `M_y A G`. With Pi the projection on the row space of W A, F2's proof
/// gives word for word
/// ```
/// R(f) = E|f - M_y A Pi G|^2 + cert(W),     cert(W) = tr((I - Pi) A^T S A),
/// ```
/// as Pi G and (I - Pi) G are independent and the second has mean 0. Ky Fan's inequality for `A^T S A` is the bound, and
/// `A^T S A`, `Sigma^(1/2) S Sigma^(1/2)` and `S^(1/2) Sigma S^(1/2)` are products B^T B or B B^T of the same B up to
/// rotations, so they have the same eigenvalues. Attained: let v_1 .. v_m be the top eigenvectors of A^T S A, with eigenvalues
/// > 0. The rows `w_k = v_k^T A^T S` have `w_k A = lambda_k v_k^T`: W's row space in G is their span. The conditional
/// expectation of the target, `M_y A Pi G`, is a linear function of W vec(X), so h can be it.
///
/// Here Sigma = Sigma_T (x) I_d: the coordinates of a token are independent and alike, and the tokens of each coordinate have
/// the T x T covariance Sigma_T. Every eigenvalue is then d-fold. For AR(1) tokens, a stationary sequence with correlation r
/// between neighbours, `Sigma_T = (r^|i-j|)`.
///
/// The risk of predicting 0 is tr(S Sigma), not d/q: `(d/q) [1 + (q-1)/(T(T-1)) sum_{i != j} Sigma_ij]` for unit variances, more
/// than d/q where q > 1 and r > 0, as a subset's tokens then add up. Shares are shares of tr(S Sigma).
///
/// Range: Sigma_T positive definite to rounding. Error: eigenvalues, tails and certificates to 1e-12 of tr(S Sigma).
/// Units: those of the risk. Source: derived here.
public struct F20CorrelatedTokens: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The covariance Sigma_T of the tokens of one coordinate, T x T.
  public let covariance: Matrix
  /// Its Cholesky factor L, `L L^T = Sigma_T`.
  public let factor: Matrix
  /// The eigenvalues of `S^(1/2) Sigma S^(1/2)`, in falling order, each d-fold: T numbers.
  public let eigenvalues: [Double]
  /// The risk tr(S Sigma) of predicting 0.
  public let trivialRisk: Double

  /// Tokens with a given covariance Sigma_T.
  ///
  /// `S^(1/2)` is in closed form, `sqrt(lo) (I - J/T) + sqrt(hi) J/T` with J the matrix of ones (F1).
  ///
  /// - Throws: `TheoryError` unless Sigma_T is T x T, symmetric, finite and positive definite.
  public init(problem: Problem, covariance: Matrix) throws(TheoryError) {
    let tokens = problem.tokens
    guard covariance.rows == tokens, covariance.columns == tokens, covariance == covariance.transposed,
      covariance.elements.allSatisfy(\.isFinite)
    else {
      throw TheoryError(
        value: "covariance \(covariance.rows) x \(covariance.columns)",
        rule: "finite, symmetric, \(tokens) rows and columns")
    }
    self.problem = problem
    self.covariance = covariance
    factor = try CholeskyFactor(covariance).lower()
    let root = try Self.rootOfMoment(problem)
    eigenvalues = try root.product(covariance).product(root).symmetricEigenvalues().map { max(0, $0) }
      .sorted(by: >)
    trivialRisk = Double(problem.dimension) * Self.form(problem, covariance)
  }

  /// AR(1) tokens: correlation `correlation^|i-j|` between tokens i and j.
  ///
  /// - Throws: `TheoryError` unless -1 < correlation < 1.
  public init(problem: Problem, correlation: Double) throws(TheoryError) {
    try self.init(
      problem: problem,
      covariance: Self.autoregressive(tokens: problem.tokens, correlation: correlation))
  }

  /// The T x T matrix `r^|i-j|`.
  ///
  /// - Throws: `TheoryError` unless -1 < r < 1.
  public static func autoregressive(tokens: Int, correlation: Double) throws(TheoryError) -> Matrix {
    guard correlation > -1, correlation < 1 else {
      throw TheoryError(value: "correlation = \(correlation)", rule: "-1 < correlation < 1")
    }
    var powers = [1.0]
    for _ in 1..<max(1, tokens) { powers.append(powers[powers.count - 1] * correlation) }
    var matrix = try Matrix(rows: tokens, columns: tokens)
    for row in 0..<tokens {
      for column in 0..<tokens { matrix[row, column] = powers[abs(row - column)] }
    }
    return matrix
  }

  /// tail(m): the sum of the Td - m smallest eigenvalues.
  ///
  /// - Throws: `TheoryError` if the width is negative.
  public func tail(width: Int) throws(TheoryError) -> Double {
    try F19AnyLaw.tail(problem: problem, eigenvalues: eigenvalues, width: width)
  }

  /// The least width m with tail(m) at most a share of tr(S Sigma).
  ///
  /// - Throws: `TheoryError` unless 0 <= share <= 1.
  public func widthNeeded(share: Double) throws(TheoryError) -> Int {
    guard share >= 0, share <= 1 else {
      throw TheoryError(value: "share = \(share)", rule: "0 <= share <= 1")
    }
    return try F19AnyLaw.widthNeeded(
      problem: problem, eigenvalues: eigenvalues, share: share * trivialRisk / problem.trivialRisk)
  }

  /// What a first layer alone says of the risk: `cert(W) = tr((I - Pi) A^T S A)`, the mean over y of the trace of the target's
  /// conditional covariance given (W vec(X), y), and the rank of W.
  ///
  /// W is m x Td, as a trained network has it, coordinate a of token i at place i d + a. With b_k an orthonormal basis of the
  /// row space of W A, `A = L (x) I_d`, and u_k = A b_k, the certificate is `tr(S Sigma) - sum_k u_k^T S u_k`.
  ///
  /// - Throws: `TheoryError` if W has not Td columns or an entry is not finite.
  public func certificate(weights: Matrix) throws(TheoryError) -> (value: Double, rank: Int) {
    if weights.columns != problem.inputDimension {
      throw TheoryError(
        value: "weights with \(weights.columns) columns", rule: "Td = \(problem.inputDimension) columns")
    }
    let whitened = try times(weights, factor)
    let decomposition = try SingularValues(of: whitened.withBalancedRows())
    if decomposition.rank == problem.inputDimension { return (0, decomposition.rank) }
    let images = try times(decomposition.rowSpace, factor.transposed)
    var captured = 0.0
    for row in 0..<images.rows { captured += quadraticForm(images.row(row)) }
    return (max(0, trivialRisk - captured), decomposition.rank)
  }

  /// A first layer of width m that attains the bound: rows `v_k^T A^T S`, v_k the top eigenvectors of `A^T S A`.
  ///
  /// The first m mod d coordinates have one eigenvector more than the others. Eigenvectors come from the singular vectors
  /// of S^(1/2) L.
  ///
  /// - Throws: `TheoryError` unless 0 <= m <= Td, or if the eigenvalues at the cut are equal to 1e-6 of the largest.
  public func attainingWeights(width: Int) throws(TheoryError) -> Matrix {
    let (tokens, dimension) = (problem.tokens, problem.dimension)
    guard (0...problem.inputDimension).contains(width) else {
      throw TheoryError(value: "width = \(width)", rule: "0 <= width <= Td = \(problem.inputDimension)")
    }
    let (most, least) = ((width + dimension - 1) / dimension, width / dimension)
    var weights: [Double] = []
    for coordinate in 0..<dimension {
      let rows = try topRows(coordinate < width % dimension ? most : least)
      for row in 0..<rows.rows {
        var entries = [Double](repeating: 0, count: problem.inputDimension)
        for token in 0..<tokens { entries[token * dimension + coordinate] = rows[row, token] }
        weights += entries
      }
    }
    return try Matrix(rows: width, columns: problem.inputDimension, elements: weights)
  }

  /// The rows `v_k^T L^T S` of one coordinate for a basis of the top eigenvectors.
  private func topRows(_ count: Int) throws(TheoryError) -> Matrix {
    if count == 0 { return try Matrix(rows: 0, columns: problem.tokens) }
    if count == problem.tokens { return try Matrix(identity: problem.tokens) }
    let (above, below) = (eigenvalues[count - 1], eigenvalues[count])
    if above - below <= 1e-6 * eigenvalues[0] {
      throw TheoryError(
        value: "eigenvalues \(above) and \(below) at the cut", rule: "different by 1e-6 of the largest")
    }
    let root = try Self.rootOfMoment(problem)
    let cut = (0.5 * (above + below) / eigenvalues[0]).squareRoot()
    let vectors = try SingularValues(of: root.product(factor), relativeTolerance: cut).rowSpace
    return try vectors.product(factor.transposed).product(root).product(root)
  }

  /// The T x T factor of S^(1/2).
  private static func rootOfMoment(_ problem: Problem) throws(TheoryError) -> Matrix {
    let tokens = problem.tokens
    let (low, high) = (F1Spectrum.low(problem).squareRoot(), F1Spectrum.high(problem).squareRoot())
    let off = (high - low) / Double(tokens)
    return try Matrix(
      rows: tokens, columns: tokens,
      elements: (0..<(tokens * tokens)).map { $0 % (tokens + 1) == 0 ? low + off : off })
  }

  /// The trace of S_T Sigma_T: lo tr Sigma_T + (hi - lo) 1^T Sigma_T 1 / T.
  private static func form(_ problem: Problem, _ covariance: Matrix) -> Double {
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    var (trace, sum) = (0.0, 0.0)
    for row in 0..<problem.tokens {
      trace += covariance[row, row]
      for column in 0..<problem.tokens { sum += covariance[row, column] }
    }
    return low * trace + (high - low) * sum / Double(problem.tokens)
  }

  /// `M (F (x) I_d)` for a T x T matrix F.
  private func times(_ matrix: Matrix, _ factor: Matrix) throws(TheoryError) -> Matrix {
    let dimension = problem.dimension
    var result = try Matrix(rows: matrix.rows, columns: matrix.columns)
    for row in 0..<matrix.rows {
      for inner in 0..<matrix.columns {
        let (value, coordinate) = (matrix[row, inner], inner % dimension)
        for token in 0..<problem.tokens {
          result[row, token * dimension + coordinate] += value * factor[inner / dimension, token]
        }
      }
    }
    return result
  }

  /// `u^T S u` for Td numbers.
  private func quadraticForm(_ vector: ArraySlice<Double>) -> Double {
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    var squares = 0.0
    var sums = [Double](repeating: 0, count: problem.dimension)
    for (place, entry) in vector.enumerated() {
      squares += entry * entry
      sums[place % problem.dimension] += entry
    }
    let mean = sums.reduce(0) { $0 + $1 * $1 } / Double(problem.tokens)
    return low * squares + (high - low) * mean
  }
}
