import Evidence
import Theory

extension ClaimJudgment {
  /// D3: the energy balance over three spans of time, monotony from zero up to t = 10^12, and the gradients' norms.
  public static let d3Energy = ClaimJudgment(
    claim: .d3Energy,
    experiments: EnergyBalance.all + GradientNorms.all,
    controls: EnergyBalance.nearMisses + GradientNorms.all.map(\.nearMiss) + [
      .otherWorld(
        of: EnergyBalance(item: FlowCase(8, 4, 2)), "the start has alpha < 0",
        EnergyBalance(item: FlowCase(8, 4, 2), motion: .flow(startOverCritical: -0.5)))
    ],
    own: .takes(required: [], optional: [.positions]) { own in
      let item = try FlowCase.own(own)
      let isSmall = FullMatrixCost.subsets(item.problem) <= 10_000 && item.problem.inputDimension <= 256
      return [EnergyBalance(item: item)] + (isSmall ? [GradientNorms(item: item)] : [])
    })
}

/// The balance of energy along a flow, and whether its risk falls and its mass rises.
struct EnergyBalance: Experiment {
  /// What is followed in the question of monotony.
  enum Motion: Hashable, Sendable {
    /// The flow from alpha, this multiple of alpha_c at C = 2; nil from zero.
    case flow(startOverCritical: Double?)
    /// Gradient descent of (alpha, C) from zero, in steps of this multiple of 2q.
    case descent(stepOverEdge: Double)
  }

  let item: FlowCase
  var motion = Motion.flow(startOverCritical: nil)
  /// The kappa in the metric of the dissipation; nil for the flow's.
  var metric: PositionLaw?

  static let all: [any Experiment] = FlowCase.all.map { EnergyBalance(item: $0) }

  struct Row: EvidenceRow {
    let balances: [D3Energy.Balance]
    let monotony: D3Energy.Monotony
    let massAtEnd: Double

    static let columns: [Column<Row>] = [
      Column("loss of R/2 to t = 10^9") { row in row.balances.reduce(0) { $0 + $1.loss } },
      Column(series: "imbalance / allowed") { row in
        row.balances.map { abs($0.loss - $0.dissipated) / D3EnergyPredicate().allowed($0) }
      },
      Column("largest relative rise of R") { $0.monotony.riskRise },
      Column("largest relative rise of delta") { $0.monotony.offMassRise },
      // 10^9 is past the delay of each of these flows.
      Column("P at the end") { $0.massAtEnd }.within(0.8...1),
    ]
  }

  var claim: Claim { .d3Energy }
  var name: String {
    let words =
      switch motion {
      case .flow(nil): ""
      case .flow(let multiple?): ", from alpha = \(multiple) alpha_c at C = 2"
      case .descent(let multiple): ", descent in steps of \(multiple) 2q"
      }
    return item.name + words + (metric.map { ", metric of \($0)" } ?? "")
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.1) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try flow()
    let states = try states(flow)
    let kappa = try metric?.kappa(flow.system.problem)
    return Row(
      balances: try [(0.0, 1.0), (1, 1e3), (1e3, 1e9)].map {
        try D3Energy.balance(flow, from: $0.0, to: $0.1, kappa: kappa)
      },
      monotony: try D3Energy.Monotony(states), massAtEnd: states[states.count - 1].massOnSubset)
  }

  private func flow() throws -> GradientFlow {
    guard case .flow(let multiple?) = motion else { return try item.flow() }
    let critical = try D3Energy.criticalAlpha(item.problem.problem(), logit: 2)
    return try item.flow(alpha: multiple * critical, logit: 2)
  }

  /// 87 states up to t = 10^12 of a flow, the first soon enough to see a mass that falls for a moment; every state of a
  /// descent of 30,000 steps.
  private func states(_ flow: GradientFlow) throws -> [FlowState] {
    guard case .descent(let multiple) = motion else {
      return try flow.states(
        at: [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2] + (1...80).map { Elementary.expm1(0.35 * Double($0)) })
    }
    let problem = flow.system.problem
    let step = multiple * 2 * Double(problem.sparsity)
    var (alpha, logit) = (0.0, 0.0)
    return try (1...30_000).map { count in
      let velocity = try flow.system.velocity(alpha: alpha, logit: logit)
      alpha += step * velocity.alpha
      logit += step * velocity.logit
      return FlowState(
        time: step * Double(count),
        weights: try AlignedWeights(problem: problem, alpha: alpha, logit: logit))
    }
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D3EnergyPredicate()
    let shares = row.balances.map { (predicate.allowed($0) + abs($0.loss - $0.dissipated)) / abs($0.loss) }
    let rise = Check.Detectable(D3EnergyPredicate.rounding, "relative rise from a state to the next")
    return [
      Check(
        "balance", .all(row.balances.map(predicate.judge)),
        detects: .init(shares.min() ?? .nan, "of the dissipation")),
      Check("risk falls", predicate.judge(riskFalls: row.monotony), detects: rise),
      Check("mass rises", predicate.judge(massRises: row.monotony), detects: rise),
    ]
  }

  fileprivate static let nearMisses: [Control] =
    [FlowCase(20, 5, 3), FlowCase(1000, 5, 3)].map { item in
      .nearMiss(
        of: EnergyBalance(item: item), "kappa = 1/T for 1/(T-1)", check: "balance",
        EnergyBalance(item: item, metric: .orthonormalFrame(width: item.problem.tokens)))
    } + [
      .nearMiss(
        of: EnergyBalance(item: FlowCase(8, 4, 2)), "descent, 5 % beyond the step limit 2q of (alpha, C)",
        check: "risk falls",
        EnergyBalance(item: FlowCase(8, 4, 2), motion: .descent(stepOverEdge: 1.05)))
    ]
    + [FlowCase(8, 4, 2), FlowCase(20, 5, 3, .orthonormalFrame(width: 64))].flatMap { item in
      [
        Control.nearMiss(
          of: EnergyBalance(item: item), "the start is 1 % above alpha_c(C)", check: "mass rises",
          EnergyBalance(item: item, motion: .flow(startOverCritical: 1.01))),
        Control.nearMiss(
          of: EnergyBalance(item: item), "the start is 1 % of alpha_c(C) below 0", check: "mass rises",
          EnergyBalance(item: item, motion: .flow(startOverCritical: -0.01))),
      ]
    }
}

/// The squared norms of the enumerated gradients in V and W against the dissipation, at D2's points.
struct GradientNorms: Experiment {
  let item: FlowCase
  /// The position law whose kappa the norms are held against; nil for their own.
  var kappaOf: PositionLaw?

  static let all = FlowCase.small.map { GradientNorms(item: $0) }

  struct Row: EvidenceRow {
    let points: [GradientPoint]
    /// The dissipation predicted at each point.
    let dissipation: [Double]

    var squaredNorms: [Double] {
      points.map { $0.value.norm * $0.value.norm + $0.attentionWeights.norm * $0.attentionWeights.norm }
    }

    static let columns: [Column<Row>] = [
      Column(count: "points (alpha, C)") { $0.points.count },
      Column(series: "|grad|^2") { $0.squaredNorms },
      Column(series: "|grad|^2 / dissipation - 1") { row in
        zip(row.squaredNorms, row.dissipation).map { $0 / $1 - 1 }
      },
    ]
  }

  var claim: Claim { .d3Energy }
  var name: String { "\(item.name), norms of the gradients" + (kappaOf.map { ", kappa of \($0)" } ?? "") }
  func cost(_ effort: Effort) -> Cost { GradientPoint.cost(item) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let points = try await GradientPoint.along(item)
    let system = try FlowSystem(problem: item.problem.problem(), positions: kappaOf ?? item.positions)
    return Row(
      points: points,
      dissipation: try points.map { try D3Energy.dissipation(system, alpha: $0.alpha, logit: $0.logit) })
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D3EnergyPredicate()
    return [
      Check(
        "gradient norms",
        .all(
          zip(row.squaredNorms, row.dissipation).map { predicate.judge(squaredNorm: $0, dissipation: $1) }),
        detects: .init(2 * D3EnergyPredicate.normTolerance, "of max(1, dissipation)"))
    ]
  }

  fileprivate var nearMiss: Control {
    let other: PositionLaw
    if case .orthonormalFrame(let width) = item.positions {
      other = .orthonormalFrame(width: width + 1)
    } else {
      other = .orthonormalFrame(width: item.problem.tokens)
    }
    return .nearMiss(
      of: self, item.positions == .oneHot ? "kappa = 1/T for 1/(T-1)" : "kappa of a frame one wider",
      check: "gradient norms", GradientNorms(item: item, kappaOf: other))
  }
}
