/// What the noise of training does to the risk at a test, by D12's law: the mean over layers, and the spread
/// of that mean's estimator.
///
/// A layer's alpha fluctuates fast about its slow curve, and at rho != 1 the risk at (T', q') is first order
/// in alpha: single layers differ by several per cent there. The estimator removes it as a control variate.
/// With g = dR'/dalpha along descent without noise and m the law's mean of alpha, `Z = R' - g (alpha - m)`,
/// `E Z = E R'`, `Var Z = (dR'/dC)^2 Var C + v + 2 b^2 + (variance of a draw)/draws`: v the variance of the
/// part that the weights off their families add, b the mean of the second-order part of (alpha, C). What Z no
/// longer sees is an alpha off its mean, which D7 judges; C, which holds the time, it sees. Source: derived
/// here.
public struct TestedNoise: Hashable, Sendable, Codable {
  /// The share E R'/R' - 1 that noise adds to the risk without noise.
  public let excess: Double
  /// The standard deviation of Z over layers, as a share of the risk without noise.
  public let deviation: Double
  /// g = dR'/dalpha.
  public let alphaSlope: Double
  /// m, the law's mean of alpha.
  public let alphaMean: Double

  /// No noise: where D12's law says nothing.
  public static let none = TestedNoise(excess: 0, deviation: 0, alphaSlope: 0, alphaMean: 0)

  private init(excess: Double, deviation: Double, alphaSlope: Double, alphaMean: Double) {
    (self.excess, self.deviation) = (excess, deviation)
    (self.alphaSlope, self.alphaMean) = (alphaSlope, alphaMean)
  }

  /// The noise at a test after the steps that descent took, the risk averaged over a number of draws.
  ///
  /// - Throws: `TheoryError` unless positions are frames that hold T' tokens of the dimension trained with.
  public init(_ descent: NoisyDescent, test: Problem, draws: Int) throws(TheoryError) {
    let state = try descent.state()
    let (quiet, problem) = (state.quiet, descent.system.problem)
    func risk(_ alpha: Double, _ logit: Double) throws(TheoryError) -> Double {
      try L1Transfer.risk(
        problem, alpha: alpha, logit: logit, testTokens: test.tokens, testSparsity: test.sparsity)
    }
    // Exact in alpha, of which R' is a quadratic; of order 1e-8 in C.
    let (stepOfAlpha, stepOfLogit) = (0.01 * quiet.alpha, 1e-4)
    let byAlpha =
      (try risk(quiet.alpha + stepOfAlpha, quiet.logit) - risk(quiet.alpha - stepOfAlpha, quiet.logit))
      / (2 * stepOfAlpha)
    let byLogit =
      (try risk(quiet.alpha, quiet.logit + stepOfLogit) - risk(quiet.alpha, quiet.logit - stepOfLogit))
      / (2 * stepOfLogit)
    let without = try risk(quiet.alpha, quiet.logit)
    let (seen, off) = (try descent.risk(test: test), try descent.riskOffFamily(test: test))
    let shifted = byAlpha * (state.alpha.mean - quiet.alpha) + byLogit * (state.logit.mean - quiet.logit)
    let bend = seen.mean - without - shifted - off.mean
    let variance =
      byLogit * byLogit * state.logit.variance + off.variance + 2 * bend * bend
      + off.varianceOfDraw / Double(max(1, draws))
    self.init(
      excess: seen.mean / without - 1, deviation: variance.squareRoot() / without, alphaSlope: byAlpha,
      alphaMean: state.alpha.mean)
  }

  /// Z, the risk of a layer without what its own alpha adds to first order.
  public func controlled(risk: Double, alpha: Double) -> Double { risk - alphaSlope * (alpha - alphaMean) }
}
