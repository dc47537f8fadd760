import Evidence
import Sim
import Theory

/// One layer made by a recipe, trained once for each (base seed, effort, recipe, repetition) and shared by the claims that
/// judge it; its random numbers do not depend on which claim asks first.
struct TrainedLayer: MemoKey {
  let recipe: AttentionRecipe
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let settings: Settings
  var baseSeed: UInt64? { settings.baseSeed }

  /// The trained layer, computed once.
  func training() async throws -> AttentionTraining { try await Self.trainings.value(for: self) }

  private static let trainings = Memo<TrainedLayer, AttentionTraining> { layer in
    let recipe = layer.recipe
    return try AttentionTraining.run(
      recipe.attentionSettings(), address: layer.address,
      checkpoints: recipe.times(layer.settings.effort).map { recipe.steps(to: $0) },
      evaluationDraws: recipe.evaluationDraws)
  }

  /// The address of the training's random numbers.
  var address: StreamAddress {
    get throws { try settings.trainingAddress(recipe.streamName, repetition: repetition) }
  }

  /// All layers of a recipe at the settings' effort.
  static func all(_ recipe: AttentionRecipe, _ settings: Settings) -> [TrainedLayer] {
    (0..<recipe.networks.at(settings.effort)).map {
      TrainedLayer(recipe: recipe, repetition: $0, settings: settings)
    }
  }

  /// What the layer shows at the end of its training.
  ///
  /// - Throws: `TheoryError` if it was never looked at.
  func last() async throws -> AttentionTraining.Checkpoint {
    guard let last = try await training().checkpoints.last else {
      throw TheoryError(value: "no checkpoint", rule: "a layer is looked at once or more")
    }
    return last
  }

  /// What the layer shows at the recipe's times.
  func states() async throws -> [TrainedState] {
    let kappa = try recipe.system().kappa
    return try await training().checkpoints.map { checkpoint in
      // The family's part of W has the squared norm C^2/kappa.
      let family = checkpoint.logit * checkpoint.logit / kappa
      let cosine = checkpoint.cosine * checkpoint.cosine
      return TrainedState(
        steps: checkpoint.steps, massOnSubset: checkpoint.evaluation.massOnSubset, alpha: checkpoint.alpha,
        logit: checkpoint.logit, offFamily: family * (1 - cosine) / cosine,
        valueOffFamily: checkpoint.valueOffFamily * checkpoint.valueOffFamily,
        risk: checkpoint.evaluation.risk)
    }
  }

  /// What all layers of a recipe show at one of its times.
  ///
  /// - Throws: `TheoryError` if a layer is not looked at then.
  static func states(_ recipe: AttentionRecipe, at time: Double, _ settings: Settings) async throws
    -> [TrainedState]
  {
    var states: [TrainedState] = []
    for layer in all(recipe, settings) {
      let steps = recipe.steps(to: time)
      guard let state = try await layer.states().first(where: { $0.steps == steps }) else {
        throw TheoryError(value: "time = \(time)", rule: "one of \(recipe.times(settings.effort))")
      }
      states.append(state)
    }
    return states
  }

  /// The layer's risk at (T', q'), a mean over draws; on one-hot positions the rows of W beyond T are zero.
  ///
  /// - Throws: `TheoryError` if (T', q') is out of range, or too long for the frames.
  func evaluation(tokens: Int, sparsity: Int, draws: Int) async throws -> AttentionEvaluation {
    let trained = try recipe.problem.problem()
    let test = try L1Transfer.problem(trained, testTokens: tokens, testSparsity: sparsity)
    let weights = try await training().weights
    // Fixed positions are the first numbers of their stream: at T' more of them follow the same first T.
    return recipe.isFixed && recipe.positions != .oneHot
      ? try AttentionEvaluation.evaluate(
        weights, settings: recipe.attentionSettings(problem: test), address: address, draws: draws)
      : try LengthTransfer.evaluate(
        weights, trained: recipe.attentionSettings(), test: test, address: address, draws: draws)
  }
}
