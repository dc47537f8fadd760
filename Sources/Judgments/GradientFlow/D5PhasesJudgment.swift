import Evidence
import Theory

extension ClaimJudgment {
  /// D5: times and heights of the three phases, measured on the integrated flow.
  public static let d5Phases = ClaimJudgment(
    claim: .d5Phases,
    experiments: PhasesOfFlow.all,
    controls: PhasesOfFlow.nearMisses + [
      .otherWorld(
        of: PhasesOfFlow(item: FlowCase(1000, 1, 1)), "d = T/10, outside d << T",
        PhasesOfFlow(item: FlowCase(1000, 100, 1)))
    ],
    own: .takes(required: [], optional: [.positions]) { own in
      let item = try FlowCase.own(own)
      try D5PhasesPredicate(item.flow().system).checkRange()
      return [PhasesOfFlow(item: item)]
    })
}

/// What a flow does in its three phases.
struct PhasesOfFlow: Experiment {
  let item: FlowCase
  /// The value alpha at the start.
  var startAlpha = 0.0
  /// The system whose formulas the flow is held against; nil for its own.
  var heldAgainst: FlowCase?

  /// Both position laws, T from 200 to 10^6, d/q from 0.004 to 2.
  static let all = [
    FlowCase(200, 1, 2), FlowCase(1000, 5, 3), FlowCase(1000, 1, 1), FlowCase(2000, 2, 500),
    FlowCase(10_000, 5, 3), FlowCase(10_000, 20, 10), FlowCase(100_000, 5, 3), FlowCase(1_000_000, 5, 3),
    FlowCase(1_000_000, 16, 100), FlowCase(1000, 5, 3, .orthonormalFrame(width: 4000)),
    FlowCase(10_000, 5, 3, .orthonormalFrame(width: 20_000)),
  ].map { PhasesOfFlow(item: $0) }

  struct Row: EvidenceRow {
    let seen: PhaseObservation
    let predicted: FlowPhases

    static let columns: [Column<Row>] = [
      Column("alpha at t = T") { $0.seen.alphaAtT },
      Column("peak") { $0.seen.peak.alpha },
      Column("peak of the curve") { $0.predicted.peakAlpha },
      Column("time at the curve's peak") { $0.seen.peakLogitTime },
      Column("predicted time there") { $0.predicted.time(logit: $0.predicted.peakLogit) },
      Column("half time") { $0.seen.half.time },
      Column("half time / leading formula") {
        $0.seen.half.time / $0.predicted.slowTime(logit: $0.predicted.halfLogit)
      },
      Column("half time / formula with delay") {
        $0.seen.half.time / $0.predicted.time(logit: $0.predicted.halfLogit)
      },
      Column("alpha there / (2N/T)") { $0.seen.half.alpha / $0.predicted.halfAlpha },
      Column("2 kappa t R, t = 1000 half times") {
        2 * $0.predicted.system.kappa * $0.seen.late.time * $0.seen.late.risk
      },
    ]
  }

  var claim: Claim { .d5Phases }
  var name: String {
    item.name + (startAlpha == 0 ? "" : ", from alpha = \(startAlpha)")
      + (heldAgainst.map { ", formulas of \($0.name)" } ?? "")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    Row(
      seen: try PhaseObservation(item.flow(alpha: startAlpha)),
      predicted: try FlowPhases((heldAgainst ?? item).flow().system))
  }

  func judge(_ row: Row) -> [Check] {
    D5PhasesPredicate(row.predicted).judge(row.seen).map {
      Check($0.name, $0.verdict, detects: .init($0.detects, $0.unit))
    }
  }

  /// For each part a formula, or a start, that is wrong by a little more than the part's band.
  fileprivate static let nearMisses: [Control] = {
    let frame = FlowCase(1000, 5, 3, .orthonormalFrame(width: 4000))
    func formulas(_ check: String, _ change: String, _ item: FlowCase, of other: FlowCase) -> Control {
      .nearMiss(
        of: PhasesOfFlow(item: item), change, check: check, PhasesOfFlow(item: item, heldAgainst: other))
    }
    return [
      formulas(
        "half time, leading formula", "kappa smaller by 7 %", frame,
        of: FlowCase(1000, 5, 3, .orthonormalFrame(width: 4300))),
      formulas(
        "half time", "kappa smaller by 5e-4", frame,
        of: FlowCase(1000, 5, 3, .orthonormalFrame(width: 4002))),
      formulas(
        "time at the peak", "kappa smaller by 7.5e-4", frame,
        of: FlowCase(1000, 5, 3, .orthonormalFrame(width: 4003))),
      formulas("peak", "T + 1 for T", FlowCase(2000, 2, 500), of: FlowCase(2001, 2, 500)),
      .nearMiss(
        of: PhasesOfFlow(item: FlowCase(1000, 1, 1)), "the start is alpha = 0.001", check: "alpha at t = T",
        PhasesOfFlow(item: FlowCase(1000, 1, 1), startAlpha: 0.001)),
      formulas("alpha at the half time", "q + 1 for q", FlowCase(10_000, 5, 3), of: FlowCase(10_000, 5, 4)),
      formulas("risk at the half time", "T + 1 for T", FlowCase(1000, 5, 3), of: FlowCase(1001, 5, 3)),
      formulas(
        "late risk", "kappa smaller by 2.5 %", frame,
        of: FlowCase(1000, 5, 3, .orthonormalFrame(width: 4100))),
    ]
  }()
}
