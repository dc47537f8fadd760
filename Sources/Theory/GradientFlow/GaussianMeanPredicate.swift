/// Judges means over layers trained on samples of Gaussian positions against gradient descent of the system
/// (D8).
///
/// Samples shift every mean by an amount of the order of their noise, eta/B. Its law is known for orthonormal
/// positions only (`NoisyDescent`); its size is D12's late excess risk `x = eta (d + q - 1)/(2 q B)`. So a
/// mean of P, alpha or C over n layers may differ from descent's by a share x and six standard errors; that
/// of the risk, which noise can only lift late, must lie within six standard errors of the range from 1 to 1
/// + 2x of it. On base seeds 101 to 110 the risk's excess, averaged over the seeds, was 0.1 to 1.2 of x, C's
/// shift up to 0.3 % where the stall holds it loosely and below x elsewhere. Six standard errors of eight
/// means or more: a share of 5e-4 at most of normal samples lies beyond (Student), if the true mean is at the
/// very end of its range.
public struct GaussianMeanPredicate: Hashable, Sendable {
  /// One quantity of a layer.
  public typealias Quantity = LayerQuantity

  /// D12's late excess x.
  public let excess: Double
  /// The least number of layers that decides.
  public static let leastCount = 8

  private static let errors = 6.0

  /// The predicate for layers trained with a step and a batch.
  ///
  /// - Throws: `TheoryError` if the step size is not positive and finite, or the batch below 1.
  public init(problem: Problem, stepSize: Double, batch: Int) throws(TheoryError) {
    excess = try D12GradientNoise.excess(problem: problem, stepSize: stepSize, batch: batch)
  }

  /// Where noise is expected to leave a mean, as a share of what is told.
  private func center(_ quantity: Quantity) -> Double { quantity == .risk ? 1 + excess : 1 }

  /// Judges a mean over layers at one time.
  ///
  /// Undecided with fewer than eight layers, or at the start, where C = 0.
  public func judge(_ quantity: Quantity, _ sample: SampleMean, told: FlowState) -> Verdict {
    let value = quantity.value(told)
    let text =
      "t = \(told.time): mean of \(quantity.rawValue) over \(sample.count) layers \(sample.mean) +- \(sample.standardError), told \(value)"
    guard sample.count >= Self.leastCount, sample.standardError > 0, value > 0, told.logit > 0 else {
      return .undecided(reason: text)
    }
    return .within(
      excess * value + Self.errors * sample.standardError,
      deviation: sample.mean - center(quantity) * value, text)
  }

  /// The smallest share by which what is told may be wrong and is refuted with probability 0.99, wherever in
  /// its range noise leaves the mean: the range's length, six standard errors and 2.33 more.
  public func detects(_ quantity: Quantity, _ sample: SampleMean, told: FlowState) -> Double {
    2 * excess + (Self.errors + 2.33) * sample.standardError / quantity.value(told)
  }
}
