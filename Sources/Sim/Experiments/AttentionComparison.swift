import Theory

/// The risks of two layers on the same fresh draws of positions and subset: their difference has far less noise than either.
public struct AttentionComparison: Hashable, Sendable, Codable {
  /// The number of draws.
  public let draws: Int
  /// The mean of the first layer's risk given attention less the second's.
  public let difference: Double
  /// The sample variance of the difference, over draws.
  public let variance: Double

  /// Evaluates both on the draws that `AttentionEvaluation` makes.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, or draws is not within 2..<2^31.
  public static func sample(
    _ first: AttentionWeights, less second: AttentionWeights, settings: AttentionSettings,
    address: StreamAddress, draws: Int
  ) throws(TheoryError) -> AttentionComparison {
    let pair = try PairedDraws(first, second, settings, address, draws: draws, atLeast: 2)
    var differences = RunningMean()
    for draw in 0..<draws { differences.add(pair.difference(draw).risk) }
    return AttentionComparison(
      draws: draws, difference: differences.mean, variance: differences.variance)
  }
}
