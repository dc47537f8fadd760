import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private static let noises = [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.085, 0.06, 0.042, 0.03, 0.02]

  private static let noisyProblems = [(4, 1, 2), (3, 2, 2)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  /// The neuron's weights are the powers b^k: one entry, all equal, and codes from dense to F9's and beyond.
  private static let codeBases = [0, 1, 1.5, 2, 3]

  private static let logisticSlopes = [0, 0.5, 1, 2]

  /// F12: the best decoders of one neuron on signs with noise tau, and on two logistic tokens.
  ///
  /// The decoder is the exact posterior mean. Its risk is a quadrature over the neuron's value, and, apart from that,
  /// the mean over sampled tokens of its risk given the neuron. The table shows the best of five neurons. The
  /// controls hold the Gaussian bound, j = 1, against the decoders at small noise.
  public static let f12SmoothLaws = ClaimJudgment(
    claim: .f12SmoothLaws,
    cases: noisyProblems.flatMap { problem in
      noises.map { Case("\(problem.name), signs with noise tau=\($0), one neuron") }
    } + logisticSlopes.map { Case("T=2 d=1 q=1, logistic, neuron (1, \($0))") },
    judge: { trial, settings in
      let index = trial.caseIndex
      if index >= noisyProblems.count * noises.count {
        return try logisticPair(slope: logisticSlopes[index - noisyProblems.count * noises.count])
      }
      let noise = noises[index % noises.count]
      return try bestDecoder(
        noisyProblems[index / noises.count], noise: noise,
        information: SmoothTokenLaw.smoothedSigns(noise: noise).information(), trial, settings)
    },
    controlCases: noisyProblems.flatMap { problem in
      [0.12, 0.03].map { Case("\(problem.name), signs with noise tau=\($0), the Gaussian bound") }
    },
    judgeControl: { trial, settings in
      try bestDecoder(
        noisyProblems[trial.caseIndex / 2], noise: [0.12, 0.03][trial.caseIndex % 2], information: 1, trial,
        settings)
    },
    figures: { snapshot in [slideFigure(snapshot)] })

  private static func bestDecoder(
    _ item: SmallProblem, noise: Double, information: Double, _ trial: Trial, _ settings: Settings
  ) throws -> Outcome {
    let problem = try item.problem()
    let predicate = try F12SmoothLawPredicate(problem: problem, information: information)
    let falseAlarm = Claim.f12SmoothLaws.falseAlarmPerTrial
    var verdicts: [Verdict] = []
    var best = (risk: Double.infinity, base: 0.0, certificate: 0.0, sampled: 0.0)
    for base in codeBases {
      let weights = powers(of: base, count: problem.inputDimension)
      let decoder = try F12SignDecoder(problem: problem, noise: noise, weights: weights)
      let certificate = try FirstLayerCertificate(
        problem: problem, weights: Matrix(rows: 1, columns: weights.count, elements: weights))
      let risk = decoder.risk()
      let sampled = try sampledRisk(
        decoder, falseAlarm: falseAlarm / Double(codeBases.count), trial, settings)
      verdicts.append(
        predicate.judge(
          risk: Measured(estimate: risk, lower: risk, upper: risk, falseAlarm: 0), certificate: certificate))
      verdicts.append(predicate.judge(risk: sampled, certificate: certificate))
      if risk < best.risk { best = (risk, base, certificate.value, sampled.estimate) }
    }
    return Outcome(
      verdict: .all(verdicts), falseAlarm: falseAlarm,
      values: [
        Outcome.Value("tau", noise), Outcome.Value("information j", information),
        Outcome.Value("best neuron's base", best.base),
        Outcome.Value("best decoder's risk", best.risk), Outcome.Value("the same, sampled", best.sampled),
        Outcome.Value("certificate / j", best.certificate / information),
        Outcome.Value(
          "LB(1) / j", try F2RiskLowerBound.value(problem: problem, width: 1) / information),
        Outcome.Value("LB(1)", try F2RiskLowerBound.value(problem: problem, width: 1)),
      ])
  }

  private static func powers(of base: Double, count: Int) -> [Double] {
    var power = 1.0
    return (0..<count).map { _ in
      defer { power *= base }
      return power
    }
  }

  /// The mean of the decoder's risk given the neuron, over sampled tokens.
  private static func sampledRisk(
    _ decoder: F12SignDecoder, falseAlarm: Double, _ trial: Trial, _ settings: Settings
  ) throws -> Measured {
    let law = TokenLaw.smoothedSigns(noise: decoder.noise)
    var stream = RandomStream(try trial.address(settings, claim: .f12SmoothLaws), step: 0)
    var tokens = [Double](repeating: 0, count: decoder.weights.count)
    // A control needs an interval below the bound it refutes.
    let samples = settings.effort.pick(
      quick: trial.role == .control ? 5000 : 500, standard: 5000, thorough: 50_000)
    let risks = (0..<samples).map { _ in
      law.fill(&tokens, &stream)
      var neuron = 0.0
      for (weight, token) in zip(decoder.weights, tokens) { neuron += weight * token }
      return decoder.conditionalRisk(neuron: neuron)
    }
    return try EmpiricalBernstein.mean(
      of: risks, range: 0...(Double(decoder.problem.dimension) * (1 + 1e-9)), falseAlarm: falseAlarm)
  }

  private static func logisticPair(slope: Double) throws -> Outcome {
    let problem = try Problem(tokens: 2, dimension: 1, sparsity: 1)
    let information = try SmoothTokenLaw.logistic.information()
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 1, columns: 2, elements: [1, slope]))
    let risk = try F12LogisticPair.risk(slope: slope)
    let predicate = try F12SmoothLawPredicate(problem: problem, information: information)
    return Outcome(
      verdict: predicate.judge(
        risk: Measured(estimate: risk, lower: risk, upper: risk, falseAlarm: 0), certificate: certificate),
      values: [
        Outcome.Value("information j", information), Outcome.Value("best decoder's risk", risk),
        Outcome.Value("certificate / j", certificate.value / information),
        Outcome.Value(
          "LB(1) / j", try F2RiskLowerBound.value(problem: problem, width: 1) / information),
        Outcome.Value("LB(1)", try F2RiskLowerBound.value(problem: problem, width: 1)),
      ])
  }

  private static func slideFigure(_ snapshot: LedgerSnapshot) -> ReportFigure {
    func panel(_ problem: SmallProblem) -> SVGFigure.Panel {
      func series(_ column: String, _ name: String, _ style: SVGFigure.Series.Style) -> SVGFigure.Series {
        SVGFigure.Series(
          name, style: style,
          points: snapshot.points(of: "F12", x: "tau", y: column) { $0.caseName.hasPrefix(problem.name) })
      }
      return SVGFigure.Panel(
        title: problem.name, x: Axis("noise tau on the signs", scale: .logarithmic),
        y: Axis("risk", scale: .logarithmic),
        series: [
          series("LB(1)", "Gaussian bound LB(1)", .dashedLine), series("LB(1) / j", "bound LB(1)/j", .line),
          series("certificate / j", "certificate of the best neuron / j", .line),
          series("best decoder's risk", "best decoder of one neuron", .markers),
        ])
    }
    return ReportFigure(
      fileName: "SmoothLaws.svg",
      caption:
        "From Gaussian tokens (tau = 1) to signs (tau = 0), one first-layer neuron: the bound LB(1)/j slides to nothing, and the one-neuron decoder, on the bound at tau = 1, follows it down once the noise no longer hides the neuron's lowest bit.",
      picture: SVGFigure(
        title: "One neuron on signs with noise: best decoder and lower bound",
        panels: noisyProblems.map(panel)))
  }
}
