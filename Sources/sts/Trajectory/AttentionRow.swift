import Evidence
import Sim

/// A row of the trajectory of an attention layer: the layer after a number of steps.
struct AttentionRow: Sendable {
  let step: Int
  /// t = eta step, the time of the gradient flow; none for Adam, whose steps have no such time.
  let time: Double?
  /// The mean squared error of the step's batch, before its update.
  let squaredError: Double
  /// The risk, the mass on the subset and their draws, the same at every row.
  let evaluation: AttentionEvaluation
  /// alpha = tr(V)/d.
  let alpha: Double
  /// The coefficient C of W in its family, and the cosine with it.
  let family: (logit: Double, cosine: Double)

  /// Looks at the layer that a trainer has now.
  init(_ trainer: AttentionTrainer, address: StreamAddress, draws: Int) throws {
    let (settings, weights) = (trainer.settings, trainer.weights)
    step = Int(trainer.steps)
    time = settings.optimizer == .gradientDescent ? settings.stepSize * Double(step) : nil
    squaredError = 2 * Double(trainer.lastHalfError)
    evaluation = try AttentionEvaluation.evaluate(
      weights, settings: settings, address: address, draws: draws)
    alpha = weights.alpha
    family = settings.family.project(weights)
  }

  /// The columns, named as in the JSON answer of `sts train attention`.
  static let columns: [Column<AttentionRow>] = [
    Column(count: "step") { $0.step }, Column("time") { $0.time },
    Column("squaredError") { $0.squaredError }, Column("risk") { $0.evaluation.risk },
    Column("standardError") { $0.evaluation.standardError },
    Column("massOnSubset") { $0.evaluation.massOnSubset }, Column("alpha") { $0.alpha },
    Column("logit") { $0.family.logit }, Column("cosine") { $0.family.cosine },
  ]
}

extension AttentionEvaluation {
  /// The standard error of the risk.
  var standardError: Double { (riskVariance / Double(draws)).squareRoot() }
}
