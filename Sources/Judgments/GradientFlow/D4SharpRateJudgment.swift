import Evidence
import Theory

extension ClaimJudgment {
  /// D4: t R(t) and (delta/P)^2 t at times 10 to 10^6 times the delay tau, against their limits.
  public static let d4SharpRate = ClaimJudgment(
    claim: .d4SharpRate,
    experiments: LateFlow.all,
    controls: [
      FlowCase(8, 4, 2), FlowCase(20, 5, 3), FlowCase(20, 5, 3, .orthonormalFrame(width: 64)),
    ].map { item in
      .otherWorld(
        of: LateFlow(item: item), "the limits of a frame one wider than T",
        LateFlow(item: item, limitsOf: .orthonormalFrame(width: item.problem.tokens + 1)))
    },
    own: .takes(required: [], optional: [.positions]) { [LateFlow(item: try .own($0))] })
}

/// The flow from zero late in training, against the limits of t R and of (delta/P)^2 t.
struct LateFlow: Experiment {
  let item: FlowCase
  /// The position law whose limits the flow is held against; nil for its own.
  var limitsOf: PositionLaw?

  static let all = FlowCase.all.map { LateFlow(item: $0) }

  struct Row: EvidenceRow {
    let halfTime: Double
    let states: [FlowState]
    let rate: SharpRate
    /// The allowed deviation from the limits at each state, relative to them.
    let allowed: [Double]

    static let columns: [Column<Row>] = [
      Column("half time") { $0.halfTime },
      Column(series: "t") { $0.states.map(\.time) },
      Column(series: "t R", digits: 8) { $0.states.map { $0.time * $0.risk } },
      Column("limit 1/(2 kappa)", digits: 8) { $0.rate.riskLimit },
      Column(series: "allowed relative deviation") { $0.allowed },
    ]
  }

  var claim: Claim { .d4SharpRate }
  var name: String { item.name + (limitsOf.map { ", limits of \($0)" } ?? "") }

  private func predicate(halfTime: Double) throws -> D4SharpRatePredicate {
    try D4SharpRatePredicate(
      FlowSystem(problem: item.problem.problem(), positions: limitsOf ?? item.positions),
      halfTime: halfTime)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try item.flow()
    let halfTime = try flow.halfTime()
    let predicate = try predicate(halfTime: halfTime)
    let states = try flow.states(at: [10, 1e2, 1e4, 1e6].map { $0 * predicate.delay })
    return Row(
      halfTime: halfTime, states: states, rate: predicate.rate,
      allowed: try states.map { try predicate.allowed(time: $0.time) })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try predicate(halfTime: row.halfTime)
    return [
      Check("t R", .all(try row.states.map { try predicate.judge(risk: $0) })),
      Check("(delta/P)^2 t", .all(try row.states.map { try predicate.judge(odds: $0) })),
    ]
  }
}
