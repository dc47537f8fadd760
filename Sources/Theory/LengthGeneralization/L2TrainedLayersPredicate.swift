/// Judges L2 on layers trained on samples: the mean of R' over layers against the flow's R', with the noise of training.
///
/// Predicted is `R'_flow (1 + x')`, R'_flow the risk at (T', q') of the flow's state and x' the share that the noise of
/// training adds there by D12's law (`NoisyDescent.risk(test:)`). Allowed, relative to R'_flow:
///
/// - 7 standard errors of the mean over layers by that law; a normal mean leaves them with probability 3e-12;
/// - `4 x x'`, x the share at the trained length, for the next order of the law, as D12 itself allows;
/// - 0.003 for what is left out, the difference of descent from its flow (D10: (eta/2) ln t/t, at most 0.001) among it. Set
///   after deviations up to 0.002 at the trained length were seen on base seeds 101 to 103.
///
/// At equal density the flow's R'/R is N/N' at every time, as both masses are the same; so the layers' R'/R is held
/// against `(N/N') (1 + x')/(1 + x)`, within the sum of both allowances.
public struct L2TrainedLayersPredicate: Hashable, Sendable {
  /// The risk held against without the noise: the flow's R', or what a wrong law makes of it.
  public let flowRisk: Double
  /// The share x' that noise adds to it.
  public let excess: Double
  /// The allowed deviation of the mean over layers, relative to the flow's risk.
  public let allowed: Double

  /// The predicate for a number of layers.
  ///
  /// `trainedExcess` is x, and `deviation` the standard deviation over layers of the measured risk, as a share of the
  /// flow's.
  public init(flowRisk: Double, excess: Double, trainedExcess: Double, deviation: Double, layers: Int) {
    self.flowRisk = flowRisk
    self.excess = excess
    allowed = 7 * deviation / Double(layers).squareRoot() + 4 * abs(trainedExcess * excess) + 0.003
  }

  /// Judges the mean over layers of the risk at the test.
  public func judge(meanRisk: Double) -> Verdict {
    .within(
      allowed, deviation: meanRisk / flowRisk - (1 + excess),
      "mean risk \(meanRisk), predicted \(flowRisk * (1 + excess))")
  }

  /// Judges the ratio of the mean risks at equal density, against `density` = N/N' and both noises.
  public func judge(ratio: Double, density: Double, trained: L2TrainedLayersPredicate) -> Verdict {
    let predicted = density * (1 + excess) / (1 + trained.excess)
    return .within(
      allowed + trained.allowed, deviation: ratio / predicted - 1, "ratio \(ratio), predicted \(predicted)")
  }
}
