import Theory

/// Two layers on the same fresh draws of positions and subset, those that `AttentionEvaluation` makes.
struct PairedDraws {
  /// Each layer has a batch of its own, with the same draws: weights are set once.
  private let first: EvaluatedLayer
  private let second: EvaluatedLayer

  /// Two layers on a number of draws.
  ///
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, tokens are not standard, or draws is not
  ///   within least..<2^31.
  init(
    _ first: AttentionWeights, _ second: AttentionWeights, _ settings: AttentionSettings,
    _ address: StreamAddress, draws: Int, atLeast least: Int
  ) throws(TheoryError) {
    guard draws >= least, draws <= Int(Int32.max) else {
      throw TheoryError(value: "draws = \(draws)", rule: "\(least) <= draws < 2^31")
    }
    self.first = try EvaluatedLayer(first, settings, address)
    self.second = try EvaluatedLayer(second, settings, address)
  }

  /// What the first layer shows on a draw less what the second does: the risk, exact over tokens, and the mass on the subset.
  func difference(_ draw: Int) -> (risk: Double, mass: Double) {
    let (one, other) = (first.seen(draw), second.seen(draw))
    return (one.risk - other.risk, one.mass - other.mass)
  }
}
