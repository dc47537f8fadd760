import Evidence
import Theory

extension ClaimJudgment {
  /// D3: the energy balance over three spans of time, and monotony from zero up to t = 10^12.
  public static let d3Energy = ClaimJudgment(
    claim: .d3Energy,
    experiments: EnergyBalance.all,
    controls: [FlowCase(8, 4, 2), FlowCase(20, 5, 3, .orthonormalFrame(width: 64))].flatMap { item in
      [
        Control.otherWorld(
          of: EnergyBalance(item: item), "the start has alpha < 0",
          EnergyBalance(item: item, startOverCritical: -0.5)),
        Control.otherWorld(
          of: EnergyBalance(item: item), "the start has alpha above alpha_c(C)",
          EnergyBalance(item: item, startOverCritical: 1.5)),
      ]
    },
    own: .takes(required: [], optional: [.positions]) { [EnergyBalance(item: try .own($0))] })
}

/// The balance of energy along a flow, and whether its risk falls and its mass rises.
struct EnergyBalance: Experiment {
  let item: FlowCase
  /// The start's alpha as a multiple of alpha_c at C = 2; nil for the start from zero.
  var startOverCritical: Double?

  static let all = FlowCase.all.map { EnergyBalance(item: $0) }

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
      Column("P at the end") { $0.massAtEnd },
    ]
  }

  var claim: Claim { .d3Energy }
  var name: String { item.name + (startOverCritical.map { ", from \($0) alpha_c at C = 2" } ?? "") }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.1) }

  private func flow() throws -> GradientFlow {
    guard let startOverCritical else { return try item.flow() }
    let critical = try D3Energy.criticalAlpha(item.problem.problem(), logit: 2)
    return try item.flow(alpha: startOverCritical * critical, logit: 2)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try flow()
    let states = try flow.states(at: (0...80).map { Elementary.expm1(0.35 * Double($0)) })
    return Row(
      balances: try [(0.0, 1.0), (1, 1e3), (1e3, 1e9)].map {
        try D3Energy.balance(flow, from: $0.0, to: $0.1)
      },
      monotony: try D3Energy.Monotony(states), massAtEnd: states[states.count - 1].massOnSubset)
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D3EnergyPredicate()
    return [
      Check("balance", .all(row.balances.map(predicate.judge))),
      Check("risk falls", predicate.judge(riskFalls: row.monotony)),
      Check("mass rises", predicate.judge(massRises: row.monotony)),
    ]
  }
}
