import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F2: the certificate and the measured mean loss of trained networks, and exact certificates of drawn first layers.
  ///
  /// The upper end of the risk assumes nothing of the network: given all it sees, its summed loss falls below
  /// `sum tr A - 2 sqrt(x sum |A|^2)` with probability e^-x at most (Anderson), and the mean of tr A_y lies near the
  /// certificate (Hoeffding). Trained widths are those below Td; from there on the bound is 0. The first layers drawn
  /// have entries -1, 0, 1 and every height below Td; their certificates are rational. On tokens of spherical laws the
  /// best predictors of drawn first layers are sampled. The control is the one-neuron decoder on signs.
  public static let f2RiskLowerBound = ClaimJudgment(
    claim: .f2RiskLowerBound,
    cases: trainedCases + drawnCases + SphericalTokens.cases,
    judge: { trial, settings in
      if trial.caseIndex >= trainedCases.count + drawnCases.count {
        let index = trial.caseIndex - trainedCases.count - drawnCases.count
        return try SphericalTokens.all[index].outcome(trial, settings)
      }
      if trial.caseIndex >= trainedCases.count { return try drawnFirstLayers(trial, settings) }
      let experiment = NetworkExperiment(
        widthIndex: trial.caseIndex, repetition: trial.repetition, settings: settings)
      return try trainedNetwork(await experiment.result().sums)
    },
    controlCases: decoderProblems.map { Case("\($0.name), signs, one-neuron decoder") },
    judgeControl: { trial, _ in
      let problem = try decoderProblems[trial.caseIndex].problem()
      let decoder = try F9OneNeuronDecoder(problem)
      let enumerated = try decoder.riskByEnumeration()
      let risk = Measured(estimate: enumerated, lower: enumerated, upper: enumerated, falseAlarm: 0)
      let certificate = try FirstLayerCertificate(problem: problem, weights: decoder.weights())
      let predicate = try F2RiskPredicate(problem: problem, rank: certificate.rank)
      return Outcome(
        verdict: predicate.judge(risk: risk),
        values: values(
          width: 1, rank: certificate.rank, certificate: certificate.value, risk: risk, bound: predicate.bound
        ))
    })

  private static let trainedCases = zip(NetworkExperiment.cases, NetworkExperiment.widths)
    .filter { $0.1 < 32 }.map(\.0)

  private static func trainedNetwork(_ sums: CertificateSums) throws -> Outcome {
    let certificate = sums.certificate
    let predicate = try F2RiskPredicate(problem: certificate.problem, rank: certificate.rank)
    let risk = try measuredRisk(sums)
    return Outcome(
      verdict: .all([predicate.judge(certificate: certificate.value), predicate.judge(risk: risk)]),
      falseAlarm: risk.falseAlarm,
      values: values(
        width: certificate.width, rank: certificate.rank, certificate: certificate.value, risk: risk,
        bound: predicate.bound))
  }

  /// Problems small enough to enumerate every sequence of signs: the shortest, q = 1, q below and above T/2.
  private static let decoderProblems = [(2, 1, 1), (4, 2, 2), (5, 2, 1), (10, 1, 3), (5, 2, 4)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  /// The mean loss with an upper end that lies below the certificate with probability at most 1e-9 if F2 is true.
  private static func measuredRisk(_ sums: CertificateSums) throws -> Measured {
    let falseAlarm = 1e-9
    let samples = Double(sums.count)
    let floor = try AndersonLowerTail(traceSum: sums.traceSum, squaredNormSum: sums.squaredNormSum)
      .lossFloor(falseAlarm: falseAlarm / 2)
    // Hoeffding's range holds tr A_y for every y, the mean up to rounding.
    let range = sums.traceRange
    let mean = min(max(sums.traceSum / samples, range.lowerBound), range.upperBound)
    // Two-sided at 1e-9: half of it at the one end that is used.
    let subsets = try Hoeffding.mean(mean, samples: sums.count, range: range, falseAlarm: falseAlarm)
    let slack = (sums.traceSum - floor) / samples + (subsets.upper - mean)
    return Measured(
      estimate: sums.meanLoss, lower: -.infinity, upper: sums.meanLoss + slack, falseAlarm: falseAlarm)
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

  private static func values(width: Int, rank: Int, certificate: Double, risk: Measured, bound: Double)
    -> [Outcome.Value]
  {
    [
      Outcome.Value("width", Double(width)), Outcome.Value("rank", Double(rank)),
      Outcome.Value("risk", risk.estimate), Outcome.Value("risk, upper end", risk.upper),
      Outcome.Value("certificate", certificate), Outcome.Value("LB(rank)", bound),
    ]
  }
}
