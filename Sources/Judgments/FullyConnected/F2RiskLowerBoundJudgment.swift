import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F2: the certificate and the measured mean loss of trained networks of every kind, and exact certificates of drawn first layers.
  ///
  /// The upper end of the risk assumes nothing of the network. Trained widths are those below Td; from there on the
  /// bound is 0. The first layers drawn have entries -1, 0, 1 and every height below Td; their certificates are
  /// rational. On tokens of spherical laws the best predictors of drawn first layers are sampled. The controls are
  /// predictors that an assumption of F2 leaves out.
  public static let f2RiskLowerBound = ClaimJudgment(
    claim: .f2RiskLowerBound,
    cases: trainedCases + drawnCases + varietyCases + SphericalTokens.cases,
    judge: { trial, settings in
      var index = trial.caseIndex
      if index < trainedCases.count {
        let experiment = NetworkExperiment(
          widthIndex: index, repetition: trial.repetition, settings: settings)
        return try trainedNetwork(await experiment.result().sums)
      }
      index -= trainedCases.count
      if index < drawnCases.count { return try drawnFirstLayers(trial, settings) }
      index -= drawnCases.count
      if index < varietyCases.count {
        let variety = NetworkVariety(
          index: narrowKinds[index], repetition: trial.repetition, settings: settings)
        return try trainedNetwork(await variety.sums())
      }
      return try SphericalTokens.all[index - varietyCases.count].outcome(trial, settings)
    },
    controlCases: RiskBelowBound.cases,
    judgeControl: { trial, settings in
      let seen = try RiskBelowBound.observe(trial, settings)
      let certificate = seen.certificate
      let predicate = try F2RiskPredicate(problem: certificate.problem, rank: certificate.rank)
      return Outcome(
        verdict: predicate.judge(risk: seen.risk), falseAlarm: seen.risk.falseAlarm,
        values: values(certificate, risk: seen.risk, bound: predicate.bound))
    })

  private static let trainedCases = zip(NetworkExperiment.cases, NetworkExperiment.widths)
    .filter { $0.1 < 32 }.map(\.0)

  /// The kinds of networks with m < Td.
  private static let narrowKinds = NetworkVariety.kinds.indices.filter { NetworkVariety.kinds[$0].isNarrow }

  private static let varietyCases = narrowKinds.map { NetworkVariety.cases[$0] }

  private static func trainedNetwork(_ sums: CertificateSums) throws -> Outcome {
    let certificate = sums.certificate
    let predicate = try F2RiskPredicate(problem: certificate.problem, rank: certificate.rank)
    let risk = try sums.measuredRisk(falseAlarm: Claim.f2RiskLowerBound.falseAlarmPerTrial)
    return Outcome(
      verdict: .all([predicate.judge(certificate: certificate.value), predicate.judge(risk: risk)]),
      falseAlarm: risk.falseAlarm,
      values: values(certificate, risk: risk, bound: predicate.bound))
  }

  /// Problems with Td <= 12, where exact projections fit in 128 bits.
  private static let drawnProblems = SmallProblem.all.filter { $0.tokens * $0.dimension <= 12 }

  private static let drawnCases = drawnProblems.map { problem in
    Case("\(problem.name), drawn first layers") { $0.pick(quick: 1, standard: 5, thorough: 50) }
  }

  /// One first layer of every height from 1 to Td - 1, judged exactly at its exact rank.
  private static func drawnFirstLayers(_ trial: Trial, _ settings: Settings) throws -> Outcome {
    let problem = try drawnProblems[trial.caseIndex - trainedCases.count].problem()
    let address = try StreamAddress(
      baseSeed: settings.baseSeed, claim: Claim.f2RiskLowerBound.streamIndex,
      problem: UInt16(trial.caseIndex),
      repetition: UInt32(trial.repetition), purpose: .check)
    let input = problem.inputDimension
    var verdicts: [Verdict] = []
    for width in 1..<input {
      var stream = RandomStream(address, step: UInt32(width))
      let entries = (0..<(width * input)).map { _ in Rational(Int(stream.integer(below: 3)) - 1) }
      let weights = try RationalMatrix(rows: width, columns: input, elements: entries)
      let exact = try FirstLayerCertificate.exact(problem: problem, weights: weights)
      let predicate = try F2RiskPredicate(problem: problem, rank: exact.rank)
      verdicts.append(try predicate.judge(exactCertificate: exact.value))
    }
    return Outcome(verdict: .all(verdicts), values: [Outcome.Value("first layers", Double(input - 1))])
  }

  private static func values(_ certificate: FirstLayerCertificate, risk: Measured, bound: Double)
    -> [Outcome.Value]
  {
    [
      Outcome.Value("width", Double(certificate.width)), Outcome.Value("rank", Double(certificate.rank)),
      Outcome.Value("risk", risk.estimate), Outcome.Value("risk, upper end", risk.upper),
      Outcome.Value("certificate", certificate.value), Outcome.Value("LB(rank)", bound),
    ]
  }
}
