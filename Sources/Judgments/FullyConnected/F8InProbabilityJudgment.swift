import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F8: how often trained networks' squared error is at most r, against the envelope of their own first layer.
  ///
  /// Each row is one r, a multiple of LB(m). The lower end of a share is the better of the one-sided band for all r
  /// together (Dvoretzky, Kiefer, Wolfowitz) and of the exact one-sided bound at r (Clopper, Pearson), with half of the
  /// false-alarm probability each. The control holds the width 64 against the envelope of the width 4.
  public static let f8InProbability = ClaimJudgment(
    claim: .f8InProbability,
    cases: widthIndices.flatMap { index in
      multiples.map { multiple in
        Case("\(NetworkExperiment.cases[index].name), r = \(multiple) LB(m)") {
          NetworkExperiment.cases[index].repetitions($0)
        }
      }
    },
    judge: { trial, settings in
      let (index, place) = trial.caseIndex.quotientAndRemainder(dividingBy: multiples.count)
      let experiment = NetworkExperiment(
        widthIndex: widthIndices[index], repetition: trial.repetition, settings: settings)
      let errors = ErrorDistribution(network: experiment, envelope: experiment)
      return try await outcome(errors.value(), place, width: experiment.width)
    },
    controlCases: controlPlaces.map {
      Case("T=8 d=4 q=2, width 64, envelope of width 4, r = \(multiples[$0]) LB(4)")
    },
    judgeControl: { trial, settings in
      let wide = NetworkExperiment(
        widthIndex: NetworkExperiment.widths.count - 1, repetition: 0, settings: settings)
      let narrow = NetworkExperiment(widthIndex: 0, repetition: 0, settings: settings)
      let errors = ErrorDistribution(network: wide, envelope: narrow)
      return try await outcome(errors.value(), controlPlaces[trial.caseIndex], width: wide.width)
    },
    figures: { snapshot in [figure(snapshot)] })

  /// The widths below Td.
  private static let widthIndices = NetworkExperiment.widths.indices.filter {
    NetworkExperiment.widths[$0] < 32
  }

  /// r as multiples of LB(m).
  private static let multiples = [
    0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.5,
  ]

  private static let controlPlaces = [4, 7, 12]

  private static func outcome(_ errors: ErrorDistribution.Value, _ place: Int, width: Int) throws -> Outcome {
    let falseAlarm = Claim.f8InProbability.falseAlarmPerTrial
    let count = try ClopperPearson(successes: errors.counts[place], trials: errors.samples)
    let band = try DvoretzkyKieferWolfowitz.oneSidedHalfWidth(
      samples: errors.samples, falseAlarm: falseAlarm / 2)
    let share = Double(errors.counts[place]) / Double(errors.samples)
    let lower = max(share - band, try count.lowerBound(falseAlarm: falseAlarm / 2))
    let measured = Measured(estimate: share, lower: lower, upper: .infinity, falseAlarm: falseAlarm)
    let predicate = F8InProbabilityPredicate(problem: try NetworkExperiment.problem())
    return Outcome(
      verdict: predicate.judge(share: measured, envelope: errors.envelope[place], r: errors.radii[place]),
      falseAlarm: falseAlarm,
      values: [
        Outcome.Value("width", Double(width)),
        Outcome.Value("r", errors.radii[place]),
        Outcome.Value("share of errors <= r", share),
        Outcome.Value("share at least", max(0, lower)),
        Outcome.Value("envelope", errors.envelope[place]),
      ])
  }

  /// The squared errors of one network on fresh samples beside the envelope of a network's first layer.
  private struct ErrorDistribution: Hashable, Sendable {
    struct Value: Sendable {
      let samples: Int
      let radii: [Double]
      /// How many squared errors are at most each r.
      let counts: [Int]
      let envelope: [Double]
    }

    let network: NetworkExperiment
    let envelope: NetworkExperiment

    /// Computed once for all r.
    func value() async throws -> Value { try await Self.values.value(for: self) }

    private static let values = Memo<ErrorDistribution, Value> { try await $0.measure() }

    private func measure() async throws -> Value {
      let problem = try NetworkExperiment.problem()
      let bound = try F2RiskLowerBound.value(problem: problem, width: envelope.width)
      let radii = multiples.map { $0 * bound }
      var law = try await F8Envelope(envelope.result().sums.certificate)
      let heights = try radii.map { try law.upper(at: $0) }
      let settings = network.settings
      let samples = settings.effort.pick(quick: 5_000, standard: 20_000, thorough: 100_000)
      let address = try StreamAddress(
        baseSeed: settings.baseSeed, claim: Claim.f8InProbability.streamIndex,
        problem: UInt16(network.widthIndex), repetition: UInt32(network.repetition),
        purpose: .evaluationTokens)
      let trained = try await network.result().trained
      var counts = [Int](repeating: 0, count: radii.count)
      try NetworkEvaluation(trained, problem: problem, address: address).forEachChunk(samples: samples) {
        (tokens, subsets, outputs) throws(TheoryError) in
        for sample in 0..<(outputs.count / problem.dimension) {
          let loss = problem.loss(of: sample, tokens: tokens, subsets: subsets, outputs: outputs)
          for place in radii.indices where loss <= radii[place] { counts[place] += 1 }
        }
      }
      return Value(samples: samples, radii: radii, counts: counts, envelope: heights)
    }
  }

  /// One panel a width: the share of errors up to r, and the envelope.
  private static func figure(_ snapshot: LedgerSnapshot) -> ReportFigure {
    let panels = widthIndices.map { index in
      let width = Double(NetworkExperiment.widths[index])
      func points(_ name: String) -> [SVGFigure.Series.Point] {
        snapshot.spread(of: Claim.f8InProbability.id, x: "r", y: name) { trial in
          snapshot.outcomes[trial]?["width"] == width
        }
      }
      return SVGFigure.Panel(
        title: "m = \(NetworkExperiment.widths[index])", x: Axis("squared error r", scale: .logarithmic),
        y: Axis("probability of at most r", scale: .logarithmic, range: 1e-3...1.5),
        series: [
          SVGFigure.Series("Anderson envelope", style: .line, points: points("envelope")),
          SVGFigure.Series("trained networks", style: .markers, points: points("share of errors <= r")),
        ])
    }
    return ReportFigure(
      fileName: "ErrorDistribution.svg",
      caption:
        "How often the squared error of trained networks (T=8 d=4 q=2) is at most r: mean, least and greatest over the seeds. The band holds the envelopes of their first layers, which no network with the same first layer exceeds.",
      picture: SVGFigure(title: "Errors of trained networks under the envelope", panels: panels))
  }
}
