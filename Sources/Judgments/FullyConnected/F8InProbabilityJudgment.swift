import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F8: how often trained networks' squared error is at most r, against the envelope of their own first layer.
  ///
  /// The control holds the width 64 against the envelope of the width 4.
  public static let f8InProbability = ClaimJudgment(
    claim: .f8InProbability,
    experiments: ErrorShares.all,
    controls: [
      .otherWorld(
        of: ErrorShares(network: .onTheLine(width: 4)), "the errors of a network with m = 64 > Td",
        ErrorShares(network: .onTheLine(width: 64), envelope: .onTheLine(width: 4)))
    ],
    own: .takes(required: [.width], optional: [.steps]) { own in
      let recipe = try NetworkRecipe.own(own)
      if !recipe.isNarrow {
        throw TheoryError(
          value: "width = \(recipe.width)", rule: "width < Td = \(own.problem.inputDimension)")
      }
      _ = try Subsets.count(of: own.problem, limit: 20_000)
      return [ErrorShares(network: recipe)]
    },
    figures: { [ErrorSharesFigure.draw($0)] })
}

/// The shares of a network's squared errors up to several r, beside the envelope of a network's first layer.
///
/// The lower end of a share is the better of the one-sided band for all r together (Dvoretzky, Kiefer, Wolfowitz)
/// and of the exact one-sided bound at r (Clopper, Pearson), with half of r's false-alarm probability each.
struct ErrorShares: Experiment {
  /// r as multiples of LB(m).
  static let multiples = [
    0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.5,
  ]

  /// The network whose errors are counted.
  let network: NetworkRecipe
  /// The network whose first layer gives the envelope.
  let envelope: NetworkRecipe

  init(network: NetworkRecipe, envelope: NetworkRecipe? = nil) {
    self.network = network
    self.envelope = envelope ?? network
  }

  static let all = NetworkRecipe.onTheLine.filter(\.isNarrow).map { ErrorShares(network: $0) }

  struct Row: EvidenceRow {
    struct Share: Codable, Hashable, Sendable {
      let r: Double
      let share: Measured
      let envelope: Double
    }

    let width: Int
    let samples: Int
    let shares: [Share]

    static let columns: [Column<Row>] = [
      Column(count: "width") { $0.width },
      Column(count: "samples") { $0.samples },
      Column(series: "r") { $0.shares.map(\.r) },
      Column(series: "share of errors <= r") { $0.shares.map(\.share.estimate) },
      Column(series: "share at least") { $0.shares.map { max(0, $0.share.lower) } },
      Column(series: "envelope") { $0.shares.map(\.envelope) },
    ]
  }

  var claim: Claim { .f8InProbability }

  var name: String {
    network.name + (network == envelope ? "" : ", envelope of width \(envelope.width)")
  }

  func repetitions(_ effort: Effort) -> Int {
    if network != envelope { return 1 }
    return network.schedule == .toTheLine ? network.repetitionsOnTheLine(effort) : 1
  }

  func cost(_ effort: Effort) -> Cost { network.cost(effort) }

  private func samples(_ effort: Effort) -> Int {
    effort.pick(quick: 5_000, standard: 20_000, thorough: 100_000)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let problem = try network.problem.problem()
    let bound = try F2RiskLowerBound.value(problem: problem, width: envelope.width)
    let radii = Self.multiples.map { $0 * bound }
    let own = try await TrainedNetwork(
      recipe: network, repetition: trial.repetition, settings: settings
    ).result()
    let other = try await TrainedNetwork(
      recipe: envelope, repetition: trial.repetition, settings: settings
    ).result()
    var law = try F8Envelope(other.sums.certificate)
    let samples = samples(settings.effort)
    var counts = [Int](repeating: 0, count: radii.count)
    let evaluation = try NetworkEvaluation(own.trained, problem: problem, address: trial.address(settings))
    try evaluation.forEachChunk(samples: samples) {
      (tokens, subsets, outputs) throws(TheoryError) in
      for sample in 0..<(outputs.count / problem.dimension) {
        let loss = problem.loss(of: sample, tokens: tokens, subsets: subsets, outputs: outputs)
        for place in radii.indices where loss <= radii[place] { counts[place] += 1 }
      }
    }
    return Row(
      width: network.width, samples: samples,
      shares: try zip(radii, counts).map { r, count in
        Row.Share(r: r, share: try share(count, of: samples), envelope: try law.upper(at: r))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F8InProbabilityPredicate(problem: try network.problem.problem())
    let verdicts = row.shares.map {
      predicate.judge(share: $0.share, envelope: $0.envelope, r: $0.r)
    }
    return [
      Check(
        "share of small errors", .all(verdicts),
        falseAlarm: row.shares.reduce(0) { $0 + $1.share.falseAlarm })
    ]
  }

  private func share(_ count: Int, of samples: Int) throws -> Measured {
    let falseAlarm = claim.falseAlarmPerTrial / Double(Self.multiples.count)
    let band = try DvoretzkyKieferWolfowitz.oneSidedHalfWidth(samples: samples, falseAlarm: falseAlarm / 2)
    let exact = try ClopperPearson(successes: count, trials: samples).lowerBound(falseAlarm: falseAlarm / 2)
    let share = Double(count) / Double(samples)
    return Measured(
      estimate: share, lower: max(share - band, exact), upper: .infinity, falseAlarm: falseAlarm)
  }
}
