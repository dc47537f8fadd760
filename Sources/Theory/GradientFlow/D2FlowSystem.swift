/// A point of the gradient flow.
public struct FlowState: Hashable, Sendable, Codable {
  /// Time t of the gradient flow of R/2.
  public let time: Double
  /// The scale alpha of V = alpha I.
  public let alpha: Double
  /// The logit C on the subset.
  public let logit: Double
  /// The attention mass P on the subset.
  public let massOnSubset: Double
  /// The attention mass delta = 1 - P off the subset, without cancellation.
  public let massOffSubset: Double
  /// The risk R.
  public let risk: Double
}

extension FlowState {
  /// The state with given weights at a time, wherever they come from.
  public init(time: Double, weights: AlignedWeights) {
    self.init(
      time: time, alpha: weights.alpha, logit: weights.logit, massOnSubset: weights.massOnSubset,
      massOffSubset: weights.massOffSubset, risk: weights.risk)
  }

  /// The state with an amount added to P, alpha or C, or a share to the risk: a claim that is wrong by that.
  package func adding(mass: Double = 0, alpha: Double = 0, logit: Double = 0, riskShare: Double = 0)
    -> FlowState
  {
    FlowState(
      time: time, alpha: self.alpha + alpha, logit: self.logit + logit, massOnSubset: massOnSubset + mass,
      massOffSubset: massOffSubset - mass, risk: risk * (1 + riskShare))
  }
}

/// The two-dimensional system that the gradient flow of R/2 from zero obeys.
///
/// With N = T - q, P = q/(q + N e^-C), delta = 1 - P and kappa of the position law:
///
///     alpha' = P/q - alpha (P^2/q + delta^2/N)
///     C'     = d kappa alpha P delta [ (1 - alpha P)/q + alpha delta/N ]
///
/// It is the flow of R/2 in the metric `d dalpha^2 + dC^2 / kappa`. Source: derived here.
public struct FlowSystem: Hashable, Sendable, Codable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The law of the positions.
  public let positions: PositionLaw
  /// The rate kappa: 1/(T-1) for one-hot positions, 1/width for a random orthonormal frame.
  public let kappa: Double

  /// The system of a problem and a position law.
  ///
  /// - Throws: `TheoryError` if a frame's width is below T.
  public init(problem: Problem, positions: PositionLaw) throws(TheoryError) {
    self.problem = problem
    self.positions = positions
    kappa = try positions.kappa(problem)
  }

  /// The velocity (alpha', C') at a point.
  ///
  /// - Throws: `TheoryError` if alpha or the logit is not finite, or |alpha| > 10^150.
  public func velocity(alpha: Double, logit: Double) throws(TheoryError) -> (alpha: Double, logit: Double) {
    let point = try AlignedWeights(problem: problem, alpha: alpha, logit: logit)
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let (on, off) = (point.massOnSubset, point.massOffSubset)
    let error = point.valueError
    return (
      -(on * error / q) - alpha * off * off / outside,
      Double(problem.dimension) * kappa * alpha * on * off * (alpha * off / outside - error / q)
    )
  }
}
