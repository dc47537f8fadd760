import Theory

/// A trained layer's risk on fresh draws of positions and subset.
public struct AttentionEvaluation: Hashable, Sendable, Codable {
  /// Squared errors on fresh tokens too, with their exact conditional law given attention.
  ///
  /// Given (E, y) a squared error is ||A^{1/2} g||^2, g ~ N(0, I_d): mean tr A, variance 2 ||A||_F^2.
  public struct Losses: Hashable, Sendable, Codable {
    /// The sum of the squared errors.
    public var sum = 0.0
    /// The sum of tr A.
    public var conditionalMeanSum = 0.0
    /// The sum of ||A||_F^2.
    public var covarianceSquareSum = 0.0
    /// The largest ||A||_F, no less than the largest eigenvalue.
    public var largestCovarianceNorm = 0.0
  }

  /// The number of independent draws of (positions, subset).
  public let draws: Int
  /// The mean over draws of the risk given attention, exact over tokens.
  public let risk: Double
  /// The sample variance of the risk given attention, over draws.
  public let riskVariance: Double
  /// The largest risk given attention seen.
  public let largestRisk: Double
  /// The mean over draws of the attention mass on the subset.
  public let massOnSubset: Double
  /// Squared errors on one fresh X for each draw, if asked for.
  public let losses: Losses?

  /// Evaluates weights on a number of draws.
  ///
  /// The draws come from the evaluation streams of the address, draw n from step n. Positions follow the
  /// settings' law; if fixed, they are the training's.
  /// After every draw `progress` is told how many are done.
  /// - Throws: `TheoryError` if the weights' sizes are not those of the settings, tokens are not standard, or draws < 1.
  public static func evaluate(
    _ weights: AttentionWeights, settings: AttentionSettings, address: StreamAddress, draws: Int,
    withLosses: Bool = false, progress: ((Int) -> Void)? = nil
  ) throws(TheoryError) -> AttentionEvaluation {
    let layer = try EvaluatedLayer(weights, settings, address)
    if draws < 1 || draws > Int(Int32.max) {
      throw TheoryError(value: "draws = \(draws)", rule: "1 <= draws < 2^31")
    }
    let problem = settings.problem
    let (batch, law) = (layer.batch, layer.law)
    var risks = RunningMean()
    var (largest, massSum) = (0.0, 0.0)
    var losses = Losses()
    var mean = [Double](repeating: 0, count: problem.dimension)
    for draw in 0..<draws {
      let (risk, mass) = layer.seen(draw)
      risks.add(risk)
      largest = max(largest, risk)
      massSum += mass
      progress?(draw + 1)
      if withLosses {
        let subset = batch.subset(0)
        layer.sampler.drawTokens(batch, step: UInt32(draw))
        let square = law.covarianceSquare(attention: batch.attention, tokens: problem.tokens, subset: subset)
        losses.sum += law.loss(
          tokens: batch.tokens, attention: batch.attention, tokenCount: problem.tokens, subset: subset,
          mean: &mean)
        losses.conditionalMeanSum += risk
        losses.covarianceSquareSum += square
        losses.largestCovarianceNorm = max(losses.largestCovarianceNorm, square.squareRoot())
      }
    }
    return AttentionEvaluation(
      draws: draws, risk: risks.mean, riskVariance: risks.variance, largestRisk: largest,
      massOnSubset: massSum / Double(draws), losses: withLosses ? losses : nil)
  }
}
