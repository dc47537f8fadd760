import Evidence
import Sim
import Theory

/// One network made by a recipe, trained once for each (base seed, effort, recipe, repetition) and shared by the claims
/// that judge it; its random numbers do not depend on which claim asks first.
struct TrainedNetwork: MemoKey {
  let recipe: NetworkRecipe
  /// Which repetition.
  let repetition: Int
  /// The run's base seed and effort.
  let settings: Settings
  var baseSeed: UInt64? { settings.baseSeed }

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

  private static let results = Memo<TrainedNetwork, Result> { try $0.train() }

  private var address: StreamAddress {
    get throws { try settings.trainingAddress(recipe.streamName, repetition: repetition) }
  }

  private func train() throws -> Result {
    let training = try recipe.training(settings.effort)
    let shape = try FullyConnectedShape(
      training.problem, hidden: recipe.hidden, hasBias: recipe.hasBias, activation: recipe.activation)
    let trained = try training.run(address: address)
    return Result(
      initial: FullyConnectedNetwork(initializing: shape, address: try address), trained: trained,
      sums: try evaluate(trained, firstLayer: trained))
  }

  /// Evaluates a network on the recipe's fresh samples, under the certificate of a network's first layer.
  func evaluate(
    _ network: FullyConnectedNetwork<Float>, firstLayer: FullyConnectedNetwork<Float>
  ) throws -> CertificateSums {
    let problem = try recipe.problem.problem()
    return try evaluate(
      network,
      certificate: FirstLayerCertificate(problem: problem, weights: firstLayer.tokenWeights(problem)))
  }

  /// Evaluates a network on the recipe's fresh samples, under a certificate; the losses are formed from the tokens times
  /// a scale.
  func evaluate(
    _ network: FullyConnectedNetwork<Float>, certificate: FirstLayerCertificate, tokenScale: Double = 1
  ) throws -> CertificateSums {
    try CertificateSums(
      of: network, certificate: certificate, address: address, samples: recipe.samples(settings.effort),
      tokenScale: tokenScale)
  }
}

extension CertificateSums {
  /// The sums of a network's outputs over fresh samples, under the certificate of a network's first layer.
  init(
    of network: FullyConnectedNetwork<Float>, firstLayer: FullyConnectedNetwork<Float>, problem: Problem,
    address: StreamAddress, samples: Int
  ) throws {
    try self.init(
      of: network,
      certificate: FirstLayerCertificate(problem: problem, weights: firstLayer.tokenWeights(problem)),
      address: address, samples: samples)
  }

  /// The same under a certificate; the losses are formed from the network's tokens times a scale.
  init(
    of network: FullyConnectedNetwork<Float>, certificate: FirstLayerCertificate, address: StreamAddress,
    samples: Int, tokenScale: Double = 1
  ) throws {
    var sums = try CertificateSums(certificate)
    let scale = Float(tokenScale)
    try NetworkEvaluation(network, problem: certificate.problem, address: address)
      .forEachChunk(samples: samples) { (tokens, subsets, outputs) throws(TheoryError) in
        if scale == 1 {
          try sums.add(tokens: tokens, subsets: subsets, outputs: outputs)
        } else {
          try sums.add(
            tokens: tokens.map { $0 * scale }, subsets: Array(subsets), outputs: Array(outputs))
        }
      }
    self = sums
  }

  /// Adds samples held in arrays.
  mutating func add(tokens: [Float], subsets: [Int], outputs: [Float]) throws(TheoryError) {
    let result = tokens.withUnsafeBufferPointer { tokens in
      subsets.withUnsafeBufferPointer { subsets in
        outputs.withUnsafeBufferPointer { outputs in
          Result { () throws(TheoryError) in
            try add(tokens: tokens, subsets: subsets, outputs: outputs)
          }
        }
      }
    }
    try result.get()
  }
}
