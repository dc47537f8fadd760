/// Gradient descent of R/2 from zero without noise, and beside it the deviation of (alpha, C) that noise makes to first order.
///
/// Let a step on samples, taken from the weights of descent without noise, change (alpha, C) by (a, c) more than the exact
/// step does. The deviation D obeys `D_{k+1} = (1 - eta M H) D_k + (a, c)`, H the Hessian of R/2 by (alpha, C) and
/// M = diag(1/d, kappa) the metric of D2. Its mean is exactly 0, whatever the noise, and so is that of the change
/// `grad R . D` of the risk: taken from the risk of the layer that the same samples train, it leaves the mean as it is and
/// takes away what varies most. Source: derived here.
public struct DeviationPath: Sendable {
  /// The scale and the logit of descent without noise.
  public var aligned: (alpha: Double, logit: Double) { (quiet.alpha, quiet.logit) }
  /// The deviation D.
  public private(set) var deviation = (alpha: 0.0, logit: 0.0)

  private var quiet: ReducedDescent

  /// Descent from zero, with no deviation.
  ///
  /// - Throws: `TheoryError` unless 0 < stepSize < 2q, the edge of V (`ReducedDescent`).
  public init(_ system: FlowSystem, stepSize: Double) throws(TheoryError) {
    quiet = try ReducedDescent(system, stepSize: stepSize)
  }

  /// Takes a step, given by how much one on samples changed the same aligned weights.
  ///
  /// - Throws: `TheoryError` if descent has diverged.
  public mutating func advance(sampled change: (alpha: Double, logit: Double)) throws(TheoryError) {
    let hessian = try curvature().hessian
    let bend = hessian.applied(to: (deviation.alpha, deviation.logit))
    let start = aligned
    quiet.advance(1)
    let metric = (1 / Double(quiet.system.problem.dimension), quiet.system.kappa)
    deviation.alpha += change.alpha - (quiet.alpha - start.alpha) - quiet.stepSize * metric.0 * bend.0
    deviation.logit += change.logit - (quiet.logit - start.logit) - quiet.stepSize * metric.1 * bend.1
  }

  /// The change of the risk that the deviation makes to first order, of mean 0.
  ///
  /// - Throws: `TheoryError` if descent has diverged.
  public func riskChange() throws(TheoryError) -> Double {
    let gradient = try curvature().gradient
    return 2 * (gradient.alpha * deviation.alpha + gradient.logit * deviation.logit)
  }

  private func curvature() throws(TheoryError) -> AlignedCurvature {
    AlignedCurvature(
      try AlignedWeights(problem: quiet.system.problem, alpha: quiet.alpha, logit: quiet.logit))
  }
}
