/// Judges L2 on layers trained on samples: the mean of R' over layers against the flow's R', with the noise
/// of training.
///
/// Predicted is `R'_flow (1 + x')`, R'_flow the risk at (T', q') of the flow's state and x' the share that
/// the noise of training adds there by D12's law (`TestedNoise`). Allowed, relative to R'_flow:
///
/// - 7 standard errors of the mean over layers by that law; a normal mean leaves them with probability 3e-12;
/// - `4 x x'`, x the share at the trained length, for the next order of the law, as D12 itself allows;
/// - 0.003 for what is left out, the difference of descent from its flow (D10: (eta/2) ln t/t, at most 0.001)
///   among it. Set after deviations up to 0.002 at the trained length were seen on base seeds 101 to 103.
///
/// At equal density the flow's R'/R is N/N' at every time, as both masses are the same; so the layers' R'/R
/// is held against `(N/N') (1 + x')/(1 + x)`. Allowed: 7 standard errors of both means, 0.003, and `4 x |x' -
/// x|`, as the noise of one length is the other's where x' = x.
///
/// A violation is refuted with probability 0.99 if it exceeds the allowed deviation by 2.33 standard errors.
public struct L2TrainedLayersPredicate: Hashable, Sendable {
  /// The risk held against without the noise: the flow's R', or what a wrong law makes of it.
  public let flowRisk: Double
  /// The share x' that noise adds to it.
  public let excess: Double
  /// The share x at the trained length.
  public let trainedExcess: Double
  /// The standard error of the mean over layers, relative to the flow's risk.
  public let standardError: Double

  /// The predicate for a number of layers.
  ///
  /// `trainedExcess` is x, and `deviation` the standard deviation over layers of the measured risk, as a
  /// share of the flow's.
  public init(flowRisk: Double, excess: Double, trainedExcess: Double, deviation: Double, layers: Int) {
    self.flowRisk = flowRisk
    self.excess = excess
    self.trainedExcess = trainedExcess
    standardError = deviation / Double(layers).squareRoot()
  }

  /// The allowed deviation of the mean over layers, relative to the flow's risk.
  public var allowed: Double { 7 * standardError + 4 * abs(trainedExcess * excess) + 0.003 }

  /// The smallest deviation of the mean risk that is refuted with probability 0.99, as a share of it.
  public var detects: Double { allowed + 2.33 * standardError }

  /// Judges the mean over layers of the risk at the test.
  public func judge(meanRisk: Double) -> Verdict {
    guard flowRisk > 0, flowRisk.isFinite else { return .undecided(reason: "flow's risk \(flowRisk)") }
    return .within(
      allowed, deviation: meanRisk / flowRisk - (1 + excess),
      "mean risk \(meanRisk), predicted \(flowRisk * (1 + excess))")
  }

  /// The allowed deviation of the ratio to the trained length's mean risk, as a share of the predicted ratio.
  public func allowed(trained: L2TrainedLayersPredicate) -> Double {
    7 * jointError(trained) + 4 * abs(trainedExcess * (excess - trained.excess)) + 0.003
  }

  /// The smallest deviation of the ratio that is refuted with probability 0.99, as a share of it.
  public func detects(trained: L2TrainedLayersPredicate) -> Double {
    allowed(trained: trained) + 2.33 * jointError(trained)
  }

  /// Judges the ratio of the mean risks at equal density, against `density` = N/N' and both noises.
  public func judge(ratio: Double, density: Double, trained: L2TrainedLayersPredicate) -> Verdict {
    let predicted = density * (1 + excess) / (1 + trained.excess)
    guard predicted > 0, predicted.isFinite else { return .undecided(reason: "predicted ratio \(predicted)") }
    return .within(
      allowed(trained: trained), deviation: ratio / predicted - 1,
      "ratio \(ratio), predicted \(predicted)")
  }

  private func jointError(_ trained: L2TrainedLayersPredicate) -> Double {
    (standardError * standardError + trained.standardError * trained.standardError).squareRoot()
  }
}
