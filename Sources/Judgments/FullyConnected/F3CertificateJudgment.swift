import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F3: loss against squared excess plus certificate, on every trained network of every kind and on others as they are drawn.
  ///
  /// The identity holds for any network, so problems beyond the trained one take networks before training. The control
  /// holds a trained network's outputs against the certificate of its first layer before training.
  public static let f3Certificate = ClaimJudgment(
    claim: .f3Certificate,
    cases: NetworkExperiment.cases + untrainedCases + NetworkVariety.cases,
    judge: { trial, settings in
      if trial.caseIndex < NetworkExperiment.cases.count {
        let experiment = NetworkExperiment(
          widthIndex: trial.caseIndex, repetition: trial.repetition, settings: settings)
        return try identity(await experiment.result().sums)
      }
      let index = trial.caseIndex - NetworkExperiment.cases.count - untrainedCases.count
      if index < 0 { return try identity(untrained(trial, settings)) }
      let variety = NetworkVariety(index: index, repetition: trial.repetition, settings: settings)
      return try identity(await variety.sums())
    },
    // A first layer of full rank loses nothing, whichever it is: the control needs m < Td.
    controlCases: NetworkExperiment.cases.prefix(4).map { item in
      Case("\(item.name), certificate before training") { min(1, item.repetitions($0)) }
    },
    judgeControl: { trial, settings in
      let experiment = NetworkExperiment(
        widthIndex: trial.caseIndex, repetition: trial.repetition, settings: settings)
      let result = try await experiment.result()
      return try identity(experiment.evaluate(result.trained, firstLayer: result.initial))
    })

  /// Problems with the shortest sequence, q = 1, and q above T/2, with a width below Td.
  private static let untrainedNetworks: [(problem: SmallProblem, width: Int)] = [
    (SmallProblem(tokens: 2, dimension: 3, sparsity: 1), 4),
    (SmallProblem(tokens: 6, dimension: 2, sparsity: 1), 7),
    (SmallProblem(tokens: 6, dimension: 2, sparsity: 4), 5),
  ]

  private static let untrainedCases = untrainedNetworks.map { network in
    Case("\(network.problem.name), width \(network.width), before training") { effort in
      effort.pick(quick: 1, standard: 5, thorough: 20)
    }
  }

  private static func untrained(_ trial: Trial, _ settings: Settings) throws -> CertificateSums {
    let choice = untrainedNetworks[trial.caseIndex - NetworkExperiment.cases.count]
    let problem = try choice.problem.problem()
    let address = try StreamAddress(
      baseSeed: settings.baseSeed, claim: Claim.f3Certificate.streamIndex, problem: UInt16(trial.caseIndex),
      repetition: UInt32(trial.repetition), purpose: .initialization)
    let shape = try FullyConnectedShape(problem, hidden: [choice.width, 64])
    let network = FullyConnectedNetwork(initializing: shape, address: address)
    return try NetworkExperiment.sums(
      network, firstLayer: network, problem: problem, address: address, samples: 50_000)
  }

  /// Judges the mean of `loss - |c|^2 - tr A` by the interval that its conditional variance gives.
  private static func identity(_ sums: CertificateSums) throws -> Outcome {
    let deviation = try sums.measuredDeviation(falseAlarm: Claim.f3Certificate.falseAlarmPerTrial)
    let certificate = sums.certificate
    return Outcome(
      verdict: try F3Predicate(problem: certificate.problem).judge(deviation: deviation),
      falseAlarm: deviation.falseAlarm,
      values: [
        Outcome.Value("width", Double(certificate.width)),
        Outcome.Value("rank", Double(certificate.rank)),
        Outcome.Value("rank tolerance", certificate.rankTolerance),
        Outcome.Value("largest singular value", certificate.singularValues.first ?? 0),
        Outcome.Value("smallest singular value", certificate.singularValues.last ?? 0),
        Outcome.Value("mean loss", sums.meanLoss),
        Outcome.Value("excess", sums.excess),
        Outcome.Value("certificate", certificate.value),
        Outcome.Value("mean deviation", deviation.estimate),
        Outcome.Value("interval from", deviation.lower),
        Outcome.Value("interval to", deviation.upper),
      ])
  }
}
