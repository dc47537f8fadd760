import Evidence
import Sim
import Theory

extension ResampledQuery {
  /// A trained layer's (alpha, C) and its risk with five standard errors to either side.
  struct Trained: Hashable, Sendable, Codable {
    let alpha: Double
    let logit: Double
    let cosine: Double
    let risk: Measured
    /// Its risk less that of the floor's weights alpha I, C I, on the same draws, with five standard errors to either side;
    /// nil where it is not compared.
    let excess: Measured?
  }

  /// The number of training steps of size 1.
  private var steps: Int { world.steps ?? run.effort.pick(quick: 1500, standard: 3000, thorough: 6000) }

  /// The step size of the last steps, a third of those before, where a layer is held against a floor: at size 1 the noise
  /// of one layer's last step alone lifts its risk by 1 to 4 %.
  private static let lastStepSize = 0.25

  /// The layer trained by stochastic gradient descent from zero, evaluated on fresh positions.
  func trained() throws -> Trained {
    let trainer = try AttentionTrainer(settings(), address: address())
    trainer.run(steps: steps)
    return try layer(trainer.weights, settings(), address(), excess: nil)
  }

  /// The same, then with short steps, beside the floor's weights.
  func trained(comparedWith floor: Floor) throws -> Trained {
    let trainer = try AttentionTrainer(settings(), address: address())
    trainer.run(steps: steps)
    let last = try AttentionTrainer(
      settings(stepSize: Self.lastStepSize), address: address().with(part: 1), initial: trainer.weights)
    last.run(steps: steps / 3)
    let weights = last.weights
    return try layer(weights, settings(), address(), excess: excess(weights, over: floor))
  }

  private var evaluationDraws: Int { run.effort.pick(quick: 10_000, standard: 20_000, thorough: 50_000) }

  /// A layer's risk less that of the floor's weights, on the same draws, with five standard errors to either side.
  func excess(_ weights: AttentionWeights, over floor: Floor) throws -> Measured {
    let settings = try settings()
    let best = AttentionWeights(
      alpha: floor.alpha, logit: floor.logit, dimension: settings.problem.dimension,
      positionDimension: settings.positionDimension)
    let seen = try AttentionComparison.sample(
      weights, less: best, settings: settings, address: address(), draws: evaluationDraws)
    let error = 5 * (seen.variance / Double(seen.draws)).squareRoot()
    return Measured(
      estimate: seen.difference, lower: seen.difference - error, upper: seen.difference + error,
      falseAlarm: 0)
  }

  /// Aligned weights at the floor's logit whose risk lies above the floor by a share of it.
  ///
  /// The risk is a parabola in alpha: `d E||s||^2 (alpha - alpha*)^2` above its least, with
  /// `alpha* = (E P/q)/E||s||^2` and the least `d/q (1 - q alpha*^2 E||s||^2)`.
  func madeAbove(_ floor: Floor, by share: Double) throws -> Trained {
    let problem = try world.problem.problem()
    let curvature = problem.trivialRisk - floor.risk.estimate
    let move = (share * floor.risk.estimate / curvature).squareRoot()
    let weights = AttentionWeights(
      alpha: (1 + move) * floor.alpha, logit: floor.logit, dimension: problem.dimension,
      positionDimension: world.width)
    return try layer(weights, settings(), address(), excess: excess(weights, over: floor))
  }

  /// A layer made by hand that selects y among fixed positions.
  func madeForFixedPositions(over floor: Floor, _ address: StreamAddress) throws -> Trained {
    let fixed = try settings(renewal: .fixed)
    let positions = try PositionDraw(fixed, address: address, index: 0).positions
    let weights = try AttentionWeights(
      selectingAmong: positions, dimension: fixed.problem.dimension, logit: 8)
    return try layer(weights, fixed, address, excess: excess(weights, over: floor))
  }

  private func layer(
    _ weights: AttentionWeights, _ settings: AttentionSettings, _ address: StreamAddress, excess: Measured?
  ) throws -> Trained {
    let (logit, cosine) = settings.family.project(weights)
    let evaluation = try AttentionEvaluation.evaluate(
      weights, settings: settings, address: address, draws: evaluationDraws)
    return Trained(
      alpha: weights.alpha, logit: logit, cosine: cosine, risk: Self.measured(evaluation), excess: excess)
  }

  /// The risk over draws of positions, with five standard errors to either side.
  static func measured(_ evaluation: AttentionEvaluation) -> Measured {
    let error = 5 * (evaluation.riskVariance / Double(evaluation.draws)).squareRoot()
    return Measured(
      estimate: evaluation.risk, lower: evaluation.risk - error, upper: evaluation.risk + error, falseAlarm: 0
    )
  }
}
