/// The best fit of a matrix by the family that the flow from zero never leaves.
///
/// The family is V = alpha I and, for the attention weights W,
///
/// - one-hot positions: `W = C (I - 11^T/T)`, T x T;
/// - a random orthonormal frame: `W = C I`, width x width.
///
/// Proof. Permuting the positions together with y, and rotating all tokens by one orthogonal matrix, leaves the law of
/// (X, y) unchanged and turns (V, W) into (Q V Q^T, Pi W Pi^T); the start at zero is fixed by both, so the flow is.
/// A matrix fixed by all rotations is alpha I. One fixed by all permutations is a I + b 11^T; and 1^T W never moves,
/// because the softmax's derivative annihilates 1, so it is C (I - 11^T/T). A Haar frame gives rotations of the
/// position space as well, hence C I. Source: derived here.
public struct FamilyFit: Hashable, Sendable, Codable {
  /// The coefficient of the best fit in the Frobenius norm: alpha or C.
  public let coefficient: Double
  /// The Frobenius norm of the matrix.
  public let norm: Double
  /// The Frobenius norm of what the fit leaves.
  public let residual: Double

  /// The cosine between the matrix and its family's direction; 0 for a zero matrix.
  public let cosine: Double

  /// Fits a square matrix by a multiple of I.
  ///
  /// - Throws: `TheoryError` if the matrix is empty or not square.
  public init(identity matrix: Matrix) throws(TheoryError) {
    try self.init(matrix, centered: false)
  }

  /// Fits a T x T matrix by a multiple of I - 11^T/T.
  ///
  /// - Throws: `TheoryError` if the matrix is not square with at least 2 rows.
  public init(centeredIdentity matrix: Matrix) throws(TheoryError) {
    try self.init(matrix, centered: true)
  }

  /// Fits attention weights by the family of a position law.
  ///
  /// - Throws: `TheoryError` if the matrix is not square with at least 2 rows.
  public init(attentionWeights matrix: Matrix, positions: PositionLaw) throws(TheoryError) {
    try self.init(matrix, centered: positions == .oneHot)
  }

  private init(_ matrix: Matrix, centered: Bool) throws(TheoryError) {
    let size = matrix.rows
    guard size == matrix.columns, size >= (centered ? 2 : 1) else {
      throw TheoryError(
        value: "matrix \(matrix.rows) x \(matrix.columns)", rule: "square, rows >= \(centered ? 2 : 1)")
    }
    let mean = centered ? 1 / Double(size) : 0
    let squaredLength = centered ? Double(size - 1) : Double(size)
    var product = 0.0
    for (index, entry) in matrix.elements.enumerated() {
      product += entry * ((index % (size + 1) == 0 ? 1 : 0) - mean)
    }
    let fitted = product / squaredLength
    var square = 0.0
    for (index, entry) in matrix.elements.enumerated() {
      let off = entry - fitted * ((index % (size + 1) == 0 ? 1 : 0) - mean)
      square += off * off
    }
    coefficient = fitted
    norm = matrix.frobeniusNorm
    residual = square.squareRoot()
    cosine = norm > 0 ? product / (squaredLength.squareRoot() * norm) : 0
  }
}

/// Judges D1: what lies off the family is rounding.
///
/// Tolerance 1e-12 max(1, norm): each velocity is a mean over all subsets of terms below 1, off by a few 2^-52; along
/// up to a thousand integration steps such errors add to less than 1e-12, as the flow contracts V's off-family part and
/// moves W's slowly.
public struct D1SymmetryPredicate: Hashable, Sendable {
  /// The allowed residual for a matrix of norm at most 1; larger matrices are judged relative to their norm.
  public let tolerance: Double

  /// The predicate with a tolerance.
  public init(tolerance: Double = 1e-12) {
    self.tolerance = tolerance
  }

  /// The residual allowed; not a number for a norm that is none.
  public func allowed(_ fit: FamilyFit) -> Double { fit.norm.isFinite ? tolerance * max(1, fit.norm) : .nan }

  /// Judges a matrix of one moment of the flow by the fit of its family.
  public func judge(_ fit: FamilyFit, _ name: String) -> Verdict {
    .within(
      allowed(fit), deviation: fit.residual,
      "part of \(name) off its family, norm \(fit.norm)")
  }
}

extension Claim {
  /// D1: the flow from zero stays in a two-parameter family.
  public static let d1Symmetry = Claim(
    id: "D1", title: "The flow from zero keeps its symmetry",
    statement: #"""
      From $V = 0$, $W = 0$ the gradient flow of $R/2$ has $V(t) = \alpha(t)\, I$ for all $t$, and $W(t) = C(t)\left(I - \frac{1}{T}\mathbf{1}\mathbf{1}^\top\right)$ with one-hot positions, $W(t) = C(t)\, I$ with a random orthonormal frame drawn anew.
      """#,
    assumptions: [
      "The subset y is uniform and independent of the tokens.",
      "Tokens are isotropic with covariance I.",
      "The flow starts from zero.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "Along the flow of the full matrices, its gradients summed example by example over every subset, over tokens and over frames with the stated second moments, the part of V (d > 1) and of W off the family has norm at most 1e-12 max(1, norm).",
    control:
      "Near misses: tokens of covariance diag(1, ..., 1, 1.02), from which V leaves its family; a first subset, or frame, 1.001 times as likely as the others, from which W does.",
    proof: #"""
      Permuting positions together with $y$, and rotating all tokens by one orthogonal matrix, leaves the law of $(X, y)$ unchanged. The start at zero is fixed by both, so the flow is. A matrix that all rotations fix is $\alpha I$; one that all permutations fix is $aI + b\mathbf{1}\mathbf{1}^\top$, and $\mathbf{1}^\top W$ never moves because the softmax's derivative annihilates $\mathbf{1}$. A Haar frame gives rotations of the position space as well.
      """#
  )
}
