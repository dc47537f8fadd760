import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F11: the two-hidden-layer network's excess against its bound, at every rank and with thresholds that clip, and
  /// against its exact value where that is known.
  public static let f11ReLUAttains = ClaimJudgment(
    claim: .f11ReLUAttains,
    experiments: UnclippedNetworks.all + ClippingNetwork.all,
    controls: UnclippedNetworks.nearMisses + ClippingNetwork.controls,
    own: .takes(required: [.width], optional: []) { own in
      guard let width = own.width, (0...own.problem.inputDimension).contains(width) else {
        throw TheoryError(value: "width = \(own.width ?? -1)", rule: "0 <= width <= Td")
      }
      _ = try Subsets.count(of: own.problem, limit: 20_000)
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
  var thresholds = NetworkThresholds(9, 9)
  /// The rank held against a network is its own plus this.
  var rankOffset = 0

  private static let samples = 2000

  /// Every rank of the network of F10, of q = 1, of q above T/2, of d = 1.
  static let all: [any Experiment] =
    (ClippingNetwork.problems + [SmallProblem(12, 1, 4)]).map {
      UnclippedNetworks(problem: $0, widths: 0...$0.inputDimension)
    }

  static let nearMisses: [Control] = ClippingNetwork.problems.flatMap { problem -> [Control] in
    let original = UnclippedNetworks(problem: problem, widths: 0...problem.inputDimension)
    let middle = problem.inputDimension / 2
    return [
      .nearMiss(
        of: original, "LB(m + 1) for LB(m)", check: "certificate",
        UnclippedNetworks(problem: problem, widths: middle...middle, rankOffset: 1)),
      .nearMiss(
        of: original, "thresholds 3 taken for thresholds that never clip", check: "unclipped excess",
        UnclippedNetworks(problem: problem, widths: middle...middle, thresholds: NetworkThresholds(3, 3))),
    ]
  }

  struct Row: EvidenceRow {
    struct Network: Codable, Hashable, Sendable {
      let width: Int
      let excess: Double
      let certificate: Double
      let clippingProbability: Double
      let deviation: Measured
      let deviationStandardError: Double
    }

    let networks: [Network]
    /// The bound of the excess at the greatest rank.
    let excessBound: Double

    static let columns: [Column<Row>] = [
      Column(count: "ranks") { $0.networks.count },
      Column("greatest excess") { $0.networks.map(\.excess).max() },
      // At thresholds of 9 an entry is clipped with probability 2e-19.
      Column("bound of the excess") { $0.excessBound }.atMost { _ in [1e-12] },
      Column("greatest mean deviation (F3)") { $0.networks.map { abs($0.deviation.estimate) }.max() },
    ]
  }

  var claim: Claim { .f11ReLUAttains }
  /// A clipped sample is rarer than the part that is left for it.
  var spendsAll: Bool { false }
  var name: String {
    let ranks = widths == 0...problem.inputDimension ? "every m" : "m = \(widths.lowerBound)"
    return "\(problem.name), \(ranks), \(thresholds.name)"
      + (rankOffset == 0 ? "" : ", LB(m + \(rankOffset))")
  }

  func cost(_ effort: Effort) -> Cost {
    let one = ClippingNetwork.cost(problem, width: problem.inputDimension, samples: Self.samples)
    return Cost(seconds: one.seconds * Double(widths.count), bytes: one.bytes)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    // The rest is for a clipped sample, which is all but impossible at these thresholds.
    let share = 0.9 * claim.falseAlarmPerTrial / Double(widths.count)
    let networks = try widths.map { width in
      let network = try thresholds.network(problem, width: width)
      let sums = try network.sums(
        samples: Self.samples, address: trial.address(settings, part: width))
      return Row.Network(
        width: width, excess: sums.excess, certificate: sums.enumeratedCertificate,
        clippingProbability: try network.clippingProbability(samples: Self.samples),
        deviation: try sums.measuredDeviation(falseAlarm: share),
        deviationStandardError: sums.deviationStandardError)
    }
    let bound = try thresholds.network(problem, width: widths.upperBound).rootExcessBound()
    return Row(networks: networks, excessBound: bound * bound)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let identity = try F3Predicate(problem: problem, resolution: 0.3)
    var (excess, certificate, deviation): ([Verdict], [Verdict], [Verdict]) = ([], [], [])
    var (rounding, detected, spent) = (0.0, 0.0, FalseAlarm.none)
    for seen in row.networks {
      let predicate = try F11ReLUAttainsPredicate(thresholds.network(self.problem, width: seen.width))
      let held = try thresholds.network(self.problem, width: seen.width + rankOffset)
      excess.append(predicate.judge(unclippedRootExcess: seen.excess.squareRoot()))
      certificate.append(try predicate.judge(certificate: seen.certificate, of: held))
      rounding = max(rounding, predicate.rounding)
      // A first layer that loses nothing makes the identity one of a loss with itself.
      if seen.width == problem.inputDimension { continue }
      deviation.append(identity.judge(deviation: seen.deviation))
      spent = spent + seen.deviation.falseAlarm
      detected = max(detected, seen.deviation.reach + 2.33 * seen.deviationStandardError)
    }
    let checks = [
      Check(
        "unclipped excess", .all(excess),
        falseAlarm: .sum(row.networks.map { FalseAlarm(ofEvent: $0.clippingProbability) }),
        detects: .init(rounding, "in the root of the excess")),
      Check("certificate", .all(certificate), detects: .init(1e-12, "of d/q")),
    ]
    if deviation.isEmpty { return checks }
    return checks + [
      Check(
        "identity", .all(deviation), falseAlarm: spent,
        detects: .init(detected / problem.trivialRisk, "of d/q"))
    ]
  }
}

/// The thresholds K1 of the first layer and K2 of the gates.
struct NetworkThresholds: Hashable, Sendable {
  let first: Double
  let gate: Double

  init(_ first: Double, _ gate: Double) { (self.first, self.gate) = (first, gate) }

  var name: String { first == gate ? "K1 = K2 = \(first)" : "K1 = \(first), K2 = \(gate)" }

  func network(_ problem: SmallProblem, width: Int) throws -> F11ReLUAttains {
    try F11ReLUAttains(
      problem: problem.problem(), width: width, firstThreshold: first, gateThreshold: gate)
  }
}

extension F11ReLUAttains {
  /// The sums over fresh samples, under the network's own first layer's certificate; losses are formed from the tokens
  /// times a scale.
  func sums(samples: Int, address: StreamAddress, tokenScale: Double = 1) throws -> CertificateSums {
    let made = try FullyConnectedNetwork(layers())
    var sums = try CertificateSums(
      FirstLayerCertificate(problem: problem, weights: made.tokenWeights(problem)))
    let scale = Float(tokenScale)
    try TaskSamples(problem: problem, address: address).forEachChunk(samples: samples, through: made) {
      tokens, subsets, outputs in
      if scale == 1 {
        try sums.add(tokens: tokens, subsets: subsets, outputs: outputs)
      } else {
        try sums.add(
          tokens: tokens.map { $0 * scale }, subsets: Array(subsets), outputs: outputs.map { Float($0) })
      }
    }
    return sums
  }
}
