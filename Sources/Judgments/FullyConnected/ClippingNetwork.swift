import Evidence
import Sim
import Theory

/// A network of F11 whose thresholds clip, held against the bound of its own thresholds, or of others, and where only one
/// layer clips against the exact excess.
struct ClippingNetwork: Experiment {
  /// Whether the excess is known exactly.
  enum Exact: Hashable, Sendable {
    /// It is not.
    case none
    /// Only the first layer clips; the gates' threshold is out of reach.
    case firstLayer
    /// Only the gates leak, and m = Td; the first layer's threshold is out of reach.
    case gates
  }

  let problem: SmallProblem
  let width: Int
  let thresholds: NetworkThresholds
  var heldAgainst: NetworkThresholds?
  var exact = Exact.none
  /// The variance of the tokens from which the losses are formed.
  var tokenVariance = 1.0
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  /// The network of F10, q = 1, q above T/2.
  static let problems = [problemOfF10, SmallProblem(6, 2, 1), fourOfSix]
  private static let problemOfF10 = SmallProblem(8, 4, 2)
  private static let fourOfSix = SmallProblem(6, 2, 4)

  /// The first layer clips, the gates leak, both, both less.
  static let clipping = [
    NetworkThresholds(1, 8), NetworkThresholds(8, 1), NetworkThresholds(1, 1), NetworkThresholds(2, 2),
  ]

  /// A threshold that no sample reaches, also not after clipping has moved it: at 12 the probability is below 1e-28.
  private static func firstLayer(_ problem: SmallProblem) -> ClippingNetwork {
    ClippingNetwork(
      problem: problem, width: problem.inputDimension / 2, thresholds: NetworkThresholds(0.5, 12),
      exact: .firstLayer)
  }

  private static func gates(_ problem: SmallProblem) -> ClippingNetwork {
    ClippingNetwork(
      problem: problem, width: problem.inputDimension, thresholds: NetworkThresholds(12, 1), exact: .gates)
  }

  static let all: [any Experiment] =
    problems.flatMap { problem in
      clipping.map {
        ClippingNetwork(problem: problem, width: problem.inputDimension / 2, thresholds: $0)
      }
    } + problems.flatMap { [firstLayer($0), gates($0)] }

  /// A first threshold 20 % or a gate's 10 % larger in the exact excess, tokens of variance 1.1, and bounds that are not
  /// the network's: the bound is up to ten times above the root of the excess.
  static let controls: [Control] =
    problems.flatMap { problem -> [Control] in
      let (first, gates) = (firstLayer(problem), gates(problem))
      var (farFirst, farGates, loud) = (first, gates, first)
      farFirst.heldAgainst = NetworkThresholds(0.6, 12)
      farGates.heldAgainst = NetworkThresholds(12, 1.1)
      loud.tokenVariance = 1.1
      return [
        .nearMiss(of: first, "the exact excess for K1 20 % larger", check: "exact excess", farFirst),
        .nearMiss(of: gates, "the exact excess for K2 10 % larger", check: "exact excess", farGates),
        .nearMiss(of: first, "losses of tokens of variance 1.1", check: "identity", loud),
      ]
    } + [
      .nearMiss(
        of: ClippingNetwork(problem: fourOfSix, width: 6, thresholds: NetworkThresholds(1, 1)),
        "thresholds of 1 held against the bound for 2.5", check: "excess",
        ClippingNetwork(
          problem: fourOfSix, width: 6, thresholds: NetworkThresholds(1, 1),
          heldAgainst: NetworkThresholds(2.5, 2.5))),
      .otherWorld(
        of: firstLayer(problemOfF10), "a first threshold of 0.2, held against the bound for 8",
        check: "excess",
        ClippingNetwork(
          problem: problemOfF10, width: problemOfF10.inputDimension / 2,
          thresholds: NetworkThresholds(0.2, 8), heldAgainst: NetworkThresholds(8, 8))),
    ]

  struct Row: EvidenceRow {
    let width: Int
    let excess: Double
    let rootExcess: Measured
    let rootExcessBound: Double
    /// The excess where it is known exactly.
    let exactExcess: Double?
    let certificate: Double
    let bound: Double
    let risk: Double
    var deviation: Measured
    let deviationStandardError: Double

    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.width },
      Column("excess") { $0.excess }.near(within: 1e-9) { [$0.rootExcess.estimate * $0.rootExcess.estimate] },
      Column("excess from") { $0.rootExcess.lower * $0.rootExcess.lower },
      Column("excess to") { $0.rootExcess.upper * $0.rootExcess.upper },
      Column("exact excess") { $0.exactExcess },
      Column("bound of the excess") { $0.rootExcessBound * $0.rootExcessBound }.atLeast {
        [$0.rootExcess.lower * $0.rootExcess.lower]
      },
      Column("LB(m)") { $0.bound }.near(within: 1e-9) { [$0.certificate] },
      Column("risk") { $0.risk }.atLeast { [0.9 * $0.certificate] },
      Column("mean deviation (F3)") { $0.deviation.estimate },
    ]
  }

  var claim: Claim { .f11ReLUAttains }
  /// At m = Td the identity is not checked.
  var spendsAll: Bool { width < problem.inputDimension }
  var name: String {
    "\(problem.name), m = \(width), \(thresholds.name)"
      + (heldAgainst.map { ", held against \($0.name)" } ?? "")
      + (tokenVariance == 1 ? "" : ", tokens of variance \(tokenVariance)")
  }

  func repetitions(_ effort: Effort) -> Int {
    heldAgainst == nil && tokenVariance == 1 ? effort.pick(quick: 1, standard: 2, thorough: 10) : 1
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
    // A quick run's networks take fewer samples than a near miss does.
    if let ownSamples { return ownSamples }
    return exact == .none
      ? effort.pick(quick: heldAgainst == nil ? 5_000 : 50_000, standard: 50_000, thorough: 200_000)
      : effort.pick(quick: 100_000, standard: 100_000, thorough: 400_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let network = try thresholds.network(problem, width: width)
    let samples = samples(settings.effort)
    let sums = try network.sums(
      samples: samples, address: trial.address(settings), tokenScale: tokenVariance.squareRoot())
    let root = try GaussianLipschitz.rootMeanSquare(
      sums.excess.squareRoot(), lipschitz: lipschitz(network), samples: samples,
      falseAlarm: claim.falseAlarmPerTrial / 2)
    return Row(
      width: width, excess: sums.excess, rootExcess: root, rootExcessBound: try predicate().bound,
      exactExcess: try exactExcess(), certificate: sums.enumeratedCertificate,
      bound: try F2RiskLowerBound.value(problem: network.problem, width: width),
      risk: sums.controlledRisk,
      deviation: try sums.measuredDeviation(falseAlarm: claim.falseAlarmPerTrial / 2),
      deviationStandardError: sums.deviationStandardError)
  }

  /// A root mean square of l-Lipschitz functions over n samples has a standard error of l/sqrt(n) at most, a tenth or less
  /// of the interval's half.
  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let identity = try F3Predicate(problem: problem, resolution: 0.3)
    let predicate = try predicate()
    let reach = 1.4 * (row.rootExcess.estimate - row.rootExcess.lower)
    var checks = [
      Check(
        "excess", predicate.judge(rootExcess: row.rootExcess), falseAlarm: row.rootExcess.falseAlarm,
        detects: .init(
          max(0, predicate.bound + reach - row.rootExcess.estimate) / row.rootExcess.estimate,
          "of the root of the excess")),
      Check(
        "certificate",
        try predicate.judge(
          certificate: row.certificate, of: thresholds.network(self.problem, width: width)),
        detects: .init(1e-12, "of d/q")),
    ]
    // A first layer that loses nothing makes the identity one of a loss with itself.
    if width < problem.inputDimension {
      checks.append(
        Check(
          "identity", identity.judge(deviation: row.deviation), falseAlarm: row.deviation.falseAlarm,
          detects: .init(
            reach: row.deviation.reach, standardError: row.deviationStandardError, of: row.risk,
            "of the risk")))
    }
    // The same interval as the bound's: no further false alarm.
    if let exact = row.exactExcess {
      checks.append(
        Check(
          "exact excess", predicate.judge(rootExcess: row.rootExcess, exactly: exact),
          detects: .init(reach / exact.squareRoot(), "of the root of the excess")))
    }
    return checks
  }

  private func predicate() throws -> F11ReLUAttainsPredicate {
    try F11ReLUAttainsPredicate((heldAgainst ?? thresholds).network(problem, width: width))
  }

  private func exactExcess() throws -> Double? {
    let network = try (heldAgainst ?? thresholds).network(problem, width: width)
    switch exact {
    case .none: return nil
    case .firstLayer: return try network.firstLayerExcess()
    case .gates: return try network.gateExcess()
    }
  }

  /// Either layer alone is Lipschitz with its part of the constant.
  private func lipschitz(_ network: F11ReLUAttains) -> Double {
    let sparsity = Double(problem.sparsity)
    switch exact {
    case .none: return network.excessLipschitz
    case .firstLayer: return 1 / sparsity.squareRoot()
    case .gates: return Double(network.problem.tokensOutside).squareRoot() / sparsity
    }
  }
}
