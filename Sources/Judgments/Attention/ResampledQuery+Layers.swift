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

  /// The number of training steps, of size 1.
  private var steps: Int { world.steps ?? run.effort.pick(quick: 1500, standard: 3000, thorough: 6000) }

  /// The layer trained by stochastic gradient descent from zero, evaluated on fresh positions.
  func trained(comparedWith floor: Floor? = nil) throws -> Trained {
    let training = try AttentionTraining.run(
      settings(), address: address(), checkpoints: [steps], evaluationDraws: evaluationDraws)
    guard let last = training.checkpoints.last else {
      throw TheoryError(value: "no checkpoint", rule: "one checkpoint")
    }
    return Trained(
      alpha: last.alpha, logit: last.logit, cosine: last.cosine, risk: Self.measured(last.evaluation),
      excess: try floor.map { try excess(training.weights, over: $0) })
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
    return try made(
      AttentionWeights(
        alpha: (1 + move) * floor.alpha, logit: floor.logit, dimension: problem.dimension,
        positionDimension: world.width), settings(), address(), over: floor)
  }

  /// A layer made by hand that selects y among fixed positions.
  func madeForFixedPositions(over floor: Floor, _ address: StreamAddress) throws -> Trained {
    let fixed = try settings(renewal: .fixed)
    let positions = try PositionDraw(fixed, address: address, index: 0).positions
    return try made(
      AttentionWeights(selectingAmong: positions, dimension: fixed.problem.dimension, logit: 8), fixed,
      address, over: floor)
  }

  private func made(
    _ weights: AttentionWeights, _ settings: AttentionSettings, _ address: StreamAddress, over floor: Floor
  ) throws -> Trained {
    let (logit, cosine) = settings.family.project(weights)
    return Trained(
      alpha: weights.alpha, logit: logit, cosine: cosine,
      risk: Self.measured(
        try AttentionEvaluation.evaluate(
          weights, settings: settings, address: address, draws: evaluationDraws)),
      excess: try excess(weights, over: floor))
  }

  /// The risk over draws of positions, with five standard errors to either side.
  static func measured(_ evaluation: AttentionEvaluation) -> Measured {
    let error = 5 * (evaluation.riskVariance / Double(evaluation.draws)).squareRoot()
    return Measured(
      estimate: evaluation.risk, lower: evaluation.risk - error, upper: evaluation.risk + error, falseAlarm: 0
    )
  }
}
