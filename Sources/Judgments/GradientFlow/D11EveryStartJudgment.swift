import Evidence
import Theory

extension ClaimJudgment {
  /// D11: a grid of starts for each flow, with very negative logits, and values of both signs up to 1000.
  public static let d11EveryStart = ClaimJudgment(
    claim: .d11EveryStart,
    experiments: FlowStarts.all,
    controls: FlowStarts.flows.flatMap { item in
      FlowStarts.Change.allCases.filter { $0 != .none }.map { change in
        .nearMiss(
          of: FlowStarts(item: item, alpha: 0.3), change.rawValue, check: change.check,
          FlowStarts(item: item, alpha: 0.3, change: change))
      }
    } + [
      .otherWorld(
        of: FlowStarts(item: FlowStarts.eightTokens, alpha: 0), "kappa = 0: the attention stays as it is",
        check: "limit of t R", FrozenAttention(item: FlowStarts.eightTokens))
    ],
    own: .takes(required: [], optional: [.positions]) { own in
      let positions: PositionLaw
      switch own.positions?.law {
      case nil, .oneHot: positions = .oneHot
      case .orthonormalFrame: positions = .orthonormalFrame(width: own.positions?.dimension ?? 0)
      default: throw TheoryError(value: "positions", rule: "oneHot or orthonormalFrame")
      }
      let item = FlowCase(own.problem.tokens, own.problem.dimension, own.problem.sparsity, positions)
      _ = try item.flow()
      return FlowStarts.alphas.map { FlowStarts(item: item, alpha: $0) }
    },
    figures: { _ in try [phasePortrait()] })
}

/// The flow from one alpha and several logits.
struct FlowStarts: Experiment {
  let item: FlowCase
  let alpha: Double
  var change = Change.none

  /// What differs from the flow, or from what is claimed of it.
  enum Change: String, CaseIterable, Sendable {
    case none = ""
    case limit = "a limit of t R off by 0.5 %"
    case edge = "the set's edge 2 % lower"
    case shrinkingKeyQuery = "W shrinks by 10^-6 in a unit of time"
    case relaxingValue = "V relaxes to -0.01"

    /// The check that must refute it.
    var check: String {
      switch self {
      case .none: ""
      case .limit: "limit of t R"
      case .edge: "stays in it"
      case .shrinkingKeyQuery: "C rises"
      case .relaxingValue: "enters the set"
      }
    }
  }

  init(item: FlowCase, alpha: Double, change: Change = .none) {
    self.item = item
    self.alpha = alpha
    self.change = change
  }

  private var edge: Double { change == .edge ? 0.98 : 1 }

  fileprivate static let eightTokens = FlowCase(8, 3, 2)
  static let flows = [
    eightTokens, FlowCase(20, 5, 3, .orthonormalFrame(width: 64)), FlowCase(6, 2, 5),
    FlowCase(1000, 5, 1),
  ]
  static let alphas = [-1000.0, -5, 0, 0.3, 3, 1000]
  private static let logits = [-18.0, -5, 0, 3, 12]

  static let all = flows.flatMap { item in alphas.map { FlowStarts(item: item, alpha: $0) } }

  struct Row: EvidenceRow {
    let paths: [EveryStartPath]
    /// |2 kappa t R - 1| at the last time of each path.
    let deviations: [Double]

    static let columns: [Column<Row>] = [
      Column(count: "starts") { $0.paths.count },
      Column("latest entry") { $0.paths.map { $0.entry?.time ?? .nan }.max() }
        .atMost { [$0.paths.map(\.last.time).max()].compactMap(\.self) },
      Column("latest t") { $0.paths.map(\.last.time).max() },
      // After 10^4 delays.
      Column("largest |2 kappa t R - 1| at the last t") { $0.deviations.max() }.atMost { _ in [0.01] },
    ]

    init(_ system: FlowSystem, paths: [EveryStartPath]) {
      self.paths = paths
      deviations = paths.map { abs(2 * system.kappa * $0.last.time * $0.last.risk - 1) }
    }

    /// Of t R's limit twice what is allowed is detected, whatever rounding did.
    ///
    /// The others see any violation at the times
    /// looked at; their sizes are those of the near misses, each refuted from every start of every flow.
    func checks(_ system: FlowSystem, limitFactor: Double = 1) throws -> [Check] {
      let predicate = D11EveryStartPredicate(system)
      let limit = limitFactor * SharpRate(system).riskLimit
      let allowed = try paths.compactMap { try predicate.allowed($0) }
      return [
        Check(
          "enters the set", .all(paths.map { predicate.judge(entry: $0) }),
          detects: Check.Detectable(0.01, "in the value at which alpha rests")),
        Check(
          "stays in it", .all(paths.map { predicate.judge(stay: $0) }),
          detects: Check.Detectable(0.02, "of the edge alpha_c")),
        Check(
          "C rises", .all(paths.map { predicate.judge(rise: $0) }),
          detects: Check.Detectable(1e-6, "of W in a unit of time")),
        Check(
          "limit of t R", .all(try paths.map { try predicate.judge(limit: $0, claimed: limit) }),
          detects: Check.Detectable(2 * (allowed.min() ?? .infinity), "of the limit")),
      ]
    }
  }

  var claim: Claim { .d11EveryStart }
  var name: String { "\(item.name), alpha_0 = \(alpha)" + (change == .none ? "" : ", \(change.rawValue)") }

  /// Two integrations for each logit, some thousand steps each.
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.02 * Double(Self.logits.count)) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try item.flow().system
    let paths = try Self.logits.map { logit in
      let flow = try item.flow(alpha: alpha, logit: logit)
      // The end depends on where the set is entered.
      let early = try EveryStartPath(system.problem, states: states(flow, to: 1e8), edge: edge)
      guard let entry = early.entry else { return early }
      let end = min(GradientFlow.timeLimit, 1e4 * D11EveryStart.delay(system, entry: entry))
      return try EveryStartPath(system.problem, states: states(flow, to: end), edge: edge)
    }
    return Row(system, paths: paths)
  }

  func judge(_ row: Row) throws -> [Check] {
    try row.checks(item.flow().system, limitFactor: change == .limit ? 1.005 : 1)
  }

  /// The flow's states, or those of the changed world.
  private func states(_ flow: GradientFlow, to end: Double) throws -> [FlowState] {
    let problem = flow.system.problem
    func changed(_ state: FlowState, alpha: Double, logit: Double) throws -> FlowState {
      FlowState(time: state.time, weights: try AlignedWeights(problem: problem, alpha: alpha, logit: logit))
    }
    let states = try flow.states(at: Self.times(to: end))
    switch change {
    case .none, .limit, .edge: return states
    case .shrinkingKeyQuery:
      return try states.map {
        try changed($0, alpha: $0.alpha, logit: $0.logit * Elementary.exp(-1e-6 * $0.time))
      }
    case .relaxingValue:
      return try states.map {
        let rest = Elementary.exp(-$0.time / Double(problem.tokens))
        return try changed($0, alpha: -0.01 - abs(alpha) * rest, logit: $0.logit)
      }
    }
  }

  /// Times 0.001 (1 + ...) from 10^-3 to the end, 8 a decade, after 0.
  static func times(to end: Double) -> [Double] {
    let count = Int((Elementary.log(end) - Elementary.log(1e-3)) * 3.5) + 3
    return [0] + Elementary.logSpaced(1e-3, end, count: count)
  }
}

/// With kappa = 0 alpha relaxes to its best value at C = 1 at the rate P^2/q + delta^2/N.
struct FrozenAttention: Experiment {
  let item: FlowCase

  var claim: Claim { .d11EveryStart }
  var name: String { "\(item.name), kappa = 0" }

  func run(_ trial: Trial, _ settings: Settings) throws -> FlowStarts.Row {
    let system = try item.flow().system
    let problem = system.problem
    let logit = 1.0
    let best = try AlignedWeights.bestAlpha(problem, logit: logit)
    let rest = try AlignedWeights(problem: problem, alpha: best, logit: logit)
    let (on, off) = (rest.massOnSubset, rest.massOffSubset)
    let rate = on * on / Double(problem.sparsity) + off * off / Double(problem.tokensOutside)
    let states = try FlowStarts.times(to: 1e12).map { time in
      let alpha = -best * Elementary.expm1(-rate * time)
      return FlowState(
        time: time, weights: try AlignedWeights(problem: problem, alpha: alpha, logit: logit))
    }
    return FlowStarts.Row(system, paths: [try EveryStartPath(problem, states: states)])
  }

  func judge(_ row: FlowStarts.Row) throws -> [Check] { try row.checks(item.flow().system) }
}
