import Evidence
import Theory

extension ClaimJudgment {
  /// D4: t R(t) and (delta/P)^2 t at times 10 to 10^6 times the delay tau, against their limits.
  public static let d4SharpRate = ClaimJudgment(
    claim: .d4SharpRate,
    experiments: LateFlow.all,
    controls: LateFlow.nearMisses + [
      .otherWorld(
        of: LateFlow(item: FlowCase(20, 5, 3, .orthonormalFrame(width: 64))),
        "the limits of a frame of width T + 1",
        LateFlow(
          item: FlowCase(20, 5, 3, .orthonormalFrame(width: 64)),
          limitsOf: FlowCase(20, 5, 3, .orthonormalFrame(width: 21))))
    ],
    own: .takes(required: [], optional: [.positions]) { [LateFlow(item: try .own($0))] })
}

/// The flow from zero late in training, against the limits of t R and of (delta/P)^2 t.
struct LateFlow: Experiment {
  let item: FlowCase
  /// The system whose limits the flow is held against; nil for its own.
  var limitsOf: FlowCase?

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
      Column("limit 1/(2 kappa)", digits: 8) { $0.rate.riskLimit }
        .near(within: 0.05) { [$0.states.last.map { $0.time * $0.risk }].compactMap(\.self) },
      Column(series: "allowed relative deviation") { $0.allowed },
    ]
  }

  var claim: Claim { .d4SharpRate }
  var name: String { item.name + (limitsOf.map { ", limits of \($0.name)" } ?? "") }

  private func predicate(halfTime: Double) throws -> D4SharpRatePredicate {
    try D4SharpRatePredicate((limitsOf ?? item).flow().system, halfTime: halfTime)
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
    func check(
      _ name: String, _ deviation: (FlowState) -> Double, _ judge: (FlowState) throws -> Verdict
    ) rethrows -> Check {
      Check(
        name, .all(try row.states.map(judge)),
        detects: .init(
          zip(row.allowed, row.states).map { $0 + abs(deviation($1)) }.min() ?? .nan, "of the limit"))
    }
    return [
      try check("t R", predicate.deviation(risk:), predicate.judge(risk:)),
      try check("(delta/P)^2 t", predicate.deviation(odds:), predicate.judge(odds:)),
    ]
  }

  /// Limits that are wrong by 1e-4 to 1e-3; N + 1 for N leaves the limit of t R as it is.
  fileprivate static let nearMisses: [Control] = [
    ("t R", "kappa smaller by 1e-4", wide, FlowCase(10_000, 5, 3, .orthonormalFrame(width: 20_002))),
    (
      "t R", "kappa = 1/T for 1/(T-1)", FlowCase(1000, 5, 3),
      FlowCase(1000, 5, 3, .orthonormalFrame(width: 1000))
    ),
    ("(delta/P)^2 t", "N + 1 for N", wide, FlowCase(10_001, 5, 3, .orthonormalFrame(width: 20_000))),
  ].map { check, change, item, other in
    .nearMiss(of: LateFlow(item: item), change, check: check, LateFlow(item: item, limitsOf: other))
  }

  private static let wide = FlowCase(10_000, 5, 3, .orthonormalFrame(width: 20_000))
}
