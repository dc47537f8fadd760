/// The covariance of one example's gradient of half the squared error at aligned weights, one example being (X, y).
///
/// With r = X u the residual, z = X s and g_t = alpha s_t (x_t - z).r the gradient in the logits, the gradients are
/// `r z^T` in V and `g 1_y^T` in W. All are quadratic forms of Gaussian rows x of X, for which
/// `Cov((x.a)(x.b), (x.c)(x.e)) = (a.c)(b.e) + (a.e)(b.c)`. So, with b = ds/dC,
///
///     E g g^T: within y alpha^2 s_1^2 d ||u||^2, outside alpha^2 s_2^2 d ||u||^2 (each direction),
///     1_y.g: mean alpha d b.u, variance alpha^2 d (||b||^2 ||u||^2 + (b.u)^2)
///     r.z:   mean d u.s, variance d (||u||^2 ||s||^2 + (u.s)^2)
///     Cov(r.z, 1_y.g) = alpha d ((b.u)(u.s) + (b.s) ||u||^2)
///
/// Source: derived here.
struct GradientNoise: Sendable {
  /// The covariance of the gradient by (sqrt(d) alpha, C/sqrt(kappa)), in which V and W have unit directions.
  let aligned: SymmetricMatrix2
  /// The variance in one direction of V off alpha I; 0 if d = 1, where there is none.
  let value: Double
  /// The eigenvalues of E g g^T; with one-hot positions and for each frame.
  let logits: SubsetSpectrum
  /// `1_y . E g`, the pull on C.
  let pull: Double

  init(_ weights: AlignedWeights, _ geometry: AlignedCurvature.Geometry, kappa: Double) {
    let problem = weights.problem
    let (d, alpha) = (Double(problem.dimension), weights.alpha)
    let (miss, overlap, square) = (geometry.miss, geometry.missByAttention, geometry.attentionSquare)
    let each = alpha * alpha * d * miss
    pull = alpha * d * geometry.turnByMiss
    let pullVariance =
      alpha * alpha * d * (geometry.turn * miss + geometry.turnByMiss * geometry.turnByMiss)
    let perOverlap =
      Double(problem.tokens) / (Double(problem.sparsity) * Double(problem.tokensOutside))
    logits = SubsetSpectrum(
      within: geometry.attention.on * geometry.attention.on * each,
      outside: geometry.attention.off * geometry.attention.off * each,
      contrast: perOverlap * (pullVariance + pull * pull))
    aligned = SymmetricMatrix2(
      first: miss * square + overlap * overlap,
      mixed: alpha * (geometry.turnByMiss * overlap + geometry.turnByAttention * miss)
        * (d * kappa).squareRoot(),
      second: kappa * pullVariance)
    // E ||r||^2 ||z||^2 - E (r.z)^2 / d over d^2 - 1 directions: the same for symmetric and antisymmetric ones.
    let whole = d * d * miss * square + 2 * d * overlap * overlap
    let trace = d * d * overlap * overlap + d * miss * square + d * overlap * overlap
    value = d > 1 ? (whole - trace / d) / (d * d - 1) : 0
  }
}
