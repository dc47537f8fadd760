/// Stochastic gradient descent from zero to first order in the noise: means and spreads over networks at every step.
///
/// Let theta = (V, W), L = R/2, eta the step, and the batch's gradient `grad L(theta) + xi`, xi of mean 0. Around descent
/// without noise, `theta_k`, the mean shift m_k and the covariance Sigma_k over networks obey
///
///     Sigma_{k+1} = (1 - eta H) Sigma_k (1 - eta H) + eta^2 S
///     m_{k+1}     = (1 - eta H) m_k - (eta/2) (grad^3 L)[Sigma_k]
///
/// H and grad^3 L at theta_k, S = Cov(xi) there, up to second order in S. With one-hot positions S is 1/B of one
/// example's covariance, so that at any fixed step count `E R - R(theta_k) = c_k/B + O(1/B^2)` is a theorem: every step
/// is a smooth function of the weights with polynomial growth in Gaussian tokens, and Taylor's formula applies. The mean
/// of any smooth F is `F + grad F.m + tr(grad^2 F Sigma)/2` to the same order; its variance is
/// `grad F^T Sigma grad F`, to which `tr((grad^2 F Sigma)^2)/2` is added, the next term for normal noise.
///
/// The path has the symmetry of the problem, so H, S and Sigma are numbers or 2 x 2 matrices on the parts of
/// `NoiseMode`; V off alpha I is one part more; and m stays in the family (alpha, C), where the third derivative's
/// product with a part's Sigma is the derivative of `tr(H Sigma)` along the family.
///
/// If all examples of a step see the same random frame, the frame's own noise is not divided by B. A frame E with mean
/// gradient `E G E^T`, `G = (gamma q/(T-1)) (I - 11^T/T)`, gamma = 1_y.g/q, has a part off the identity of squared norm
/// `gamma^2 q^2 (1/(T-1) - 1/d_e)`, all of it symmetric. Source: derived here.
public struct NoisyDescent: Sendable {
  /// The number B of examples in a step.
  public let batch: Int
  /// Whether all examples of a step see the same frame; nothing else with one-hot positions.
  public let sharesFrame: Bool

  /// Descent without noise.
  private var quiet: ReducedDescent
  private let modes: [NoiseMode]
  /// Sigma and m by (sqrt(d) alpha, C/sqrt(kappa)).
  private var aligned = SymmetricMatrix2.zero
  private var shift = (0.0, 0.0)
  /// Sigma in one direction of V off alpha I, and on the modes of W.
  private var value = 0.0
  private(set) var spread: [SymmetricMatrix2]

  /// Descent from zero.
  ///
  /// - Throws: `TheoryError` unless the step size lies below the edge of stability (`NoiseRange`) and batch >= 1.
  public init(_ system: FlowSystem, stepSize: Double, batch: Int, sharesFrame: Bool = true)
    throws(TheoryError)
  {
    try NoiseRange(system, batch: batch).check(stepSize)
    quiet = try ReducedDescent(system, stepSize: stepSize)
    (self.batch, self.sharesFrame) = (batch, sharesFrame)
    modes = NoiseMode.all(system.problem, system.positions)
    spread = modes.map { _ in .zero }
  }

  /// The system of descent without noise.
  public var system: FlowSystem { quiet.system }
  /// The step size eta.
  public var stepSize: Double { quiet.stepSize }
  /// The number k of steps taken.
  public var steps: Int { quiet.steps }

  /// The states after the given numbers of steps.
  ///
  /// - Throws: `TheoryError` unless the numbers rise from those already taken, to at most 10^8; and if on the way the
  ///   step is not below 2 over every curvature, which can be larger than at the end.
  public mutating func states(after counts: [Int]) throws(TheoryError) -> [NoisyDescentState] {
    var result: [NoisyDescentState] = []
    for count in counts {
      guard count >= steps, count <= 100_000_000 else {
        throw TheoryError(value: "steps = \(counts)", rule: "rising, at most 10^8")
      }
      while steps < count { try advance() }
      result.append(try state())
    }
    return result
  }

  /// The states after the given numbers of steps, where the law is claimed.
  ///
  /// - Throws: `TheoryError` with the range if the step, or the excess at one of the states, lies outside the law's
  ///   (`NoiseRange`); and what `states` throws.
  public mutating func claimedStates(after counts: [Int]) throws(TheoryError) -> [NoisyDescentState] {
    try NoiseRange(system, batch: batch).checkFirstOrder(stepSize)
    let states = try states(after: counts)
    for state in states { try NoiseRange.check(excess: state.excess) }
    return states
  }

  /// The weights of descent without noise, at a problem's length and sparsity.
  func weights(_ problem: Problem) throws(TheoryError) -> AlignedWeights {
    try AlignedWeights(problem: problem, alpha: quiet.alpha, logit: quiet.logit)
  }

  /// The unit directions of alpha and C: alpha = unit.alpha * a, C = unit.logit * c.
  private var unit: (alpha: Double, logit: Double) {
    (1 / Double(system.problem.dimension).squareRoot(), system.kappa.squareRoot())
  }

  /// The number of directions of V off alpha I.
  private var valueDirections: Double {
    let d = Double(system.problem.dimension)
    return d * d - 1
  }

  private func scaled(_ matrix: SymmetricMatrix2) -> SymmetricMatrix2 {
    SymmetricMatrix2(
      first: unit.alpha * unit.alpha * matrix.first, mixed: unit.alpha * unit.logit * matrix.mixed,
      second: unit.logit * unit.logit * matrix.second)
  }

  // MARK: - One step

  private mutating func advance() throws(TheoryError) {
    let weights = try weights(system.problem)
    let curvature = AlignedCurvature(weights)
    let noise = GradientNoise(weights, curvature.geometry, kappa: system.kappa)
    let share = 1 / Double(batch)
    let hessian = scaled(curvature.hessian)
    try check(hessian.largestEigenvalue)
    let drift = thirdDerivative(curvature)
    let bend = hessian.applied(to: shift)
    shift.0 -= stepSize * (bend.0 + 0.5 * unit.alpha * drift.alpha)
    shift.1 -= stepSize * (bend.1 + 0.5 * unit.logit * drift.logit)
    aligned = next(aligned, hessian: hessian, noise: share * noise.aligned)
    let contraction = 1 - stepSize * curvature.value.curvature
    value = contraction * contraction * value + stepSize * stepSize * share * noise.value
    for (index, mode) in modes.enumerated() {
      let frame = noise.pull * noise.pull * mode.frameShare
      var variance = share * mode.form(noise.logits)
      if sharesFrame { variance.first += (1 - share) * frame }
      let hessian = mode.form(curvature.logits.curvature)
      try check(hessian.largestEigenvalue)
      spread[index] = next(spread[index], hessian: hessian, noise: variance)
    }
    quiet.advance(1)
  }

  /// Checks that a step is stable where the curvature is as given; V off alpha I has one of at most 1.
  private func check(_ curvature: Double) throws(TheoryError) {
    guard stepSize * curvature < 2 else {
      throw TheoryError(
        value: "step = \(stepSize)",
        rule: "0 < step < \(2 / curvature), the step limit at the curvature after \(steps) steps")
    }
  }

  private func next(_ sigma: SymmetricMatrix2, hessian: SymmetricMatrix2, noise: SymmetricMatrix2)
    -> SymmetricMatrix2
  {
    sigma.conjugated(by: .identity + (-stepSize) * hessian) + (stepSize * stepSize) * noise
  }

  /// `(grad^3 L)[Sigma]` by alpha and by C.
  private func thirdDerivative(_ curvature: AlignedCurvature) -> (alpha: Double, logit: Double) {
    var byAlpha = scaled(curvature.hessianByAlpha).traceOfProduct(aligned)
    var byLogit = scaled(curvature.hessianByLogit).traceOfProduct(aligned)
    byLogit += curvature.value.byLogit * valueDirections * value
    for (mode, sigma) in zip(modes, spread) {
      byAlpha += mode.dimension * mode.form(curvature.logits.byAlpha).traceOfProduct(sigma)
      byLogit += mode.dimension * mode.form(curvature.logits.byLogit).traceOfProduct(sigma)
    }
    return (byAlpha, byLogit)
  }

  // MARK: - What is seen

  /// The state after the steps taken.
  ///
  /// - Throws: `TheoryError` if descent without noise has diverged.
  public func state() throws(TheoryError) -> NoisyDescentState {
    let weights = try weights(system.problem)
    let curvature = AlignedCurvature(weights)
    let sums = NoiseSums(modes, spread)
    let varianceOfLogit = unit.logit * unit.logit * aligned.second
    let logitShift = unit.logit * shift.1
    let massSlope = curvature.mass.first
    let massShift =
      massSlope * logitShift + 0.5 * curvature.mass.second * varianceOfLogit
      + 0.5 * sums.trace(curvature.massCurvature)
    return NoisyDescentState(
      steps: steps,
      quiet: FlowState(time: stepSize * Double(steps), weights: weights),
      alpha: .init(
        mean: quiet.alpha + unit.alpha * shift.0, variance: unit.alpha * unit.alpha * aligned.first),
      logit: .init(mean: quiet.logit + logitShift, variance: varianceOfLogit),
      massOnSubset: .init(
        mean: curvature.mass.value + massShift, variance: massSlope * massSlope * varianceOfLogit,
        varianceOfDraw: massSlope * massSlope * sums.varianceOfContrast / curvature.overlap),
      risk: risk(curvature, sums: sums), riskOffFamily: riskOffFamily(curvature, sums: sums),
      offFamily: sums.offFamily,
      valueOffFamily: .init(
        mean: valueDirections * value, square: valueDirections * value * value, largest: value))
  }

  /// The law of the part of the risk that the weights off their families add.
  func riskOffFamily(_ curvature: AlignedCurvature, sums: NoiseSums) -> NoisyDescentState.Spread {
    let ofValue = curvature.value.curvature * value
    let squares =
      valueDirections * ofValue * ofValue + sums.traceOfSquare(curvature.logits.curvature)
    return .init(
      mean: valueDirections * ofValue + sums.trace(curvature.logits.curvature), variance: 2 * squares,
      varianceOfDraw: varianceOfDraw(curvature, sums: sums))
  }

  /// The variance of the risk in one network over draws of the subset and the positions.
  private func varianceOfDraw(_ curvature: AlignedCurvature, sums: NoiseSums) -> Double {
    4 * curvature.gradient.logit * curvature.gradient.logit * sums.varianceOfContrast / curvature.overlap
  }

  /// The law of the risk.
  func risk(_ curvature: AlignedCurvature, sums: NoiseSums) -> NoisyDescentState.Spread {
    let hessian = scaled(curvature.hessian)
    let slope = (unit.alpha * curvature.gradient.alpha, unit.logit * curvature.gradient.logit)
    let ofValue = curvature.value.curvature * value
    let curved =
      hessian.traceOfProduct(aligned) + valueDirections * ofValue + sums.trace(curvature.logits.curvature)
    let squares =
      hessian.traceOfSquaredProduct(aligned) + valueDirections * ofValue * ofValue
      + sums.traceOfSquare(curvature.logits.curvature)
    let along = aligned.applied(to: slope)
    let first = slope.0 * along.0 + slope.1 * along.1
    return .init(
      mean: curvature.risk + 2 * (slope.0 * shift.0 + slope.1 * shift.1) + curved,
      variance: 4 * first + 2 * squares,
      varianceOfDraw: varianceOfDraw(curvature, sums: sums))
  }
}
