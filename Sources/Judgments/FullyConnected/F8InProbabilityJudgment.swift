import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F8: how often trained networks' squared error is at most r, against the envelope of their own first layer.
  ///
  /// The near misses claim that errors are larger by 3 %; the other world holds the width 64 against the envelope of
  /// the width 4.
  public static let f8InProbability = ClaimJudgment(
    claim: .f8InProbability,
    experiments: ErrorShares.all,
    controls: ErrorShares.nearMisses + [
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
///
/// The best predictor from the first layer, M_y Pi vec(X), errs by l = M_y (I - Pi) vec(X), which is known for every sample,
/// and |l|^2 <= r with exactly the envelope's probability. So the samples on which just one of the two errors is at most
/// r say more than the share itself: if F8 is true, the network's is the smaller one on at most half of them in the mean, and
/// given their number a binomial count decides (Clopper, Pearson).
struct ErrorShares: Experiment {
  /// r as multiples of LB(m).
  static let multiples = [
    0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.5,
  ]

  static let share = "share of small errors"
  static let paired = "share beside the best predictor's"

  /// The network whose errors are counted.
  let network: NetworkRecipe
  /// The network whose first layer gives the envelope.
  let envelope: NetworkRecipe
  /// What the envelope's errors are multiplied by; F8 is for 1.
  let inflation: Double

  init(network: NetworkRecipe, envelope: NetworkRecipe? = nil, inflation: Double = 1) {
    self.network = network
    self.envelope = envelope ?? network
    self.inflation = inflation
  }

  static let nearMisses: [Control] = [(share, 1.15), (paired, 1.03)].map { check, inflation in
    .nearMiss(
      of: ErrorShares(network: .onTheLine(width: 4)),
      "errors larger by \(Int((100 * inflation - 100).rounded())) %", check: check,
      ErrorShares(network: .onTheLine(width: 4), inflation: inflation))
  }

  static let all = NetworkRecipe.onTheLine.filter(\.isNarrow).map { ErrorShares(network: $0) }

  struct Row: EvidenceRow {
    struct Share: Codable, Hashable, Sendable {
      let r: Double
      let share: Measured
      let envelope: Double
      /// The share less that of the best predictor, by the samples on which they differ.
      let excess: Measured
      /// How many those are.
      let differing: Int
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
      Column(series: "share less the best predictor's") { $0.shares.map(\.excess.estimate) },
      Column(series: "at least") { $0.shares.map(\.excess.lower) },
    ]
  }

  var claim: Claim { .f8InProbability }

  var name: String {
    network.name + (network == envelope ? "" : ", envelope of width \(envelope.width)")
      + (inflation == 1 ? "" : ", errors \(inflation) times as large")
  }

  func repetitions(_ effort: Effort) -> Int {
    // A quick run has too few samples to tell errors a few per cent larger.
    if inflation != 1, effort == .quick { return 0 }
    if network != envelope || inflation != 1 { return 1 }
    return network.schedule == .toTheLine ? network.repetitionsOnTheLine(effort) : 1
  }

  func cost(_ effort: Effort) -> Cost { network.cost(effort) }

  private func samples(_ effort: Effort) -> Int {
    effort.pick(quick: 5_000, standard: 50_000, thorough: 200_000)
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
    let counts = try ErrorCounts(
      of: NetworkEvaluation(own.trained, problem: problem, address: trial.address(settings)),
      other.sums.certificate, radii: radii, inflation: inflation, samples: samples)
    return Row(
      width: network.width, samples: samples,
      shares: try radii.indices.map { place in
        Row.Share(
          r: radii[place], share: try share(counts.network[place], of: samples),
          envelope: try law.upper(at: radii[place] / inflation),
          excess: try excess(
            counts.onlyNetwork[place], over: counts.onlyBest[place], of: samples),
          differing: counts.onlyNetwork[place] + counts.onlyBest[place])
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F8InProbabilityPredicate(problem: try network.problem.problem())
    let count = Double(row.samples)
    return [
      Check(
        Self.share,
        .all(row.shares.map { predicate.judge(share: $0.share, envelope: $0.envelope, r: $0.r) }),
        falseAlarm: .sum(row.shares.map(\.share.falseAlarm)),
        detects: .ofShare(
          row.shares.map { share in
            let variance = share.share.estimate * (1 - share.share.estimate)
            return (share.share, (variance / count).squareRoot(), share.envelope)
          })),
      Check(
        Self.paired,
        .all(row.shares.map { predicate.judge(excess: $0.excess, envelope: $0.envelope, r: $0.r) }),
        falseAlarm: .sum(row.shares.map(\.excess.falseAlarm)),
        detects: .ofShare(
          row.shares.map { ($0.excess, Double($0.differing).squareRoot() / count, $0.envelope) })),
    ]
  }

  /// Two checks at each r share the trial's false-alarm probability evenly.
  private var falseAlarm: Double { claim.falseAlarmPerTrial / Double(2 * Self.multiples.count) }

  private func share(_ count: Int, of samples: Int) throws -> Measured {
    let share = Double(count) / Double(samples)
    let band = try DvoretzkyKieferWolfowitz.share(share, samples: samples, falseAlarm: falseAlarm / 2)
    let exact = try ClopperPearson(successes: count, trials: samples).lower(falseAlarm: falseAlarm / 2)
    return Measured(
      estimate: share, lower: max(band.lower, exact.lower), upper: .infinity,
      falseAlarm: band.falseAlarm + exact.falseAlarm)
  }

  /// The share of samples on which only the network's error is small less that on which only the best predictor's is.
  private func excess(_ more: Int, over less: Int, of samples: Int) throws -> Measured {
    let differing = more + less
    let share = Double(differing) / Double(samples)
    // Without a sample on which they differ the excess is at least minus one sample's worth.
    if differing == 0 {
      return Measured(estimate: 0, lower: 0, upper: .infinity, falseAlarm: falseAlarm)
    }
    let network = try ClopperPearson(successes: more, trials: differing).lower(falseAlarm: falseAlarm)
    return Measured(
      estimate: Double(more - less) / Double(samples), lower: (2 * network.lower - 1) * share,
      upper: .infinity, falseAlarm: network.falseAlarm)
  }
}

extension Check.Detectable {
  /// The most of what the radii's one-sided intervals detect with probability 0.99, each as a share of its envelope.
  fileprivate static func ofShare(
    _ intervals: [(measured: Measured, standardError: Double, envelope: Double)]
  ) -> Check.Detectable? {
    intervals.filter { $0.envelope > 0 && $0.standardError > 0 }
      .map { ($0.measured.estimate - $0.measured.lower + 2.33 * $0.standardError) / $0.envelope }
      .max().map { Check.Detectable($0, "of the envelope, at the worst r with an error seen") }
  }
}
