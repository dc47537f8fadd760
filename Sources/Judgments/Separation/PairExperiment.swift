import Evidence
import Sim
import Theory

/// The trained pairs that S2 judges: an attention layer and a network, tuned over three step sizes each.
struct PairExperiment: Hashable, Sendable {
  /// The lengths T.
  static let lengths = [8, 16, 32]
  private static let batch = 256
  private static let attentionSteps = [0.5, 1, 2]
  private static let networkSteps = [2e-3, 4e-3, 8e-3]

  /// Which of the lengths.
  let lengthIndex: Int
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let run: Settings

  /// The first-layer width, m = T: a quarter of Td.
  var width: Int { Self.lengths[lengthIndex] }
  /// The number of training steps of either model.
  var steps: Int { run.effort.pick(quick: 800, standard: 2000, thorough: 8000) }

  func problem() throws -> Problem { try Problem(tokens: width, dimension: 4, sparsity: 2) }

  /// The better of each model's runs.
  struct Result: Sendable {
    let attentionParameters: Int
    let networkParameters: Int
    let positionDimension: Int
    let stepSize: Double
    let attentionRisk: Double
    let networkStepSize: Double
    let networkRisk: Double
    let standardError: Double
  }

  /// The trained pair, computed once.
  func result() async throws -> Result { try await Self.results.value(for: self) }

  private static let results = Memo<PairExperiment, Result> { try $0.train() }

  private func train() throws -> Result {
    let shape = try FullyConnectedShape(problem(), hidden: [width, 64])
    let positionDimension = try S2TrainedPairs.positionDimension(
      problem: problem(), parameters: shape.parameterCount)
    let layers = try Self.attentionSteps.map { (step: $0, risk: try attentionRisk($0, positionDimension)) }
    let networks = try Self.networkSteps.map { (step: $0, sums: try network($0)) }
    guard let layer = layers.min(by: { $0.risk < $1.risk }),
      let network = networks.min(by: { $0.sums.risk < $1.sums.risk })
    else { throw TheoryError(value: "no step size", rule: "one step size or more") }
    let d = try problem().dimension
    return Result(
      attentionParameters: d * d + positionDimension * positionDimension,
      networkParameters: shape.parameterCount, positionDimension: positionDimension, stepSize: layer.step,
      attentionRisk: layer.risk, networkStepSize: network.step, networkRisk: network.sums.risk,
      standardError: network.sums.riskStandardError)
  }

  /// The risk of a layer trained with a step size; on frames it hardly varies over draws.
  private func attentionRisk(_ stepSize: Double, _ positionDimension: Int) throws -> Double {
    let settings = try AttentionSettings(
      problem: problem(), positions: .orthonormalFrame, positionDimension: positionDimension,
      batch: Self.batch, stepSize: stepSize)
    let training = try AttentionTraining.run(
      settings, address: address, checkpoints: [steps], evaluationDraws: 500)
    return training.checkpoints.last?.evaluation.risk ?? .infinity
  }

  private func network(_ stepSize: Double) throws -> CertificateSums {
    let trained = try NetworkTraining(
      problem: problem(), hidden: [width, 64], steps: steps, batch: Self.batch, initialStepSize: stepSize
    ).run(address: address)
    return try NetworkExperiment.sums(
      trained, firstLayer: trained, problem: problem(), address: address, samples: 20_000)
  }

  private var address: StreamAddress {
    get throws {
      try StreamAddress(
        baseSeed: run.baseSeed, claim: Claim.s2TrainedPairs.streamIndex, problem: UInt16(lengthIndex),
        repetition: UInt32(repetition), purpose: .initialization)
    }
  }
}
