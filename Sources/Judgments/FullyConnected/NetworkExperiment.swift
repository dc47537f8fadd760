import Evidence
import Sim
import Theory

/// The trained networks that F2, F3, F7, F8 and F10 judge: T=8 d=4 q=2, ReLU hidden layers (m, 256), Adam.
///
/// A network is trained once for each (base seed, effort, width, repetition) and shared; its random numbers have
/// F10's address whichever claim asks first.
struct NetworkExperiment: Hashable, Sendable {
  /// The first-layer widths m: below, at (32) and above Td.
  static let widths = [4, 8, 16, 24, 32, 48, 64]

  /// Which of the widths.
  let widthIndex: Int
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let settings: Settings

  /// The first-layer width.
  var width: Int { Self.widths[widthIndex] }

  static func problem() throws -> Problem { try Problem(tokens: 8, dimension: 4, sparsity: 2) }

  /// The experiment's cases; a quick run takes the least and the greatest width, which train fastest.
  static let cases = widths.map { width in
    ClaimJudgment.Case("T=8 d=4 q=2, width \(width)") { effort in
      effort.pick(quick: width == widths.first || width == widths.last ? 1 : 0, standard: 5, thorough: 20)
    }
  }

  /// What training gave.
  struct Result: Sendable {
    /// The network before training.
    let initial: FullyConnectedNetwork<Float>
    /// The network after training.
    let trained: FullyConnectedNetwork<Float>
    /// The trained network's sums over evaluation samples, under its own first layer's certificate.
    let sums: CertificateSums
  }

  /// The trained network with its evaluation, computed once.
  func result() async throws -> Result { try await Self.results.value(for: self) }

  private static let results = Memo<NetworkExperiment, Result> { try $0.train() }

  private var training: NetworkTraining {
    get throws {
      // A first layer just wide enough, or nearly so, is the slowest to learn.
      let problem = try Self.problem()
      let isClose = width <= problem.inputDimension && 2 * width > problem.inputDimension
      let steps = settings.effort.pick(
        quick: 600, standard: isClose ? 12_000 : 8000, thorough: isClose ? 32_000 : 16_000)
      return try NetworkTraining(
        problem: problem, hidden: [width, 256], steps: steps, batch: 256, initialStepSize: 4e-3)
    }
  }

  /// The number of training steps.
  var steps: Int { get throws { try training.steps } }

  private var address: StreamAddress {
    get throws {
      try StreamAddress(
        baseSeed: settings.baseSeed, claim: Claim.f10TrainedNetworks.streamIndex, problem: UInt16(widthIndex),
        repetition: UInt32(repetition), purpose: .initialization)
    }
  }

  private func train() throws -> Result {
    let problem = try Self.problem()
    let shape = try FullyConnectedShape(problem, hidden: [width, 256])
    let trained = try training.run(address: address)
    return Result(
      initial: FullyConnectedNetwork(initializing: shape, address: try address), trained: trained,
      sums: try evaluate(trained, firstLayer: trained))
  }

  /// Evaluates a network on fresh samples, under the certificate of a network's first layer.
  func evaluate(
    _ network: FullyConnectedNetwork<Float>, firstLayer: FullyConnectedNetwork<Float>
  ) throws -> CertificateSums {
    let samples = settings.effort.pick(quick: 20_000, standard: 50_000, thorough: 200_000)
    return try Self.sums(
      network, firstLayer: firstLayer, problem: Self.problem(), address: address, samples: samples)
  }

  /// The sums of a network's outputs over fresh samples, under the certificate of a network's first layer.
  static func sums(
    _ network: FullyConnectedNetwork<Float>, firstLayer: FullyConnectedNetwork<Float>, problem: Problem,
    address: StreamAddress, samples: Int
  ) throws -> CertificateSums {
    let certificate = try FirstLayerCertificate(problem: problem, weights: firstLayer.tokenWeights(problem))
    var sums = try CertificateSums(certificate)
    try NetworkEvaluation(network, problem: problem, address: address).forEachChunk(samples: samples) {
      (tokens, subsets, outputs) throws(TheoryError) in
      try sums.add(tokens: tokens, subsets: subsets, outputs: outputs)
    }
    return sums
  }
}
