import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F6: the mean loss of the network made by hand against its predicted risk, and its losses where no gate leaks.
  ///
  /// The loss has no bound: its mean has Bernstein's interval, from bounds of its moments. The control predicts the risk
  /// without the leak of the gates, or with another threshold.
  public static let f6HandMadeNetwork = ClaimJudgment(
    claim: .f6HandMadeNetwork,
    cases: leakingNetworks.map { item in
      Case(item.name) { $0.pick(quick: item.threshold < 2 ? 1 : 0, standard: 1, thorough: 5) }
    } + solvingNetworks.map { Case($0.name) },
    judge: { trial, settings in
      if trial.caseIndex < leakingNetworks.count {
        let network = try leakingNetworks[trial.caseIndex].network()
        return try measuredRisk(network, prediction: network.risk(), trial, settings)
      }
      return try solvedTask(
        solvingNetworks[trial.caseIndex - leakingNetworks.count].network(), trial, settings)
    },
    controlCases: falsePredictions.map { item in
      Case("\(item.network.name), predicted \(item.threshold.map { "with K = \($0)" } ?? "without leak")")
    },
    judgeControl: { trial, settings in
      let item = falsePredictions[trial.caseIndex]
      let network = try item.network.network()
      var prediction = network.missingRisk
      if let threshold = item.threshold {
        prediction = try F6HandMadeNetwork(
          problem: network.problem, coordinates: network.coordinates, threshold: threshold
        ).risk()
      }
      return try measuredRisk(network, prediction: prediction, trial, settings)
    })

  /// A network made by hand.
  private struct HandMade {
    let problem: SmallProblem
    let coordinates: Int
    let threshold: Double

    var name: String { "\(problem.name), k = \(coordinates), K = \(threshold)" }

    func network() throws -> F6HandMadeNetwork {
      try F6HandMadeNetwork(problem: problem.problem(), coordinates: coordinates, threshold: threshold)
    }
  }

  private static func handMade(
    _ tokens: Int, _ dimension: Int, _ sparsity: Int, _ k: Int, _ threshold: Double
  )
    -> HandMade
  {
    HandMade(
      problem: SmallProblem(tokens: tokens, dimension: dimension, sparsity: sparsity), coordinates: k,
      threshold: threshold)
  }

  /// Thresholds low enough that the leak shows: all coordinates and some, q = 1, q below and above T/2.
  private static let leakingNetworks = [
    handMade(8, 4, 2, 32, 1), handMade(8, 4, 2, 20, 1), handMade(6, 2, 1, 12, 1), handMade(6, 2, 4, 9, 1),
    handMade(10, 3, 3, 17, 1.5), handMade(8, 4, 2, 32, 1.5), handMade(8, 4, 2, 32, 3),
  ]

  /// Width 2Td and thresholds beyond all tokens.
  private static let solvingNetworks = [
    handMade(8, 4, 2, 32, 8), handMade(6, 2, 1, 12, 8), handMade(6, 2, 4, 12, 8), handMade(8, 4, 2, 32, 10),
  ]

  private static let falsePredictions: [(network: HandMade, threshold: Double?)] = [
    (handMade(8, 4, 2, 20, 1), nil), (handMade(10, 3, 3, 17, 1.5), nil), (handMade(8, 4, 2, 32, 1), 1.2),
  ]

  private static func measuredRisk(
    _ network: F6HandMadeNetwork, prediction: Double, _ trial: Trial, _ settings: Settings
  ) throws -> Outcome {
    let samples = settings.effort.pick(
      quick: 50_000, standard: network.threshold < 2 ? 200_000 : 1_000_000, thorough: 2_000_000)
    let losses = try losses(of: network, samples: samples, trial, settings)
    let moments = try network.lossMoments()
    let risk = try BernsteinMoments(square: moments.square, scale: moments.scale)
      .mean(losses.mean, samples: samples, falseAlarm: Claim.f6HandMadeNetwork.falseAlarmPerTrial)
    return Outcome(
      verdict: try F6HandMadeNetworkPredicate(prediction: prediction).judge(risk: risk),
      falseAlarm: risk.falseAlarm,
      values: try values(network, predicted: prediction, risk: risk, greatest: losses.greatest))
  }

  private static func solvedTask(_ network: F6HandMadeNetwork, _ trial: Trial, _ settings: Settings) throws
    -> Outcome
  {
    let samples = 2_000
    let losses = try losses(of: network, samples: samples, trial, settings)
    let predicate = try F6HandMadeNetworkPredicate(prediction: network.risk())
    let risk = Measured(estimate: losses.mean, lower: losses.mean, upper: losses.mean, falseAlarm: 0)
    return Outcome(
      verdict: predicate.judge(greatestLoss: losses.greatest, rounding: network.roundingLoss),
      falseAlarm: try network.leakProbability(samples: samples),
      values: try values(network, predicted: predicate.prediction, risk: risk, greatest: losses.greatest))
  }

  private static func values(
    _ network: F6HandMadeNetwork, predicted: Double, risk: Measured, greatest: Double
  ) throws -> [Outcome.Value] {
    [
      Outcome.Value("width", Double(network.width)),
      Outcome.Value(
        "least width (F4)",
        Double(
          try F4WidthNeeded.exact(
            problem: network.problem, share: min(1, network.risk() / network.problem.trivialRisk)))),
      Outcome.Value("2Td", Double(2 * network.problem.inputDimension)),
      Outcome.Value("predicted risk", predicted),
      Outcome.Value("mean loss", risk.estimate),
      Outcome.Value("risk from", risk.lower),
      Outcome.Value("risk to", risk.upper),
      Outcome.Value("greatest loss", greatest),
    ]
  }

  /// The mean and the greatest loss over fresh samples.
  private static func losses(
    of network: F6HandMadeNetwork, samples: Int, _ trial: Trial, _ settings: Settings
  ) throws -> (mean: Double, greatest: Double) {
    let problem = network.problem
    let source = TaskSamples(
      problem: problem, address: try trial.address(settings, claim: .f6HandMadeNetwork))
    var sum = 0.0
    var greatest = 0.0
    try source.forEachChunk(samples: samples, through: FullyConnectedNetwork(network.layers())) {
      tokens, subsets, outputs in
      for sample in 0..<(outputs.count / problem.dimension) {
        let loss = problem.loss(of: sample, tokens: tokens, subsets: subsets, outputs: outputs)
        sum += loss
        greatest = max(greatest, loss)
      }
    }
    return (sum / Double(samples), greatest)
  }
}
