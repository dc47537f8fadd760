import Evidence
import Sim
import Theory

/// A layer trained on Gaussian positions and what it shows on the way; trained once for each base seed,
/// effort, recipe and repetition.
struct GaussianNetwork: MemoKey {
  let recipe: AttentionRecipe
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let settings: Settings
  var baseSeed: UInt64? { settings.baseSeed }

  /// What a layer shows at one time.
  struct State: Codable, Hashable, Sendable {
    let time: Double
    let alpha: Double
    let logit: Double
    let cosine: Double
    let massOnSubset: Double
    let risk: Double
  }

  /// The states at the recipe's times, computed once.
  func states() async throws -> [State] { try await Self.trainings.value(for: self) }

  /// All layers of a recipe at the settings' effort.
  static func all(_ recipe: AttentionRecipe, _ settings: Settings) -> [GaussianNetwork] {
    (0..<recipe.networks.at(settings.effort)).map {
      GaussianNetwork(recipe: recipe, repetition: $0, settings: settings)
    }
  }

  /// What training the layer takes, and looking at it.
  static func cost(_ recipe: AttentionRecipe, _ effort: Effort) -> Cost {
    let one = recipe.cost(effort)
    let width = Double(recipe.positionDimension)
    let look = 2e-8 * width * Double(recipe.problem.tokens) + 2e-9 * width * width
    let looks = Double(2 * recipe.evaluationDraws * recipe.times(effort).count) * look
    return Cost(seconds: one.seconds + looks, bytes: one.bytes, shared: one.shared)
  }

  private static let trainings = Memo<GaussianNetwork, [State]> { try await $0.train() }

  /// Trains the layer.
  ///
  /// Its mass and its risk are those of a reference, alpha I and C I near it, by `GaussianMiss`, and what it
  /// differs by on draws of positions: the table of the system that it is held against has no part in them.
  private func train() async throws -> [State] {
    let attention = try recipe.attentionSettings()
    let address = try TrainedLayer(recipe: recipe, repetition: repetition, settings: settings).address
    let trainer = try AttentionTrainer(attention, address: address)
    return try await GaussianReference.all(recipe, settings.effort).map { reference in
      trainer.run(steps: reference.steps - Int(trainer.steps))
      let weights = trainer.weights
      let (logit, cosine) = attention.family.project(weights)
      let contrast = try LayerContrast.sample(
        weights,
        less: AttentionWeights(
          alpha: reference.alpha, logit: reference.logit, dimension: attention.problem.dimension,
          positionDimension: attention.positionDimension),
        settings: attention, address: address, draws: recipe.evaluationDraws)
      return State(
        time: recipe.stepSize * Double(reference.steps), alpha: weights.alpha, logit: logit, cosine: cosine,
        massOnSubset: reference.massOnSubset + contrast.massOnSubset, risk: reference.risk + contrast.risk)
    }
  }
}

/// Aligned weights near the layers of a recipe at one time, with their mass and risk known exactly: where
/// descent of the system of the recipe's width is.
struct GaussianReference: Hashable, Sendable {
  let steps: Int
  let alpha: Double
  let logit: Double
  let massOnSubset: Double
  let risk: Double

  /// One for each of the recipe's times, computed once.
  static func all(_ recipe: AttentionRecipe, _ effort: Effort) async throws -> [GaussianReference] {
    try await references.value(for: Key(recipe: recipe, times: recipe.times(effort)))
  }

  private struct Key: MemoKey {
    let recipe: AttentionRecipe
    let times: [Double]
    var baseSeed: UInt64? { nil }
  }

  private static let references = Memo<Key, [GaussianReference]> { key in
    let recipe = key.recipe
    let problem = try recipe.problem.problem()
    let width = recipe.positionDimension
    let miss = try GaussianMiss(problem: problem, width: width)
    let states = try await GaussianSystem(problem: recipe.problem, width: width).descent(recipe, key.times)
    return try states.map { state in
      GaussianReference(
        steps: recipe.steps(to: state.time), alpha: state.alpha, logit: state.logit,
        massOnSubset: 1 - (try miss.moments(logit: state.logit).massOffSubset),
        risk: try miss.risk(alpha: state.alpha, logit: state.logit))
    }
  }
}

/// The system on Gaussian positions of a width, tabulated once.
struct GaussianSystem: MemoKey {
  let problem: SmallProblem
  let width: Int
  var baseSeed: UInt64? { nil }

  /// The system.
  func flow() async throws -> GaussianPositionFlow { try await Self.flows.value(for: self) }

  /// Its gradient descent by the steps of a recipe.
  func descent(_ recipe: AttentionRecipe, _ times: [Double]) async throws -> [FlowState] {
    try await flow().descent(stepSize: recipe.stepSize, after: times.map { recipe.steps(to: $0) })
  }

  private static let flows = Memo<GaussianSystem, GaussianPositionFlow> {
    try GaussianPositionFlow(problem: $0.problem.problem(), width: $0.width)
  }
}
