import Evidence
import Sim
import Theory

/// Predictors with a risk below LB(rank), each because an assumption of F2 fails: the controls of F2.
///
/// - A decoder and a ReLU network that read tokens of signs through one direction: not Gaussian. Risks by enumeration.
/// - A ReLU network fed with the tokens of y only, the others replaced by 0: its first layer is `W (X masked by y)`, a
///   product of X and y, so W in effect depends on y (attention in disguise). With `W = +-(1/q) 1_T^T (x) I_d`, of rank
///   d, its output is the target. Risk from samples, judged as if W read vec(X).
enum RiskBelowBound {
  /// What the predicate is given: the first layer as F2 would see it, and the risk.
  struct Observation {
    let certificate: FirstLayerCertificate
    let risk: Measured
  }

  static let cases =
    decoderProblems.map { ClaimJudgment.Case("\($0.name), signs, one-neuron decoder") }
    + networkProblems.map { ClaimJudgment.Case("\($0.name), signs, ReLU network of rank 1") }
    + maskedProblems.map { ClaimJudgment.Case("\($0.name), tokens masked by y") }

  static func observe(_ trial: Trial, _ settings: Settings) throws -> Observation {
    var index = trial.caseIndex
    if index < decoderProblems.count { return try decoder(decoderProblems[index].problem()) }
    index -= decoderProblems.count
    if index < networkProblems.count { return try decoderNetwork(networkProblems[index].problem()) }
    index -= networkProblems.count
    let address = try trial.address(settings, claim: .f2RiskLowerBound)
    return try maskedTokens(maskedProblems[index].problem(), address: address, settings: settings)
  }

  /// Problems small enough to enumerate every sequence of signs: the shortest, q = 1, q below and above T/2.
  private static let decoderProblems = [(2, 1, 1), (4, 2, 2), (5, 2, 1), (10, 1, 3), (5, 2, 4)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  private static let networkProblems = decoderProblems.filter { $0.tokens < 10 }

  /// The problem of the trained networks, q = 1, and q above T/2.
  private static let maskedProblems = [(8, 4, 2), (6, 3, 1), (7, 2, 5)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  private static func decoder(_ problem: Problem) throws -> Observation {
    let decoder = try F9OneNeuronDecoder(problem)
    return Observation(
      certificate: try FirstLayerCertificate(problem: problem, weights: decoder.weights()),
      risk: exactly(try decoder.riskByEnumeration()))
  }

  private static func decoderNetwork(_ problem: Problem) throws -> Observation {
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
    return Observation(
      certificate: try FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem)),
      risk: exactly(sum / Double(subsets.count << length)))
  }

  /// A risk known without sampling.
  private static func exactly(_ risk: Double) -> Measured {
    Measured(estimate: risk, lower: risk, upper: risk, falseAlarm: 0)
  }

  private static func maskedTokens(_ problem: Problem, address: StreamAddress, settings: Settings) throws
    -> Observation
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
      try sums.add(tokens: tokens, subset: subset, output: outputs)
    }
    return Observation(
      certificate: sums.certificate,
      risk: try sums.measuredRisk(falseAlarm: Claim.f2RiskLowerBound.falseAlarmPerTrial))
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

extension CertificateSums {
  /// Adds one sample held in arrays.
  fileprivate mutating func add(tokens: [Float], subset: [Int], output: [Float]) throws {
    try tokens.withUnsafeBufferPointer { tokens in
      try subset.withUnsafeBufferPointer { subset in
        try output.withUnsafeBufferPointer { output in
          try add(tokens: tokens, subsets: subset, outputs: output)
        }
      }
    }
  }
}
