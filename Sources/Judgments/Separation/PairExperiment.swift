import Evidence
import Sim
import Theory

/// The trained pairs that S2 judges: an attention layer and a network with one hidden layer of width T/2 = Td/4.
///
/// Both models have as many parameters, are trained on as many fresh samples, and are tuned alike: each is trained with
/// three step sizes, from starts and on samples of their own, and the training with the least risk counts; at T = 8 twice
/// with each step size, as four neurons can end in a local minimum. Samples grow in proportion to the length from T = 16
/// on.
///
/// Why this network: on equal samples at T = 32 a second hidden layer, ReLU or tanh in place of GELU, smaller batches
/// and smaller steps ended higher; larger steps are unstable.
struct PairExperiment: Hashable, Sendable {
  /// The lengths T.
  static let lengths = [8, 16, 24, 32]
  /// The number of samples in a step of either model.
  static let batch = 256
  /// The step sizes tried for attention.
  ///
  /// From 2q = 4 on gradient descent on alpha is unstable; between 2 and 4 layers still learn, with ever more noise.
  private static let attentionSteps = [0.5, 1, 2]
  /// The first step sizes tried for the network.
  private static let networkSteps = [0.04, 0.06, 0.09]
  /// The number of draws of frame and subset on which a layer's risk is averaged.
  static let draws = 500

  /// Which of the lengths.
  let lengthIndex: Int
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let run: Settings

  /// The sequence length T.
  var tokens: Int { Self.lengths[lengthIndex] }
  /// The first-layer width, m = T/2: a quarter of Td.
  var width: Int { tokens / 2 }
  /// The number of trainings of either model.
  private var trainings: Int { Self.networkSteps.count * (tokens == 8 ? 2 : 1) }
  /// The number of training steps of either model.
  var steps: Int { max(2000, 125 * tokens) * run.effort.pick(quick: 1, standard: 1, thorough: 4) }

  func problem() throws -> Problem { try Problem(tokens: tokens, dimension: 2, sparsity: 2) }

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

  private static let results = Memo<PairExperiment, Result> { try $0.train() }

  private func train() throws -> Result {
    let layers = try (0..<trainings).map { try attentionRisk($0) }
    let networks = try (0..<trainings).map { try network($0) }
    let bestLayer = try Self.best(layers)
    let bestNetwork = try Self.best(networks.map { $0.risk })
    let d = try problem().dimension
    let positionDimension = try positionDimension()
    return Result(
      attentionParameters: d * d + positionDimension * positionDimension,
      networkParameters: try shape().parameterCount, positionDimension: positionDimension,
      attentionStepSize: Self.attentionSteps[bestLayer % Self.attentionSteps.count],
      attentionRisk: layers[bestLayer],
      networkStepSize: Self.networkSteps[bestNetwork % Self.networkSteps.count],
      network: networks[bestNetwork])
  }

  /// The place of the least risk; a training that diverged loses.
  private static func best(_ risks: [Double]) throws -> Int {
    guard let best = risks.indices.filter({ risks[$0].isFinite }).min(by: { risks[$0] < risks[$1] }) else {
      throw TheoryError(value: "risks \(risks)", rule: "one training at least that converges")
    }
    return best
  }

  private func shape() throws -> FullyConnectedShape {
    try FullyConnectedShape(problem(), hidden: [width], activation: .gelu)
  }

  private func positionDimension() throws -> Int {
    try S2TrainedPairs.positionDimension(problem: problem(), parameters: shape().parameterCount)
  }

  /// The risk of a layer trained with one of the step sizes; on frames it hardly varies over draws.
  private func attentionRisk(_ choice: Int) throws -> Double {
    let settings = try AttentionSettings(
      problem: problem(), positions: .orthonormalFrame, positionDimension: positionDimension(),
      batch: Self.batch, stepSize: Self.attentionSteps[choice % Self.attentionSteps.count])
    let training = try AttentionTraining.run(
      settings, address: address(choice), checkpoints: [steps], evaluationDraws: Self.draws)
    return training.checkpoints.last?.evaluation.risk ?? .infinity
  }

  /// The sums of a network trained with one of the step sizes.
  private func network(_ choice: Int) throws -> CertificateSums {
    let address = try address(choice)
    let trained = try NetworkTraining(
      problem: problem(), hidden: [width], steps: steps, batch: Self.batch,
      initialStepSize: Self.networkSteps[choice % Self.networkSteps.count], activation: .gelu
    ).run(address: address)
    return try CertificateSums(
      of: trained, firstLayer: trained, problem: problem(), address: address, samples: 20_000)
  }

  /// The random numbers of a training; every one has its own.
  private func address(_ choice: Int) throws -> StreamAddress {
    try StreamAddress(
      baseSeed: run.baseSeed, claim: Claim.s2TrainedPairs.streamIndex, problem: UInt16(lengthIndex),
      repetition: UInt32(trainings * repetition + choice), purpose: .initialization)
  }
}
