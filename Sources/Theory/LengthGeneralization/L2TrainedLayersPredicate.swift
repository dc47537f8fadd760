/// Judges L2 on layers trained on samples: the mean of R' over layers against the flow's R', with the noise of training.
///
/// Predicted is `R'_flow (1 + x')`, R'_flow the risk at (T', q') of the flow's state and x' the share that the scatter of
/// the layers adds (`LayerNoise`), with the shift of alpha that it makes in training. Allowed, relative to R'_flow:
///
/// - 7 standard errors of the mean over layers, from the known spread of alpha and the variance of the drawn frames and
///   subsets; a normal mean leaves them with probability 3e-12;
/// - 10 times the logits' variance q' v as a share of x', for the next order in the scatter;
/// - 0.003 for what is left out: the shift and spread of C (seen as 0.0002 to 0.0005, which moves the risk by twice that),
///   the correlation of logits (2 v), and the difference of descent from its flow (D10: (eta/2) ln t/t). Set after these
///   were seen on base seed 101.
///
/// At equal density the flow's R'/R is N/N' at every time, as both masses are the same; so the layers' R'/R is held
/// against `(N/N') (1 + x')/(1 + x)`, in which the shifts of alpha and C cancel, within the sum of both allowances.
public struct L2TrainedLayersPredicate: Hashable, Sendable {
  /// The flow's risk R' at the test.
  public let flowRisk: Double
  /// The share x' added to it, the shift of alpha included.
  public let excess: Double
  /// The allowed deviation of the mean over layers, relative to the flow's risk.
  public let allowed: Double
  /// The risk held against, the flow's unless in a control.
  private let reference: Double

  /// The predicate for layers with a scatter, at the test and at the trained length.
  ///
  /// `drawVariance` is the variance of a layer's measured risk over draws of frames and subsets. A control gives a factor
  /// by which its wrong law is above L2's, or no noise.
  public init(
    test: LayerNoise, trained: LayerNoise, layers: Int, drawVariance: Double, factor: Double = 1,
    isQuiet: Bool = false
  ) {
    flowRisk = test.weights.risk
    reference = factor * flowRisk
    let added = test.addedRisk + test.slopeInAlpha * trained.shiftOfAlpha
    excess = isQuiet ? 0 : added / flowRisk
    let deviation = (test.deviation * test.deviation + drawVariance).squareRoot() / flowRisk
    allowed =
      7 * deviation / Double(layers).squareRoot() + 10 * test.logitVariance * test.excess + 0.003
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
