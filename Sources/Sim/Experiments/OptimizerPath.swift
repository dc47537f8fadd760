import Theory

/// The path of a layer with one-hot positions while it trains on samples by any optimiser, from zero.
public enum OptimizerPath {
  /// The layer after a number of steps.
  public struct Look: Hashable, Sendable, Codable {
    /// The number of steps taken.
    public let steps: Int
    /// alpha = tr(V)/d.
    public let alpha: Double
    /// The coefficient C of W in its family.
    public let logit: Double
    /// The risk, exact over tokens and over all subsets.
    public let risk: Double
    /// ||V - alpha I||_F / ||alpha I||_F.
    public let valueOffFamily: Double
    /// ||W - 1 m^T - C (I - 1 1^T/T)||_F / ||C (I - 1 1^T/T)||_F, m the means of W's columns, which no softmax sees.
    public let keyQueryOffFamily: Double

    init(_ weights: AttentionWeights, steps: Int, over enumeration: SubsetEnumeration) {
      let family = KeyQueryFamily.centered
      self.steps = steps
      alpha = weights.alpha
      logit = family.project(weights).logit
      risk = enumeration.risk(oneHot: weights)
      valueOffFamily = weights.valueOffFamily / (abs(alpha) * Double(weights.dimension).squareRoot())
      keyQueryOffFamily =
        family.distance(weights.withCenteredColumns)
        / (abs(logit) * Double(weights.positionDimension - 1).squareRoot())
    }
  }

  /// The layer after each of the given numbers of steps.
  ///
  /// - Throws: `TheoryError` if the settings are not those of standard tokens, one-hot positions with d_e = T and the
  ///   enumeration's problem, or the steps are not increasing within 1..<2^32.
  public static func looks(
    _ settings: AttentionSettings, over enumeration: SubsetEnumeration, address: StreamAddress, steps: [Int]
  ) throws(TheoryError) -> [Look] {
    try settings.requireOneHot(enumeration.problem)
    if steps.first == 0 {
      throw TheoryError(value: "0 steps", rule: "1 at least: weights 0 have no direction")
    }
    return try AttentionTrainer(settings, address: address).looks(after: steps) { count, weights in
      Look(weights, steps: count, over: enumeration)
    }
  }
}
