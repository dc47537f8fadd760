/// The noise of stochastic gradient descent of V alone, the attention frozen: its mean square at every step.
///
/// The attention s(y) stays where it is, with one S = ||s||^2 and one overlap s . 1_y for every y; tokens are Gaussian. The best
/// V is c I, c = s . 1_y/(q S), and leaves the risk R* = d (1/q - c^2 S). With D = V - c I, z = X s and w = 1_y/q - c s the
/// error of an example is `V z - STS = D z - X w`, and `s . w = 0`: z ~ N(0, S I) and X w ~ N(0, (R*/d) I) are independent.
/// So a step is `D <- D (I - eta A) + eta E`, A the mean of z z^T over the batch and E that of X w z^T, and R - R* = S ||D||^2.
///
/// Fourth moments: `E z z^T z z^T = S^2 (d + 2) I` for one example, so over a batch
/// ```
/// E A^2 = S^2 [ (d+2)/B + 1 - 1/B ] I = S^2 (1 + (d+1)/B) I,     E ||E||^2 = (R*/d) d S d / B = R* S d/B
/// ```
/// and the mixed term has mean 0, as X w is independent of z. With a = eta S the excess x_k = E R_k/R* - 1 obeys
/// ```
/// x_{k+1} = g x_k + a^2 d/B,     g = 1 - 2 a + a^2 (1 + (d+1)/B)
/// x_k = g^k x_0 + (a^2 d/B) (1 - g^k)/(1 - g)          (g = 1: x_0 + k a^2 d/B)
/// x_k -> x0 / (1 - (a/2)(1 + (d+1)/B)),   x0 = a d/(2B),   if and only if a < 2/(1 + (d+1)/B)
/// ```
/// exactly, for every step, batch and d, whatever the start. From that edge on x_k grows without bound.
///
/// The same for the squared length of one row of D, in units of R*/(d S), from a start c' I: its mean is x_k, and its mean
/// square F_k obeys `F <- A F + K x + M`. Given the batch the row goes from u to `mu = u (I - a W)` plus a Gaussian vector of
/// covariance `(a^2/B) W`, W Wishart/B of mean I, so that `E[|u'|^4 | W] = (|mu|^2 + t)^2 + 2 tr(.)^2 + 4 mu (.) mu^T`, t its trace, and
/// ```
/// A = E (1 - a w)^4 + 2 a^2 ((d-1)/B) E w (1 - a w)^2 + a^4 ((d^2 - 1)/B^2) E w^2,          w ~ chi^2_B/B
/// K = (a^2/B) [ 2 E |mu|^2 tr W + 4 E mu W mu^T ] / |u|^2,     M = (a^2/B)^2 E[ (tr W)^2 + 2 tr W^2 ]
/// ```
/// with `E W^2 = (1 + (d+1)/B) I`, `E W^3 = (B^2 + 3B(d+1) + d^2 + 3d + 4)/B^2 I`, and a factor (Bd + 2k)/B for tr W beside a form
/// of degree k. As R/R* - 1 is the mean of d rows that have one law, `E (R/R* - 1)^2 <= F_k`. F has a limit only if A < 1, long
/// before the edge: near it single runs have no variance.
///
/// Source: derived here.
public struct FrozenAttentionNoise: Hashable, Sendable {
  /// The dimension d of the tokens.
  public let dimension: Int
  /// The number B of examples in a step.
  public let batch: Int
  /// The attention's square S = ||s||^2.
  public let attentionSquare: Double
  /// What the fourth moment of the tokens adds over B: d + 1; another number in a near miss.
  public let fourthMomentTerm: Int

  /// The law at an attention's square S.
  ///
  /// - Throws: `TheoryError` unless d >= 1, B >= 1 and 0 < S <= 1.
  public init(dimension: Int, batch: Int, attentionSquare: Double, fourthMomentTerm: Int? = nil)
    throws(TheoryError)
  {
    guard dimension >= 1, batch >= 1 else {
      throw TheoryError(value: "d = \(dimension), batch = \(batch)", rule: "d >= 1, batch >= 1")
    }
    guard attentionSquare > 0, attentionSquare <= 1 else {
      throw TheoryError(value: "||s||^2 = \(attentionSquare)", rule: "0 < ||s||^2 <= 1")
    }
    (self.dimension, self.batch, self.attentionSquare) = (dimension, batch, attentionSquare)
    self.fourthMomentTerm = fourthMomentTerm ?? (dimension + 1)
  }

  /// The step from which on there is no mean square, `2/(S (1 + (d+1)/B))`.
  public var stepLimit: Double { 2 / (attentionSquare * spread) }

  /// `1 + (d+1)/B`.
  private var spread: Double { 1 + Double(fourthMomentTerm) / Double(batch) }

  /// The limit of the excess E R/R* - 1, the misadjustment.
  ///
  /// - Throws: `TheoryError` with the range unless 0 < eta < `stepLimit`.
  public func limit(stepSize: Double) throws(TheoryError) -> Double {
    guard stepSize > 0, stepSize < stepLimit else {
      throw TheoryError(value: "step = \(stepSize)", rule: "0 < step < \(stepLimit), the mean-square limit")
    }
    let step = stepSize * attentionSquare
    return step * Double(dimension) / (2 * Double(batch)) / (1 - 0.5 * step * spread)
  }

  /// The excess x_k after k steps from x_0; beyond the limit too, where it grows.
  ///
  /// - Throws: `TheoryError` unless the step is positive and finite, k >= 0 and x_0 >= 0.
  public func excess(stepSize: Double, after steps: Int, start: Double) throws(TheoryError) -> Double {
    try check(stepSize, steps, start)
    let step = stepSize * attentionSquare
    let (lost, noise) = (step * (2 - step * spread), step * step * Double(dimension) / Double(batch))
    var power = 1.0
    for _ in 0..<steps { power *= 1 - lost }
    // Near g = 1 the quotient (1 - g^k)/(1 - g) has no digits; there it is k to first order.
    let sum = abs(lost) * Double(steps) < 1e-9 ? Double(steps) : (1 - power) / lost
    return power * start + noise * sum
  }

  /// F_k, an upper bound on the mean of (R/R* - 1)^2 after k steps from V = c' I with the excess x_0.
  ///
  /// - Throws: `TheoryError` unless the step is positive and finite, k >= 0 and x_0 >= 0.
  public func squareBound(stepSize: Double, after steps: Int, start: Double) throws(TheoryError) -> Double {
    try check(stepSize, steps, start)
    let (a, d, B) = (stepSize * attentionSquare, Double(dimension), Double(batch))
    let w2 = (B + 2) / B
    let w3 = w2 * (B + 4) / B
    let w4 = w3 * (B + 6) / B
    let fourth = 1 - 4 * a + 6 * a * a * w2 - 4 * a * a * a * w3 + a * a * a * a * w4
    let keep =
      fourth + 2 * a * a * (d - 1) / B * (1 - 2 * a * w2 + a * a * w3)
      + a * a * a * a * (d * d - 1) / (B * B) * w2
    let (square, cube) = (1 + (d + 1) / B, (B * B + 3 * B * (d + 1) + d * d + 3 * d + 4) / (B * B))
    let beside = d - 2 * a * (B * d + 2) / B + a * a * square * (B * d + 4) / B
    let within = 1 - 2 * a * square + a * a * cube
    let (noise, scale) = (a * a * d / B, a * a / B)
    let constant = scale * scale * (d * (B * d + 2) / B + 2 * d * square)
    let growth = 1 - 2 * a + a * a * square
    var (mean, bound) = (start, start * start)
    for _ in 0..<steps {
      bound = keep * bound + scale * (2 * beside + 4 * within) * mean + constant
      mean = growth * mean + noise
    }
    return bound
  }

  private func check(_ stepSize: Double, _ steps: Int, _ start: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize.isFinite, (0...10_000_000).contains(steps), start >= 0, start.isFinite else {
      throw TheoryError(
        value: "step = \(stepSize), steps = \(steps), start = \(start)",
        rule: "0 < step < infinity, 0 <= steps <= 10^7, 0 <= start < infinity")
    }
  }
}

extension FrozenAttentionNoise {
  /// The law for attention frozen at aligned weights, and the excess `x_0 = (d/q)/R* - 1` of V = 0.
  ///
  /// - Throws: `TheoryError` if the logit is not finite, R* is 0 there, or batch < 1.
  public static func aligned(_ problem: Problem, logit: Double, batch: Int, fourthMomentTerm: Int? = nil)
    throws(TheoryError) -> (law: FrozenAttentionNoise, start: Double)
  {
    let (on, off) = AlignedWeights.masses(problem, logit: logit)
    let least = try AlignedWeights.bestRisk(problem, logit: logit)
    guard least > 0 else { throw TheoryError(value: "logit = \(logit)", rule: "R*(logit) > 0") }
    let square = on * on / Double(problem.sparsity) + off * off / Double(problem.tokensOutside)
    return (
      try FrozenAttentionNoise(
        dimension: problem.dimension, batch: batch, attentionSquare: square,
        fourthMomentTerm: fourthMomentTerm), problem.trivialRisk / least - 1
    )
  }
}
