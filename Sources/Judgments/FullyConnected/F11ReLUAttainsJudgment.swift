import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F11: the two-hidden-layer network's excess against its bound, at every rank and with thresholds that clip.
  ///
  /// The control holds a first threshold of 0.2 against the bound for 8.
  public static let f11ReLUAttains = ClaimJudgment(
    claim: .f11ReLUAttains,
    experiments: UnclippedNetworks.all + ClippingNetwork.all,
    controls: ClippingNetwork.problems.map { problem in
      let middle = problem.inputDimension / 2
      return .otherWorld(
        of: ClippingNetwork(problem: problem, width: middle, thresholds: .init(1, 8)),
        "a first threshold of 0.2, held against the bound for 8",
        ClippingNetwork(
          problem: problem, width: middle, thresholds: .init(0.2, 8), heldAgainst: .init(8, 8)))
    },
    own: .takes(required: [.width], optional: []) { own in
      guard let width = own.width, (0...own.problem.inputDimension).contains(width) else {
        throw TheoryError(value: "width = \(own.width ?? -1)", rule: "0 <= width <= Td")
      }
      let problem = SmallProblem(own.problem)
      return [UnclippedNetworks(problem: problem, widths: width...width)]
        + ClippingNetwork.clipping.map {
          ClippingNetwork(problem: problem, width: width, thresholds: $0)
        }
    })
}

/// Networks with both thresholds 9, of which few samples clip none: the excess of every rank is rounding.
struct UnclippedNetworks: Experiment {
  let problem: SmallProblem
  /// The ranks m, one network each; all of them, or a reader's own.
  var widths: ClosedRange<Int>

  private static let thresholds = ClippingNetwork.Thresholds(9, 9)
  private static let samples = 2000

  /// Every rank of the network of F10, of q = 1, of q above T/2, of d = 1.
  static let all: [any Experiment] =
    (ClippingNetwork.problems + [SmallProblem(12, 1, 4)]).map {
      UnclippedNetworks(problem: $0, widths: 0...$0.inputDimension)
    }

  struct Row: EvidenceRow {
    struct Network: Codable, Hashable, Sendable {
      let width: Int
      let excess: Double
      let certificate: Double
      let clippingProbability: Double
      let deviation: Measured
    }

    let networks: [Network]
    /// The bound of the excess at the greatest rank.
    let excessBound: Double

    static let columns: [Column<Row>] = [
      Column(count: "ranks") { $0.networks.count },
      Column("greatest excess") { $0.networks.map(\.excess).max() },
      Column("bound of the excess") { $0.excessBound },
      Column("greatest mean deviation (F3)") { $0.networks.map { abs($0.deviation.estimate) }.max() },
    ]
  }

  var claim: Claim { .f11ReLUAttains }
  var name: String {
    let ranks = widths == 0...problem.inputDimension ? "every m" : "m = \(widths.lowerBound)"
    return "\(problem.name), \(ranks), K1 = K2 = 9"
  }

  func cost(_ effort: Effort) -> Cost {
    let one = ClippingNetwork.cost(problem, width: problem.inputDimension, samples: Self.samples)
    return Cost(seconds: one.seconds * Double(widths.count), bytes: one.bytes)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    // The rest is for a clipped sample, which is all but impossible at these thresholds.
    let share = 0.9 * claim.falseAlarmPerTrial / Double(widths.count)
    let networks = try widths.map { width in
      let network = try Self.thresholds.network(problem, width: width)
      let sums = try network.sums(
        samples: Self.samples, address: trial.address(settings, part: width))
      return Row.Network(
        width: width, excess: sums.excess, certificate: sums.certificate.value,
        clippingProbability: try network.clippingProbability(samples: Self.samples),
        deviation: try sums.measuredDeviation(falseAlarm: share))
    }
    let bound = try Self.thresholds.network(problem, width: widths.upperBound).rootExcessBound()
    return Row(networks: networks, excessBound: bound * bound)
  }

  func judge(_ row: Row) throws -> [Check] {
    let identity = try F3Predicate(problem: problem.problem(), resolution: 0.3)
    var (excess, certificate, deviation): ([Verdict], [Verdict], [Verdict]) = ([], [], [])
    for seen in row.networks {
      let network = try Self.thresholds.network(problem, width: seen.width)
      let predicate = try F11ReLUAttainsPredicate(network)
      excess.append(predicate.judge(unclippedRootExcess: seen.excess.squareRoot()))
      certificate.append(try predicate.judge(certificate: seen.certificate, of: network))
      deviation.append(identity.judge(deviation: seen.deviation))
    }
    return [
      Check(
        "unclipped excess", .all(excess),
        falseAlarm: row.networks.reduce(0) { $0 + $1.clippingProbability }),
      Check("certificate", .all(certificate)),
      Check(
        "identity", .all(deviation), falseAlarm: row.networks.reduce(0) { $0 + $1.deviation.falseAlarm }),
    ]
  }
}

/// A network whose thresholds clip, held against the bound of its own thresholds, or of others.
struct ClippingNetwork: Experiment {
  /// The thresholds K1 of the first layer and K2 of the gates.
  struct Thresholds: Hashable, Sendable {
    let first: Double
    let gate: Double

    init(_ first: Double, _ gate: Double) { (self.first, self.gate) = (first, gate) }

    var name: String { "K1 = \(first), K2 = \(gate)" }

    func network(_ problem: SmallProblem, width: Int) throws -> F11ReLUAttains {
      try F11ReLUAttains(
        problem: problem.problem(), width: width, firstThreshold: first, gateThreshold: gate)
    }
  }

  let problem: SmallProblem
  let width: Int
  let thresholds: Thresholds
  var heldAgainst: Thresholds?

  /// The network of F10, q = 1, q above T/2.
  static let problems = [SmallProblem(8, 4, 2), SmallProblem(6, 2, 1), SmallProblem(6, 2, 4)]

  /// The first layer clips, the gates leak, both, both less.
  static let clipping = [Thresholds(1, 8), Thresholds(8, 1), Thresholds(1, 1), Thresholds(2, 2)]

  static let all: [any Experiment] = problems.flatMap { problem in
    clipping.map {
      ClippingNetwork(problem: problem, width: problem.inputDimension / 2, thresholds: $0)
    }
  }

  struct Row: EvidenceRow {
    let width: Int
    let excess: Double
    let rootExcess: Measured
    let rootExcessBound: Double
    let firstLayerExcess: Double
    let certificate: Double
    let bound: Double
    let risk: Double
    let deviation: Measured

    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.width },
      Column("excess") { $0.excess },
      Column("excess from") { $0.rootExcess.lower * $0.rootExcess.lower },
      Column("excess to") { $0.rootExcess.upper * $0.rootExcess.upper },
      Column("bound of the excess") { $0.rootExcessBound * $0.rootExcessBound },
      Column("excess by first layer") { $0.firstLayerExcess },
      Column("LB(m)") { $0.bound },
      Column("risk") { $0.risk },
      Column("mean deviation (F3)") { $0.deviation.estimate },
    ]
  }

  var claim: Claim { .f11ReLUAttains }
  var name: String {
    "\(problem.name), m = \(width), \(thresholds.name)"
      + (heldAgainst.map { ", bound for \($0.name)" } ?? "")
  }

  func repetitions(_ effort: Effort) -> Int {
    heldAgainst == nil ? effort.pick(quick: 1, standard: 2, thorough: 10) : 1
  }

  func cost(_ effort: Effort) -> Cost {
    Self.cost(problem, width: width, samples: samples(effort))
  }

  /// What a network's samples take: its three layers, and the best prediction from the first.
  static func cost(_ problem: SmallProblem, width: Int, samples: Int) -> Cost {
    let (length, tokens) = (Double(problem.inputDimension), Double(problem.tokens))
    let first = (length + tokens) * (Double(width) + tokens)
    let gates = 2 * length * (Double(width) + tokens + Double(problem.dimension))
    let certificate = Double(problem.sparsity * problem.dimension) * length
    return Cost(
      seconds: Double(samples) * (first + gates + certificate) / 1e9,
      bytes: 8 * (first + gates + 2 * length * length))
  }

  private func samples(_ effort: Effort) -> Int {
    effort.pick(quick: 5_000, standard: 50_000, thorough: 200_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let network = try thresholds.network(problem, width: width)
    let samples = samples(settings.effort)
    let sums = try network.sums(samples: samples, address: trial.address(settings))
    let root = try GaussianLipschitz.rootMeanSquare(
      sums.excess.squareRoot(), lipschitz: network.excessLipschitz, samples: samples,
      falseAlarm: claim.falseAlarmPerTrial / 2)
    return Row(
      width: width, excess: sums.excess, rootExcess: root,
      rootExcessBound: try predicate().bound, firstLayerExcess: try network.firstLayerExcess(),
      certificate: sums.certificate.value,
      bound: try F2RiskLowerBound.value(problem: network.problem, width: width), risk: sums.risk,
      deviation: try sums.measuredDeviation(falseAlarm: claim.falseAlarmPerTrial / 2))
  }

  func judge(_ row: Row) throws -> [Check] {
    let identity = try F3Predicate(problem: problem.problem(), resolution: 0.3)
    let predicate = try predicate()
    return [
      Check(
        "excess", predicate.judge(rootExcess: row.rootExcess), falseAlarm: row.rootExcess.falseAlarm),
      Check(
        "certificate",
        try predicate.judge(
          certificate: row.certificate, of: thresholds.network(problem, width: width))),
      Check("identity", identity.judge(deviation: row.deviation), falseAlarm: row.deviation.falseAlarm),
    ]
  }

  private func predicate() throws -> F11ReLUAttainsPredicate {
    try F11ReLUAttainsPredicate((heldAgainst ?? thresholds).network(problem, width: width))
  }
}

extension F11ReLUAttains {
  /// The sums over fresh samples, under the network's own first layer's certificate.
  fileprivate func sums(samples: Int, address: StreamAddress) throws -> CertificateSums {
    let made = try FullyConnectedNetwork(layers())
    var sums = try CertificateSums(
      FirstLayerCertificate(problem: problem, weights: made.tokenWeights(problem)))
    try TaskSamples(problem: problem, address: address).forEachChunk(samples: samples, through: made) {
      try sums.add(tokens: $0, subsets: $1, outputs: $2)
    }
    return sums
  }
}
