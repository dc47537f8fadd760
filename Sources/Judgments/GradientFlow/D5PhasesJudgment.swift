import Evidence
import Theory

extension ClaimJudgment {
  /// D5: times and heights of the three phases, measured on the integrated flow.
  public static let d5Phases = ClaimJudgment(
    claim: .d5Phases,
    experiments: PhasesOfFlow.all,
    controls: [FlowCase(1000, 100, 1), FlowCase(10_000, 1000, 3)].map {
      .otherWorld(of: PhasesOfFlow.all[0], "d = T/10, outside d << T", PhasesOfFlow(item: $0))
    },
    own: .takes(required: [], optional: [.positions]) { own in
      let item = try FlowCase.own(own)
      try D5PhasesPredicate(item.flow().system).checkRange()
      return [PhasesOfFlow(item: item)]
    })
}

/// What a flow from zero does in its three phases.
struct PhasesOfFlow: Experiment {
  let item: FlowCase

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
  var name: String { item.name }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try item.flow()
    return Row(seen: try PhaseObservation(flow), predicted: try FlowPhases(flow.system))
  }

  func judge(_ row: Row) throws -> [Check] {
    D5PhasesPredicate(row.predicted).judge(row.seen).map { Check($0.name, $0.verdict) }
  }
}
