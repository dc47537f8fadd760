import Evidence
import Theory

extension ClaimJudgment {
  /// D15: enclosed states against another integrator's, the bounds of Omega on the way to t = 10^8, and the entry.
  public static let d15ProvedRate = ClaimJudgment(
    claim: .d15ProvedRate,
    experiments: EnclosedStates.all + RateBounds.all + OmegaEntry.all,
    controls: EnclosedStates.controls + RateBounds.controls + OmegaEntry.controls,
    own: .takes(required: [], optional: [.positions]) { own in
      let item = try FlowCase.own(own)
      let system = try item.flow().system
      let steps =
        Double(own.problem.tokensOutside)
        / (Double(own.problem.dimension) * system.kappa * Double(own.problem.sparsity))
      guard steps <= 5000 else {
        throw TheoryError(
          value: "N/(d kappa q) = \(steps)",
          rule: "N/(d kappa q) <= 5000, where the validated steps reach the slow curve soon")
      }
      return [EnclosedStates(item: item), RateBounds(item: item), OmegaEntry(item: item)]
    },
    figures: { _ in [try ProvedRateFigure.draw()] })
}

extension FlowCase: MemoKey {
  var baseSeed: UInt64? { nil }
}

/// What the enclosure of a case's flow gives, computed once.
struct EnclosedRun: Codable, Hashable, Sendable {
  /// The last state surely outside Omega, and the first surely inside.
  let before: EnclosedFlowState
  let after: EnclosedFlowState
  /// The states at t = 10, 10^3, 10^5.
  let states: [EnclosedFlowState]
  /// States from the entry to t = 10^8.
  let path: [EnclosedFlowState]
  /// All values of 2 kappa t R from t = 10^5, or 100 times the entry's, on.
  let later: Enclosed
  let laterFrom: Double

  static let times = [10, 1e3, 1e5]

  static func of(_ item: FlowCase) async throws -> EnclosedRun { try await memo.value(for: item) }

  private static let memo = Memo<FlowCase, EnclosedRun> { item in
    let enclosure = try FlowEnclosure(problem: item.problem.problem(), positions: item.positions)
    let (before, after) = try enclosure.entry()
    let from = max(1e5, 100 * after.time)
    return EnclosedRun(
      before: before, after: after, states: try enclosure.states(at: times),
      path: try enclosure.states(
        at: Elementary.logSpaced(1.001 * after.time, max(1e8, 1e4 * after.time), count: 10)),
      later: try enclosure.scaledRisks(from: from), laterFrom: from)
  }

  static func cost(_ item: FlowCase) -> Cost {
    Cost(seconds: 0.01, shared: [.init("enclosed flow, \(item.name)", seconds: 0.2, repetitions: 1)])
  }

  /// q from 1 to T - 1, d from 1 to 50, both position laws.
  static let cases: [FlowCase] = [
    FlowCase(8, 4, 2), FlowCase(20, 5, 3), FlowCase(6, 2, 5), FlowCase(100, 50, 10), FlowCase(12, 1, 1),
    FlowCase(2, 1, 1), FlowCase(20, 5, 3, .orthonormalFrame(width: 64)),
    FlowCase(8, 4, 2, .orthonormalFrame(width: 20)),
  ]
}

/// What the integrator that gives no guarantee is told of a case: what is so, but in near misses.
struct IntegratorTold: Hashable, Sendable {
  /// How much later than the enclosure it is, as a share.
  var later = 0.0
  /// How many token dimensions fewer it has.
  var fewerDimensions = 0

  /// What is not so, in words.
  var name: String {
    (later == 0 ? "" : ", \(later) later") + (fewerDimensions == 0 ? "" : ", d - \(fewerDimensions)")
  }
}

extension FlowCase {
  /// The near misses of an integrator at this case: one part in a thousand later and, from d = 2 on, a dimension fewer.
  func integratorMisses(later: String) -> [(change: String, told: IntegratorTold)] {
    [(change: later, told: IntegratorTold(later: 1e-3))]
      + (problem.dimension > 1 ? [(change: "d - 1", told: IntegratorTold(fewerDimensions: 1))] : [])
  }
}

/// alpha, C, P and R at three times: enclosed, and by the integrator that gives no guarantee.
struct EnclosedStates: Experiment {
  let item: FlowCase
  var told = IntegratorTold()
  static let stateCheck = "states"

  static let all = EnclosedRun.cases.map { EnclosedStates(item: $0) }

  static let controls: [Control] = all.flatMap { original -> [Control] in
    original.item.integratorMisses(later: "a time 0.1 % later").map { change, told in
      .nearMiss(of: original, change, check: stateCheck, EnclosedStates(item: original.item, told: told))
    }
  }

  struct Row: EvidenceRow {
    let enclosed: [EnclosedFlowState]
    let computed: [FlowState]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.enclosed.map(\.time) },
      Column(series: "alpha, lower", digits: 11) { $0.enclosed.map(\.alpha.lower) },
      Column(series: "C, lower", digits: 11) { $0.enclosed.map(\.logit.lower) },
      Column(series: "R, lower", digits: 11) { $0.enclosed.map(\.risk.lower) },
      Column(series: "R, upper", digits: 11) { $0.enclosed.map(\.risk.upper) },
      Column(series: "relative width", digits: 2) { $0.enclosed.map(\.relativeWidth) },
    ]
    static let conditions: Set<String> = ["time"]
  }

  var claim: Claim { .d15ProvedRate }
  var name: String { "\(item.name), states\(told.name)" }
  func cost(_ effort: Effort) -> Cost { EnclosedRun.cost(item) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    Row(
      enclosed: try await EnclosedRun.of(item).states,
      computed: try item.with(fewerDimensions: told.fewerDimensions).flow()
        .states(at: EnclosedRun.times.map { $0 * (1 + told.later) }))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D15ProvedRatePredicate(try D15ProvedRate(item.flow().system))
    guard row.enclosed.count == row.computed.count else {
      throw TheoryError(value: "states", rule: "as many as times")
    }
    let width = row.enclosed.map(\.relativeWidth).max() ?? .nan
    return [
      Check(
        Self.stateCheck, .all(zip(row.computed, row.enclosed).map { predicate.judge($0, in: $1) }),
        detects: .init(2 * D15ProvedRatePredicate.relativeError + width, "of any of the four"))
    ]
  }
}
