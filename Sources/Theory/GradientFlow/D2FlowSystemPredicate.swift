/// Judges D2: the reduced velocity against the gradient of R/2 in the full matrices.
///
/// At V = alpha I and W = C B (B = I - 11^T/T or I) the full velocities are `-grad_V = alpha' I` and
/// `-grad_W = C' B`. For one frame E -grad_W = E (...) E^T is no multiple of I: what is judged is its mean over frames whose
/// entries have the second moments of Haar frames, and both its coefficient and what lies off the identity.
///
/// Tolerance 1e-12 times max(1, |V|, |grad|): the mean over subsets of products of a few numbers each of order
/// max(1, alpha), each off by (T + 16) 2^-52.
public struct D2FlowPredicate: Hashable, Sendable {
  /// The system whose velocity is judged.
  public let system: FlowSystem
  /// The allowed deviation at scale 1.
  public let tolerance: Double

  /// The predicate for a system.
  public init(_ system: FlowSystem, tolerance: Double = 1e-12) {
    self.system = system
    self.tolerance = tolerance
  }

  /// What is judged at one point.
  public struct Judged: Hashable, Sendable {
    /// The velocity alpha' against the gradient in V.
    public let alpha: Verdict
    /// The gradient in V off the identity.
    public let value: Verdict
    /// The velocity C' against the gradient in W.
    public let logit: Verdict
    /// The gradient in W off its family.
    public let attentionWeights: Verdict
  }

  /// Judges the gradients of R/2 at (alpha, C), fitted by their families.
  ///
  /// - Throws: `TheoryError` if (alpha, C) is not finite.
  public func judge(
    alpha: Double, logit: Double, valueGradient value: FamilyFit, weightGradient weight: FamilyFit
  )
    throws(TheoryError) -> Judged
  {
    let velocity = try system.velocity(alpha: alpha, logit: logit)
    let isFinite = value.norm.isFinite && weight.norm.isFinite
    let scale = isFinite ? tolerance * max(1, abs(alpha), max(value.norm, weight.norm)) : .nan
    return Judged(
      alpha: .within(scale, deviation: -value.coefficient - velocity.alpha, "\(system.problem): alpha'"),
      value: .within(scale, deviation: value.residual, "\(system.problem): grad_V off the identity"),
      logit: .within(scale, deviation: -weight.coefficient - velocity.logit, "\(system.problem): C'"),
      attentionWeights: .within(
        scale, deviation: weight.residual, "\(system.problem): grad_W off its family"))
  }
}

extension Claim {
  /// D2: the flow is a system of two equations.
  public static let d2FlowSystem = Claim(
    id: "D2", title: "The gradient flow is a two-dimensional system",
    statement: #"""
      In the family of D1 the gradient flow of $R/2$ is $\alpha' = \frac{P}{q} - \alpha\left(\frac{P^2}{q} + \frac{\delta^2}{N}\right)$, $C' = d\,\kappa\,\alpha P\delta\left[\frac{1-\alpha P}{q} + \frac{\alpha\delta}{N}\right]$, with $P = \frac{q}{q + Ne^{-C}}$, $\delta = 1 - P$, $N = T - q$, and $\kappa = \frac{1}{T-1}$ for one-hot positions, $\frac{1}{d_e}$ for a random orthonormal frame in $\mathbb{R}^{d_e}$.
      """#,
    assumptions: [
      "The subset y is uniform and independent of the tokens.",
      "Tokens have mean 0, covariance I and are uncorrelated.",
      "Frames are Haar random, drawn anew at every moment.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "At points along the flow and elsewhere, the gradients in the full matrices, summed example by example over every subset, over tokens and over frames with the stated second moments, equal the system's velocity within 1e-12 of their scale, and nothing of them lies off the family.",
    control:
      "Near misses: N + 1 for N (alpha'), 1/T for 1/(T-1) or a frame one wider (C'), tokens of covariance diag(1, ..., 1, 1.02) (grad_V), a first subset or frame 1.001 times as likely (grad_W).",
    proof: #"""
      In the family of D1 the flow is the gradient flow of $R(\alpha, C)/2$ (A2) in the metric of the full matrices: $V = \alpha I$ has squared length $d\alpha^2$, and $W = CB$ has $C^2\lVert B\rVert_F^2 = C^2/\kappa$. Differentiate A2, with $dP/dC = P\delta$.
      """#
  )
}
