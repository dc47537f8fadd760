import Evidence
import Sim
import Theory

/// A trained pair: an attention layer and a network with one hidden layer, trained once for each (base seed, effort,
/// problem, width, repetition).
///
/// Both models have as many parameters, are trained on as many fresh samples, and are tuned alike: each is trained with
/// three step sizes, from starts and on samples of their own, and the training with the least risk counts; at T = 8 twice
/// with each step size, as four neurons can end in a local minimum. Samples grow in proportion to the length from T = 16
/// on. The trainings are compared on fresh samples, and the one chosen is judged on others.
///
/// Why this network: on equal samples at T = 32 a second hidden layer, ReLU or tanh in place of GELU, smaller batches
/// and smaller steps ended higher; larger steps are unstable.
struct TrainedPair: MemoKey {
  /// The number of samples in a step of either model.
  static let batch = 256
  /// The number of draws of frame and subset on which a layer's risk is averaged.
  static let draws = 500
  /// The number of samples on which a network is judged.
  private static let samples = 20_000
  /// The step sizes tried for attention.
  ///
  /// From 2q = 4 on gradient descent on alpha is unstable; between 2 and 4 layers still learn, with ever more noise.
  private static let attentionSteps = [0.5, 1, 2]
  /// The first step sizes tried for the network.
  private static let networkSteps = [0.04, 0.06, 0.09]

  let problem: SmallProblem
  /// The network's first-layer width m.
  let width: Int
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let settings: Settings
  var baseSeed: UInt64? { settings.baseSeed }

  /// The number of training steps of either model.
  static func steps(_ problem: SmallProblem, _ effort: Effort) -> Int {
    max(2000, 125 * problem.tokens) * effort.pick(quick: 1, standard: 1, thorough: 4)
  }

  /// One training of either model: a step size, and which of the trainings with it.
  private struct Training: Hashable, Sendable {
    let attentionStep: Double
    let networkStep: Double
    /// Its place among the trainings, the part of the streams' address.
    let part: Int
  }

  private static func trainings(_ problem: SmallProblem) -> [Training] {
    let rounds = problem.tokens <= 8 ? 2 : 1
    let steps = Array(zip(attentionSteps, networkSteps))
    return (0..<rounds).flatMap { round in
      steps.enumerated().map { place, step in
        Training(attentionStep: step.0, networkStep: step.1, part: round * steps.count + place)
      }
    }
  }

  /// Whose random numbers its trainings draw.
  private static func streamName(_ problem: SmallProblem, width: Int) -> String {
    "trained pair: \(problem.name), width \(width)"
  }

  /// What all trainings of a pair take on one core: a network's products, and a frame for every step.
  static func cost(_ problem: SmallProblem, width: Int, _ effort: Effort) -> Cost {
    let examples = Double(trainings(problem).count * steps(problem, effort) * batch)
    let (length, d) = (Double(problem.inputDimension), Double(problem.dimension))
    let weights = Double(width) * (length + Double(problem.tokens) + d)
    let positions = weights.squareRoot() * Double(problem.tokens)
    let seconds = examples * (6 * weights + 6 * positions + 200 * d * Double(problem.tokens)) / 1e10
    return Cost(
      seconds: seconds, bytes: 8 * Double(batch) * (2 * length + positions) + 32 * length * length,
      shared: [.init(streamName(problem, width: width), seconds: seconds)])
  }

  /// The better of each model's trainings.
  struct Result: Sendable {
    let attentionParameters: Int
    let networkParameters: Int
    let positionDimension: Int
    let attentionStepSize: Double
    let attentionRisk: Double
    let networkStepSize: Double
    let network: CertificateSums
  }

  /// The trained pair, computed once.
  func result() async throws -> Result { try await Self.results.value(for: self) }

  private static let results = Memo<TrainedPair, Result> { try $0.train() }

  private func train() throws -> Result {
    let trainings = Self.trainings(problem)
    let layers = try trainings.map { try layer($0) }
    let networks = try trainings.map { try network($0) }
    let (bestLayer, attention) = try Self.best(Array(zip(trainings, layers))) { $0.risk }
    let (bestNetwork, chosen) = try Self.best(Array(zip(trainings, networks))) { $0.risk }
    let d = problem.dimension
    let positionDimension = try positionDimension()
    return Result(
      attentionParameters: d * d + positionDimension * positionDimension,
      networkParameters: try shape().parameterCount, positionDimension: positionDimension,
      attentionStepSize: bestLayer.attentionStep,
      attentionRisk: try risk(of: attention.weights, bestLayer),
      networkStepSize: bestNetwork.networkStep,
      network: try sums(
        chosen.network, samples: Self.samples, address: address(bestNetwork, isJudging: true)))
  }

  /// The training with the least risk; one that diverged loses.
  private static func best<Model>(
    _ models: [(Training, Model)], risk: (Model) -> Double
  ) throws -> (Training, Model) {
    let finite = models.filter { risk($0.1).isFinite }
    guard let best = finite.min(by: { risk($0.1) < risk($1.1) }) else {
      throw TheoryError(
        value: "risks \(models.map { risk($0.1) })", rule: "one training at least that converges")
    }
    return best
  }

  private func shape() throws -> FullyConnectedShape {
    try FullyConnectedShape(problem.problem(), hidden: [width], activation: .gelu)
  }

  private func positionDimension() throws -> Int {
    try S2TrainedPairs.positionDimension(
      problem: problem.problem(), parameters: shape().parameterCount)
  }

  private func attention(_ training: Training) throws -> AttentionSettings {
    try AttentionSettings(
      problem: problem.problem(), positions: .orthonormalFrame, positionDimension: positionDimension(),
      batch: Self.batch, stepSize: training.attentionStep)
  }

  /// A trained layer with its risk; on frames it hardly varies over draws.
  private func layer(_ training: Training) throws -> (weights: AttentionWeights, risk: Double) {
    let trained = try AttentionTraining.run(
      attention(training), address: address(training),
      checkpoints: [Self.steps(problem, settings.effort)], evaluationDraws: Self.draws)
    return (trained.weights, trained.checkpoints.last?.evaluation.risk ?? .infinity)
  }

  /// The risk of the chosen layer on draws that did not choose it.
  private func risk(of weights: AttentionWeights, _ training: Training) throws -> Double {
    try AttentionEvaluation.evaluate(
      weights, settings: attention(training), address: address(training, isJudging: true),
      draws: Self.draws
    ).risk
  }

  /// A trained network with its risk.
  private func network(_ training: Training) throws -> (
    network: FullyConnectedNetwork<Float>, risk: Double
  ) {
    let address = try address(training)
    let trained = try NetworkTraining(
      problem: problem.problem(), hidden: [width], steps: Self.steps(problem, settings.effort),
      batch: Self.batch, initialStepSize: training.networkStep, activation: .gelu
    ).run(address: address)
    return (trained, try sums(trained, samples: Self.samples / 2, address: address).risk)
  }

  private func sums(_ network: FullyConnectedNetwork<Float>, samples: Int, address: StreamAddress) throws
    -> CertificateSums
  {
    try CertificateSums(
      of: network, firstLayer: network, problem: problem.problem(), address: address, samples: samples)
  }

  /// The random numbers of a training, or of judging the one chosen; every one has its own.
  private func address(_ training: Training, isJudging: Bool = false) throws -> StreamAddress {
    try StreamAddress(
      baseSeed: settings.baseSeed, name: StreamName(Self.streamName(problem, width: width)),
      repetition: repetition, part: 2 * training.part + (isJudging ? 1 : 0), purpose: .initialization)
  }
}
