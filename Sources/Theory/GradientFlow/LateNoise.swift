/// The excess risk that the noise of samples leaves late in training, for every step and every batch; one-hot positions.
///
/// Late, the attention off y is a share h of order sqrt(R) and falls slowly; the rest relaxes fast around it. To leading order in
/// h the layer is a linear model. With D = V - I, l the logits within y less their mean, m the mean of the tokens of y and
/// c_i = x_i - m, i in y, the error of an example is
/// ```
/// e = D m + (1/q) sum_i l_i c_i + e_0,      e_0 ~ N(0, (R/d) I),
/// ```
/// e_0 from the tokens off y, so that m, the c_i and e_0 are independent; R is the risk without noise. The gradients are `e m^T`
/// in V and `(1/q) (c_i . e)_i 1_y^T` in W. The mean square is linear in itself. By symmetry it is a number v in the entries of V
/// and a number on each of D14's modes of W (n directions of curvature lambda each); w, q - 1 times of it within y, is
/// the mean square of l. Fourth moments of Gaussian tokens, E c_i . c_j = d Pi_ij and E sum_k (c_i . c_k)(c_k . c_j) = d (d + q) Pi_ij,
/// Pi the centering within y, make the noise of one example
/// ```
/// in V      v (d+2)/q^2 + w (q-1)/q^3 + R/(d q)
/// on a mode lambda [ v d/q + w (d+q)/q^2 + R/d ]
/// ```
/// A batch has 1/B of it and (1 - 1/B) of (lambda sigma lambda). Solved for the stationary mean square, with x_V and x_W the
/// excess that V and W add as shares of R,
/// ```
/// x_V = a_V (1 + x_W),       a_V = (eta d/(2qB)) / (1 - (eta/(2q)) (1 + (d+1)/B))
/// x_W = a_W (1 + x_V + x_W (d+q)/(q-1)),       a_W = (eta/(2dB)) sum n lambda / (1 - (1 - 1/B) eta lambda/2)
/// x = x_V + x_W,    x_W = a_W (1 + a_V) / (1 - a_W (d+q)/(q-1) - a_W a_V);      q = 1: x = a_V.
/// ```
/// The map of mean squares is positive, so there is a stationary one exactly as long as both denominators and that of each
/// mode are positive: below `stepLimit`, which lies below `2q/(1 + (d+1)/B)`, V's alone, and below the limit 2/lambda of descent
/// without noise. To first order in 1/B, at any step,
/// ```
/// x = (eta/(2dB)) [ (d^2/q)/(1 - eta/(2q)) + sum n lambda/(1 - eta lambda/2) ],
/// ```
/// and to first order in eta as well D12's eta (d + q - 1)/(2qB), as sum n lambda = d (q-1)/q.
///
/// What is proved is the law of the linear model; that full training tends to it as h -> 0 is observed. It is approached like h,
/// a power 1/2 of the time. Source: derived here.
public struct LateNoise: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The number B of examples in a step.
  public let batch: Int
  /// The modes of W whose curvature is not zero.
  public let modes: [Mode]

  /// Directions of W with one curvature of R/2 at the end of training.
  public struct Mode: Hashable, Sendable {
    /// The number of directions.
    public let directions: Double
    /// The curvature lambda.
    public let curvature: Double
  }

  /// The law for a problem with one-hot positions and a number of examples in a step.
  ///
  /// - Throws: `TheoryError` if batch < 1.
  public init(_ problem: Problem, batch: Int) throws(TheoryError) {
    guard batch >= 1 else { throw TheoryError(value: "batch = \(batch)", rule: "batch >= 1") }
    (self.problem, self.batch) = (problem, batch)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    // R/2 at alpha = P = 1 as a form of the logits: d/q^2 within y.
    let curvature = SubsetSpectrum(within: d / (q * q), outside: 0, contrast: 0)
    modes = NoiseMode.all(problem, .oneHot).flatMap { mode in
      let form = mode.form(curvature)
      let larger = form.largestEigenvalue
      // A part that occurs twice has a direction, C's, in which nothing bends at the end: zero but for rounding.
      return [larger, form.trace - larger].filter { $0 > 1e-9 * d / (q * q) }
        .map { Mode(directions: mode.dimension, curvature: $0) }
    }
  }

  /// The step from which on there is no late mean square.
  ///
  /// By bisection, to the last digit.
  public var stepLimit: Double {
    var (low, high) = (
      0.0, 2 * Double(problem.sparsity) / (1 + Double(problem.dimension + 1) / Double(batch))
    )
    while true {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { return low }
      if parts(middle) == nil { high = middle } else { low = middle }
    }
  }

  /// The limit of E R_SGD/R - 1, the excess over descent without noise.
  ///
  /// - Throws: `TheoryError` with the range unless 0 < eta < `stepLimit`.
  public func excess(stepSize: Double) throws(TheoryError) -> Double {
    guard stepSize > 0, let parts = parts(stepSize) else {
      throw TheoryError(value: "step = \(stepSize)", rule: "0 < step < \(stepLimit), the mean-square limit")
    }
    return parts.value + parts.logits
  }

  /// The limit to first order in 1/B.
  ///
  /// - Throws: `TheoryError` with the range unless 0 < eta < `stepLimit`.
  public func firstOrder(stepSize: Double) throws(TheoryError) -> Double {
    _ = try excess(stepSize: stepSize)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let ofLogits = modes.reduce(0) { $0 + $1.directions * $1.curvature / (1 - 0.5 * stepSize * $1.curvature) }
    return stepSize / (2 * d * Double(batch)) * (d * d / q / (1 - stepSize / (2 * q)) + ofLogits)
  }

  /// The excess over its first order in 1/B: what the higher orders multiply it by, late.
  ///
  /// - Throws: `TheoryError` with the range unless 0 < eta < `stepLimit`.
  public func factor(stepSize: Double) throws(TheoryError) -> Double {
    try excess(stepSize: stepSize) / firstOrder(stepSize: stepSize)
  }

  /// x_V and x_W; nil where there is no mean square.
  private func parts(_ stepSize: Double) -> (value: Double, logits: Double)? {
    let (d, q, size) = (Double(problem.dimension), Double(problem.sparsity), Double(batch))
    let ofValue = 1 - stepSize / (2 * q) * (1 + (d + 1) / size)
    guard ofValue > 0 else { return nil }
    let value = stepSize * d / (2 * q * size) / ofValue
    guard problem.sparsity > 1 else { return (value, 0) }
    var sum = 0.0
    for mode in modes {
      let left = 1 - 0.5 * (1 - 1 / size) * stepSize * mode.curvature
      guard left > 0 else { return nil }
      sum += mode.directions * mode.curvature / left
    }
    let logits = stepSize / (2 * d * size) * sum
    let left = 1 - logits * (d + q) / (q - 1) - logits * value
    guard left > 0 else { return nil }
    let ofLogits = logits * (1 + value) / left
    return (value * (1 + ofLogits), ofLogits)
  }
}
