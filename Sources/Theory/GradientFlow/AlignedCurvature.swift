/// R/2 near aligned weights: its derivatives along (alpha, C), and its curvature across them.
///
/// With g = 1/q + 1/N, the miss u = alpha s - 1_y/q (u_1 on y, u_2 off y), P' = P delta, P'' = P'(delta - P),
/// P''' = P'((delta - P)^2 - 2 P'):
///
///     L = R/2 = (d/2) ||u||^2          dL/dalpha = d s.u         dL/dC = d alpha P' (u_1 - u_2)
///
/// A move l of the logits changes L by `l^T Q l / 2` to second order, Q with the eigenvalues, D = d alpha (u_1 - u_2),
///
///     within y: s_1 delta D + d alpha^2 s_1^2     outside: -s_2 P D + d alpha^2 s_2^2     contrast: (T/(q N)) L_CC
///
/// and P likewise with `s_1 delta`, `-s_2 P`, `(T/(q N)) P''`. V off alpha I has the curvature ||s||^2 in every direction.
/// Source: derived here.
struct AlignedCurvature: Sendable {
  /// P and its first two derivatives by C.
  let mass: (value: Double, first: Double, second: Double)
  /// R.
  let risk: Double
  /// The gradient of R/2 by (alpha, C).
  let gradient: (alpha: Double, logit: Double)
  /// The Hessian of R/2 by (alpha, C).
  let hessian: SymmetricMatrix2
  /// The derivative of that Hessian by alpha.
  let hessianByAlpha: SymmetricMatrix2
  /// The derivative of that Hessian by C.
  let hessianByLogit: SymmetricMatrix2
  /// ||s||^2, the curvature of R/2 in V off alpha I, and its derivative by C.
  let value: (curvature: Double, byLogit: Double)
  /// Q, and its derivatives by alpha and by C.
  let logits: (curvature: SubsetSpectrum, byAlpha: SubsetSpectrum, byLogit: SubsetSpectrum)
  /// The square of `n . 1_y = sqrt(q N / T)`, by which a move of C moves the logits along the contrast.
  let overlap: Double
  /// The second derivatives of P by the logits.
  let massCurvature: SubsetSpectrum
  /// What the noise of gradients needs besides.
  let geometry: Geometry

  /// Lengths and inner products of the attention s, the miss u and ds/dC.
  struct Geometry: Sendable {
    /// s on y and off y.
    let attention: (on: Double, off: Double)
    /// u_1 - u_2.
    let missContrast: Double
    /// The squared lengths of u and s, and their inner product.
    let miss: Double, missByAttention: Double, attentionSquare: Double
    /// The squared length of b = ds/dC, and its inner products with u and s.
    let turn: Double, turnByMiss: Double, turnByAttention: Double
  }

  init(_ weights: AlignedWeights) {
    let problem = weights.problem
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let outside = Double(problem.tokensOutside)
    let (on, off, alpha) = (weights.massOnSubset, weights.massOffSubset, weights.alpha)
    let (s1, s2) = (on / q, off / outside)
    let (u1, u2) = (weights.valueError / q, alpha * s2)
    let (pull, lead, both) = (u1 - u2, s1 - s2, 1 / q + 1 / outside)
    let p1 = on * off
    let p2 = p1 * (off - on)
    let p3 = p1 * ((off - on) * (off - on) - 2 * p1)
    let square = on * on / q + off * off / outside
    geometry = Geometry(
      attention: (s1, s2), missContrast: pull, miss: q * u1 * u1 + outside * u2 * u2,
      missByAttention: on * u1 + off * u2, attentionSquare: square, turn: p1 * p1 * both,
      turnByMiss: p1 * pull, turnByAttention: p1 * lead)
    mass = (on, p1, p2)
    risk = weights.risk
    gradient = (d * geometry.missByAttention, d * alpha * p1 * pull)
    let logitLogit = d * alpha * (p2 * pull + alpha * p1 * p1 * both)
    let alphaLogitLogit = d * (p2 * pull + alpha * p2 * lead + 2 * alpha * p1 * p1 * both)
    let logitThree = d * alpha * (p3 * pull + 3 * alpha * p1 * p2 * both)
    hessian = SymmetricMatrix2(
      first: d * square, mixed: d * p1 * (pull + alpha * lead), second: logitLogit)
    hessianByAlpha = SymmetricMatrix2(first: 0, mixed: 2 * d * p1 * lead, second: alphaLogitLogit)
    hessianByLogit = SymmetricMatrix2(first: 2 * d * p1 * lead, mixed: alphaLogitLogit, second: logitThree)
    value = (square, 2 * p1 * lead)
    let slope = (
      value: d * alpha * pull, byAlpha: d * (pull + alpha * lead), byLogit: d * alpha * alpha * p1 * both
    )
    overlap = q * outside / Double(problem.tokens)
    let perOverlap = 1 / overlap
    logits = (
      SubsetSpectrum(
        within: s1 * off * slope.value + d * alpha * alpha * s1 * s1,
        outside: d * alpha * alpha * s2 * s2 - s2 * on * slope.value, contrast: perOverlap * logitLogit),
      SubsetSpectrum(
        within: s1 * off * slope.byAlpha + 2 * d * alpha * s1 * s1,
        outside: 2 * d * alpha * s2 * s2 - s2 * on * slope.byAlpha, contrast: perOverlap * alphaLogitLogit),
      SubsetSpectrum(
        within: s1 * off * ((off - on) * slope.value + slope.byLogit) + 2 * d * alpha * alpha * s1 * s1 * off,
        outside: s2 * on * ((on - off) * slope.value - slope.byLogit) - 2 * d * alpha * alpha * s2 * s2 * on,
        contrast: perOverlap * logitThree)
    )
    massCurvature = SubsetSpectrum(within: s1 * off, outside: -s2 * on, contrast: perOverlap * p2)
  }
}
