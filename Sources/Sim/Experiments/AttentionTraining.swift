import Theory

/// One run of stochastic gradient descent on the attention layer, looked at on the way.
public struct AttentionTraining: Hashable, Sendable, Codable {
  /// The layer after a number of steps.
  public struct Checkpoint: Hashable, Sendable, Codable {
    /// The number k of steps taken; in gradient flow's time, t = k times the step size.
    public let steps: Int
    /// alpha = tr(V)/d.
    public let alpha: Double
    /// ||V - alpha I||_F.
    public let valueOffFamily: Double
    /// The coefficient C of W in its family.
    public let logit: Double
    /// The cosine of W with its family's direction; 0 if W = 0.
    public let cosine: Double
    /// Risk and mass on the subset on the evaluation's draws, the same ones at every checkpoint.
    public let evaluation: AttentionEvaluation
  }

  /// The checkpoints, in order.
  public let checkpoints: [Checkpoint]
  /// The weights after the last checkpoint.
  public let weights: AttentionWeights

  /// Trains from zero (or given weights) to the last checkpoint, on fresh examples or at every step on those given.
  ///
  /// - Throws: `TheoryError` if checkpoints are not increasing and >= 0, or sizes do not fit.
  public static func run(
    _ settings: AttentionSettings, address: StreamAddress, checkpoints: [Int], evaluationDraws: Int,
    initial: AttentionWeights? = nil, examples: FixedExamples? = nil
  ) throws(TheoryError) -> AttentionTraining {
    let trainer = try AttentionTrainer(settings, address: address, initial: initial, examples: examples)
    let seen = try trainer.looks(after: checkpoints) { steps, weights throws(TheoryError) in
      let (logit, cosine) = settings.family.project(weights)
      return Checkpoint(
        steps: steps, alpha: weights.alpha, valueOffFamily: weights.valueOffFamily, logit: logit,
        cosine: cosine,
        evaluation: try AttentionEvaluation.evaluate(
          weights, settings: settings, address: address, draws: evaluationDraws))
    }
    return AttentionTraining(checkpoints: seen, weights: trainer.weights)
  }
}
