import Theory

/// A trained attention layer tested at another sequence length and sparsity.
public enum LengthTransfer {
  /// The layer's risk at (T', q') with positions of the same law.
  ///
  /// Stochastic positions: fresh ones in the same R^{d_e} (frames need d_e >= T'). One-hot positions: W is
  /// extended by zero rows and columns for the tokens beyond those trained, so that their logits are 0.
  /// - Throws: `TheoryError` if d_e < T' for frames, positions are fixed but not one-hot, or draws < 1.
  public static func evaluate(
    _ weights: AttentionWeights, trained settings: AttentionSettings, test problem: Problem,
    address: StreamAddress, draws: Int, withLosses: Bool = false
  ) throws(TheoryError) -> AttentionEvaluation {
    if settings.renewal == .fixed && settings.positions != .oneHot {
      throw TheoryError(
        value: "fixed \(settings.positions.rawValue) positions",
        rule: "positions at another length are defined for stochastic or one-hot positions")
    }
    let isOneHot = settings.positions == .oneHot
    let width = isOneHot ? max(settings.positionDimension, problem.tokens) : settings.positionDimension
    let test = try AttentionSettings(
      problem: problem, positions: settings.positions, renewal: settings.renewal, positionDimension: width,
      query: settings.query, batch: settings.batch, stepSize: settings.stepSize)
    return try AttentionEvaluation.evaluate(
      isOneHot ? weights.extended(positionDimension: width) : weights, settings: test, address: address,
      draws: draws, withLosses: withLosses)
  }

  /// The risk at T' of a layer trained on one-hot positions, exact over tokens and over all subsets.
  ///
  /// W is extended by zero rows and columns.
  /// - Throws: `TheoryError` if the weights' dimension is not the problem's, W is wider than T', or there are more than
  ///   10^6 subsets.
  public static func exactOneHotRisk(_ weights: AttentionWeights, test problem: Problem) throws(TheoryError)
    -> Double
  {
    let extended = weights.extended(positionDimension: problem.tokens)
    try extended.check(oneHot: problem)
    return try SubsetEnumeration(problem).risk(oneHot: extended)
  }
}

extension AttentionWeights {
  /// The same V, and W in the upper left corner of a larger matrix of zeros.
  func extended(positionDimension size: Int) -> AttentionWeights {
    var result = AttentionWeights(dimension: dimension, positionDimension: max(size, positionDimension))
    result.value = value
    for i in 0..<positionDimension {
      for j in 0..<positionDimension {
        result.keyQuery[i * result.positionDimension + j] = keyQuery[i * positionDimension + j]
      }
    }
    return result
  }
}
