import Evidence
import Sim
import Theory

/// Predictors with a risk below LB(rank), each because an assumption of F2 fails: the far controls of F2.
///
/// - A decoder and a ReLU network that read tokens of signs through one direction: not Gaussian. Risks by enumeration.
/// - A ReLU network fed with the tokens of y only, the others replaced by 0: its first layer is `W (X masked by y)`, a
///   product of X and y, so W in effect depends on y (attention in disguise). With `W = +-(1/q) 1_T^T (x) I_d`, of rank
///   d, its output is the target. Risk from samples, judged as if W read vec(X).
/// - A network trained on 256 fixed samples and judged on the same: its weights depend on them. It sees no more of X than
///   its first layer does, yet its loss there lies below the bound.
struct RiskBelowBound: Experiment {
  /// What predicts, and how.
  enum Predictor: String, Sendable {
    case decoder = "signs, one-neuron decoder"
    case decoderNetwork = "signs, ReLU network of rank 1"
    case maskedTokens = "tokens masked by y"
    case trainingSet = "trained and judged on the same 256 samples"

    /// The assumption that fails.
    var assumption: String {
      switch self {
      case .decoder, .decoderNetwork: "the tokens are signs, not Gaussian"
      case .maskedTokens: "the first layer's weights on X depend on y"
      case .trainingSet: "the weights depend on the samples that judge them"
      }
    }
  }

  let problem: SmallProblem
  let predictor: Predictor

  /// Problems small enough to enumerate every sequence of signs: the shortest, q = 1, q below and above T/2.
  private static let signProblems = [
    SmallProblem(2, 1, 1), SmallProblem(4, 2, 2), SmallProblem(5, 2, 1), SmallProblem(10, 1, 3),
    SmallProblem(5, 2, 4),
  ]

  /// One of each at the problem of the trained networks, where it can be, and q = 1 and q above T/2.
  static let all =
    signProblems.map { RiskBelowBound(problem: $0, predictor: .decoder) }
    + signProblems.filter { $0.tokens < 10 }.map { RiskBelowBound(problem: $0, predictor: .decoderNetwork) }
    + [NetworkRecipe.mainProblem, SmallProblem(6, 3, 1), SmallProblem(7, 2, 5)].map {
      RiskBelowBound(problem: $0, predictor: .maskedTokens)
    } + [RiskBelowBound(problem: NetworkRecipe.mainProblem, predictor: .trainingSet)]

  var claim: Claim { .f2RiskLowerBound }
  var name: String { "\(problem.name), \(predictor.rawValue)" }

  func run(_ trial: Trial, _ settings: Settings) throws -> F2RiskRow {
    let problem = try problem.problem()
    switch predictor {
    case .decoder: return try Self.decoder(problem)
    case .decoderNetwork: return try Self.decoderNetwork(problem)
    case .maskedTokens:
      return try Self.maskedTokens(problem, address: trial.address(settings), settings: settings)
    case .trainingSet: return try Self.trainingSet(problem, address: trial.address(settings))
    }
  }

  func judge(_ row: F2RiskRow) throws -> [Check] {
    let predicate = try F2RiskPredicate(problem: problem.problem(), rank: row.rank)
    return [Check("mean loss", predicate.judge(risk: row.meanLoss), falseAlarm: row.meanLoss.falseAlarm)]
  }

  private static func decoder(_ problem: Problem) throws -> F2RiskRow {
    let decoder = try F9OneNeuronDecoder(problem)
    return try row(
      FirstLayerCertificate(problem: problem, weights: decoder.weights()),
      risk: decoder.riskByEnumeration())
  }

  private static func decoderNetwork(_ problem: Problem) throws -> F2RiskRow {
    let network = try FullyConnectedNetwork<Double>.signDecoder(problem)
    let length = problem.inputDimension
    let subsets = Array(Subsets(of: problem))
    var sum = 0.0
    for sequence in 0..<(1 << length) {
      let tokens = (0..<length).map { sequence >> $0 & 1 == 1 ? 1.0 : -1.0 }
      var inputs: [Double] = []
      for subset in subsets {
        inputs += tokens
        inputs += (0..<problem.tokens).map { subset.contains($0) ? 1.0 : 0.0 }
      }
      let outputs = try network.outputs(inputs)
      for (example, subset) in subsets.enumerated() {
        for coordinate in 0..<problem.dimension {
          var target = 0.0
          for token in subset { target += tokens[token * problem.dimension + coordinate] }
          let error = outputs[example * problem.dimension + coordinate] - target / Double(problem.sparsity)
          sum += error * error
        }
      }
    }
    return try row(
      FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem)),
      risk: sum / Double(subsets.count << length))
  }

  /// A risk known without sampling.
  private static func row(_ certificate: FirstLayerCertificate, risk: Double) throws -> F2RiskRow {
    try F2RiskRow(certificate, enumerated: certificate.value, meanLoss: .exactly(risk))
  }

  /// A network of width 8 after 3000 steps on one batch, on that batch.
  private static func trainingSet(_ problem: Problem, address: StreamAddress) throws -> F2RiskRow {
    let training = try NetworkTraining(
      problem: problem, hidden: [8, 256], steps: 3000, batch: 256, initialStepSize: 4e-3,
      repeatsFirstBatch: true)
    let network = training.run(address: address)
    var sums = try CertificateSums(
      FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem)))
    let batch = training.firstBatch(address: address)
    try sums.add(
      tokens: batch.tokens, subsets: batch.subsets,
      outputs: network.widened.outputs(batch.inputs).map { Float($0) })
    return try F2RiskRow(sums, falseAlarm: Claim.f2RiskLowerBound.falseAlarmPerTrial)
  }

  private static func maskedTokens(_ problem: Problem, address: StreamAddress, settings: Settings) throws
    -> F2RiskRow
  {
    let network = try selector(problem)
    var sums = try CertificateSums(
      FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem)))
    var stream = RandomStream(address, step: 0)
    for _ in 0..<settings.effort.pick(quick: 2000, standard: 10_000, thorough: 50_000) {
      let tokens = (0..<problem.inputDimension).map { _ in Float(stream.normal()) }
      let subset = stream.subset(size: problem.sparsity, of: problem.tokens)
      let masked = tokens.indices.map { subset.contains($0 / problem.dimension) ? Double(tokens[$0]) : 0 }
      let outputs = try network.outputs(masked).map { Float($0) }
      try sums.add(tokens: tokens, subsets: subset, outputs: outputs)
    }
    return try F2RiskRow(sums, falseAlarm: Claim.f2RiskLowerBound.falseAlarmPerTrial)
  }

  /// The ReLU network with 2d neurons `+-(1/q) sum_i x_i` whose output is `(1/q) sum_i x_i`.
  private static func selector(_ problem: Problem) throws -> FullyConnectedNetwork<Double> {
    let (length, dimension) = (problem.inputDimension, problem.dimension)
    let shape = try FullyConnectedShape(
      inputs: length, hidden: [2 * dimension], outputs: dimension, hasBias: false)
    var parameters: [Double] = []
    for row in 0..<(2 * dimension) {
      let weight = (row < dimension ? 1 : -1) / Double(problem.sparsity)
      parameters += (0..<length).map { $0 % dimension == row % dimension ? weight : 0 }
    }
    for row in 0..<dimension {
      parameters += (0..<(2 * dimension)).map { $0 == row ? 1 : $0 == row + dimension ? -1 : 0 }
    }
    return try FullyConnectedNetwork(shape, parameters: parameters)
  }
}
