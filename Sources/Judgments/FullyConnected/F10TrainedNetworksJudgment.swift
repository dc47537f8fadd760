import Evidence
import Theory

extension ClaimJudgment {
  /// F10: the trained risk, excess plus certificate, against LB(m) and the stated multiple of it.
  ///
  /// The control is the same network before training.
  public static let f10TrainedNetworks = ClaimJudgment(
    claim: .f10TrainedNetworks,
    cases: NetworkExperiment.cases,
    judge: { trial, settings in
      let experiment = NetworkExperiment(
        widthIndex: trial.caseIndex, repetition: trial.repetition, settings: settings)
      return try trainedNetwork(experiment, sums: await experiment.result().sums)
    },
    controlCases: NetworkExperiment.cases.map { item in
      Case("\(item.name), before training") { min(1, item.repetitions($0)) }
    },
    judgeControl: { trial, settings in
      let experiment = NetworkExperiment(
        widthIndex: trial.caseIndex, repetition: trial.repetition, settings: settings)
      let initial = try await experiment.result().initial
      return try trainedNetwork(experiment, sums: experiment.evaluate(initial, firstLayer: initial))
    },
    figures: { try [TrainedNetworksFigure.draw($0)] })

  /// The margins for the 600 steps of a quick run, which reach 1.01 LB at m = 4 and 12 % of d/q at m = 64.
  private static let shortTraining = F10TrainedNetworksPredicate.Margins(
    narrow: 0.05, wide: 0.12, sufficient: 0.25)

  private static func trainedNetwork(_ experiment: NetworkExperiment, sums: CertificateSums) throws -> Outcome
  {
    let problem = sums.certificate.problem
    let predicate = try F10TrainedNetworksPredicate(
      problem: problem,
      margins: experiment.settings.effort.pick(
        quick: shortTraining, standard: .fullTraining, thorough: .longTraining))
    let width = experiment.width
    return Outcome(
      verdict: try predicate.judge(
        width: width, risk: sums.risk, standardError: sums.riskStandardError),
      values: [
        Outcome.Value("width", Double(width)),
        Outcome.Value("steps", Double(try experiment.steps)),
        Outcome.Value("trained risk", sums.risk),
        Outcome.Value("standard error", sums.riskStandardError),
        Outcome.Value("certificate", sums.certificate.value),
        Outcome.Value("LB(m)", try F2RiskLowerBound.value(problem: problem, width: width)),
        Outcome.Value("allowed risk", try predicate.allowedRisk(width: width)),
      ])
  }
}
