import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F11: the two-hidden-layer network's excess against its bound, at every rank and with thresholds that clip.
  ///
  /// With both thresholds 9 and few samples nothing is clipped, and the excess of every rank is rounding; each network's
  /// loss also passes F3's identity. The control holds a first threshold of 0.2 against the bound for 8.
  public static let f11ReLUAttains = ClaimJudgment(
    claim: .f11ReLUAttains,
    cases: attainingProblems.map { Case("\($0.name), every m, K1 = K2 = 9") }
      + clippingNetworks.map { item in Case(item.name) { $0.pick(quick: 1, standard: 2, thorough: 10) } },
    judge: { trial, settings in
      if trial.caseIndex < attainingProblems.count {
        return try everyRank(attainingProblems[trial.caseIndex].problem(), trial, settings)
      }
      let network = try clippingNetworks[trial.caseIndex - attainingProblems.count].network()
      return try clipping(network, bound: network, trial, settings)
    },
    controlCases: clippingProblems.map { Case("\($0.name), m = Td/2, K1 = 0.2, bound for K1 = 8") },
    judgeControl: { trial, settings in
      let problem = try clippingProblems[trial.caseIndex].problem()
      let width = problem.inputDimension / 2
      return try clipping(
        F11ReLUAttains(problem: problem, width: width, firstThreshold: 0.2),
        bound: F11ReLUAttains(problem: problem, width: width), trial, settings)
    })

  /// The network of F10, q = 1, q above T/2, d = 1.
  private static let attainingProblems = [(8, 4, 2), (6, 2, 1), (6, 2, 4), (12, 1, 4)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  private static let clippingProblems = Array(attainingProblems.prefix(3))

  /// A network whose thresholds clip.
  private struct Clipping {
    let problem: SmallProblem
    let width: Int
    let firstThreshold: Double
    let gateThreshold: Double

    var name: String { "\(problem.name), m = \(width), K1 = \(firstThreshold), K2 = \(gateThreshold)" }

    func network() throws -> F11ReLUAttains {
      try F11ReLUAttains(
        problem: problem.problem(), width: width, firstThreshold: firstThreshold, gateThreshold: gateThreshold
      )
    }
  }

  private static let clippingNetworks = clippingProblems.flatMap { problem in
    [(1.0, 8.0), (8, 1), (1, 1), (2, 2)].map {
      Clipping(
        problem: problem, width: problem.tokens * problem.dimension / 2, firstThreshold: $0.0,
        gateThreshold: $0.1)
    }
  }

  /// The sums of a network over fresh samples, under its own first layer's certificate.
  private static func sums(
    _ network: F11ReLUAttains, samples: Int, repetition: Int, _ trial: Trial, _ settings: Settings
  ) throws -> CertificateSums {
    let made = try FullyConnectedNetwork(network.layers())
    let certificate = try FirstLayerCertificate(
      problem: network.problem, weights: made.tokenWeights(network.problem))
    var sums = try CertificateSums(certificate)
    let address = try trial.address(settings, claim: .f11ReLUAttains)
    let own = try StreamAddress(
      baseSeed: address.baseSeed, name: address.name, repetition: repetition, purpose: address.purpose)
    try TaskSamples(problem: network.problem, address: own).forEachChunk(samples: samples, through: made) {
      try sums.add(tokens: $0, subsets: $1, outputs: $2)
    }
    return sums
  }

  private static func everyRank(_ problem: Problem, _ trial: Trial, _ settings: Settings) throws -> Outcome {
    let samples = 2_000
    let input = problem.inputDimension
    // The rest is for a clipped sample, which is all but impossible at these thresholds.
    let share = 0.9 * Claim.f11ReLUAttains.falseAlarmPerTrial
    var verdicts: [Verdict] = []
    var falseAlarm = 0.0
    var greatestExcess = 0.0
    var greatestDeviation = 0.0
    for width in 0...input {
      let network = try F11ReLUAttains(
        problem: problem, width: width, firstThreshold: 9, gateThreshold: 9)
      // Repetition and width share the address: the ranks' samples are independent.
      let sums = try sums(
        network, samples: samples, repetition: trial.repetition * (input + 1) + width, trial, settings)
      let predicate = try F11ReLUAttainsPredicate(network)
      let deviation = try sums.measuredDeviation(falseAlarm: share / Double(input + 1))
      verdicts += [
        predicate.judge(unclippedRootExcess: sums.excess.squareRoot()),
        try predicate.judge(certificate: sums.certificate.value, of: network),
        try F3Predicate(problem: problem, resolution: 0.3).judge(deviation: deviation),
      ]
      falseAlarm += try deviation.falseAlarm + network.clippingProbability(samples: samples)
      greatestExcess = max(greatestExcess, sums.excess)
      greatestDeviation = max(greatestDeviation, abs(deviation.estimate))
    }
    let bound = try F11ReLUAttains(
      problem: problem, width: input, firstThreshold: 9, gateThreshold: 9
    ).rootExcessBound()
    return Outcome(
      verdict: .all(verdicts), falseAlarm: falseAlarm,
      values: [
        Outcome.Value("ranks", Double(input + 1)),
        Outcome.Value("excess", greatestExcess),
        Outcome.Value("bound of the excess", bound * bound),
        Outcome.Value("mean deviation (F3)", greatestDeviation),
      ])
  }

  private static func clipping(
    _ network: F11ReLUAttains, bound: F11ReLUAttains, _ trial: Trial, _ settings: Settings
  ) throws -> Outcome {
    let problem = network.problem
    let samples = settings.effort.pick(quick: 5_000, standard: 50_000, thorough: 200_000)
    let sums = try sums(network, samples: samples, repetition: trial.repetition, trial, settings)
    let predicate = try F11ReLUAttainsPredicate(bound)
    let falseAlarm = Claim.f11ReLUAttains.falseAlarmPerTrial
    let root = try GaussianLipschitz.rootMeanSquare(
      sums.excess.squareRoot(), lipschitz: network.excessLipschitz, samples: samples,
      falseAlarm: falseAlarm / 2)
    let deviation = try sums.measuredDeviation(falseAlarm: falseAlarm / 2)
    return Outcome(
      verdict: .all([
        predicate.judge(rootExcess: root),
        try predicate.judge(certificate: sums.certificate.value, of: network),
        try F3Predicate(problem: problem, resolution: 0.3).judge(deviation: deviation),
      ]),
      falseAlarm: falseAlarm,
      values: [
        Outcome.Value("ranks", 1),
        Outcome.Value("excess", sums.excess),
        Outcome.Value("bound of the excess", predicate.bound * predicate.bound),
        Outcome.Value("mean deviation (F3)", deviation.estimate),
        Outcome.Value("excess from", root.lower * root.lower),
        Outcome.Value("excess to", root.upper * root.upper),
        Outcome.Value("excess by first layer", try network.firstLayerExcess()),
        Outcome.Value("LB(m)", try F2RiskLowerBound.value(problem: problem, width: network.width)),
        Outcome.Value("risk", sums.risk),
      ])
  }
}
