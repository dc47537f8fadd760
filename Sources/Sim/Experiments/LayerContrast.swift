import Theory

/// A layer's risk and mass on the subset less another's, on the same fresh draws of positions and subset.
///
/// If the other layer's are known exactly, their sum is the first one's with far less noise than its own
/// draws have.
public struct LayerContrast: Hashable, Sendable, Codable {
  /// The mean over draws of the risk given attention, exact over tokens, less the other's.
  public let risk: Double
  /// The mean over draws of the mass on the subset less the other's.
  public let massOnSubset: Double

  /// Evaluates both on the draws that `AttentionEvaluation` makes.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, or draws is not within
  ///   1..<2^31.
  public static func sample(
    _ weights: AttentionWeights, less other: AttentionWeights, settings: AttentionSettings,
    address: StreamAddress, draws: Int
  ) throws(TheoryError) -> LayerContrast {
    let pair = try PairedDraws(weights, other, settings, address, draws: draws, atLeast: 1)
    var (risk, mass) = (0.0, 0.0)
    for draw in 0..<draws {
      let difference = pair.difference(draw)
      risk += difference.risk
      mass += difference.mass
    }
    return LayerContrast(risk: risk / Double(draws), massOnSubset: mass / Double(draws))
  }
}
