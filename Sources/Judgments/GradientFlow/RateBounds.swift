import Evidence
import Theory

/// The bounds of Omega at states from the entry to t = 10^8, and 2 kappa t R.
struct RateBounds: Experiment {
  let item: FlowCase
  /// What is claimed for K, in thousandths of it.
  var speedShare = Share(1, 1)
  /// Whether the lower bound of C' lacks its factor 1/(1 + h).
  var withoutFactor = false
  /// How much later than the enclosure the integrator is asked, as a share.
  var later = 0.0

  /// A share of K.
  struct Share: Hashable, Sendable {
    let over: Int
    let under: Int
    init(_ over: Int, _ under: Int) { (self.over, self.under) = (over, under) }
  }

  static let upperCheck = "C' <= K h^2, R <= d h^2/N"
  static let lowerCheck = "lower bounds"
  static let speedCheck = "C' by the integrator"
  static let boundCheck = "2 kappa t R"
  static let laterCheck = "2 kappa t R at all later times"

  static let all = EnclosedRun.cases.map { RateBounds(item: $0) }

  static let controls: [Control] =
    all.flatMap { original -> [Control] in
      var slower = original
      slower.speedShare = Share(999, 1000)
      var without = original
      without.withoutFactor = true
      var late = original
      late.later = 1e-3
      return [
        .nearMiss(of: original, ".999 K", check: upperCheck, slower),
        .nearMiss(of: original, "no factor 1/(1 + h)", check: lowerCheck, without),
        .nearMiss(of: original, "the integrator 0.1 % later", check: speedCheck, late),
      ]
    }
    + [FlowCase(20, 5, 3), FlowCase(8, 4, 2)].flatMap { item -> [Control] in
      var slower = RateBounds(item: item)
      slower.speedShare = Share(996, 1000)
      return [
        .nearMiss(of: RateBounds(item: item), ".996 K", check: boundCheck, slower),
        .nearMiss(
          of: RateBounds(item: item), ".996 K", check: laterCheck, remark: ", later times", slower),
      ]
    }
    + [farControl]

  /// Another law of the positions, whose K is 19/64 as large.
  private static let farControl: Control = {
    let original = RateBounds(item: FlowCase(20, 5, 3))
    var other = original
    other.speedShare = Share(19, 64)
    return .otherWorld(of: original, "K of frames in R^64", check: upperCheck, other)
  }()

  struct Row: EvidenceRow {
    let entry: EnclosedFlowState
    let enclosed: [EnclosedFlowState]
    let computed: [FlowState]
    /// 2 kappa t R at the enclosed states after the entry.
    let scaledRisks: [Enclosed]
    /// All values of it from a time on.
    let later: Enclosed
    let laterFrom: Double

    static let columns: [Column<Row>] = [
      Column("in Omega at t", digits: 6) { $0.entry.time },
      Column("h there") { $0.entry.odds.upper },
      Column(series: "t") { $0.enclosed.map(\.time) },
      Column(series: "2 kappa t R", digits: 9) { $0.scaledRisks.map(\.lower) },
      Column("2 kappa t R at least", digits: 6) { $0.later.lower },
      Column("at most", digits: 6) { $0.later.upper },
      Column("from t") { $0.laterFrom }.atLeast { [$0.entry.time] },
    ]
    static let conditions: Set<String> = ["time", "laterFrom"]
  }

  var claim: Claim { .d15ProvedRate }
  var name: String {
    "\(item.name), bounds"
      + (speedShare.over == speedShare.under ? "" : ", \(speedShare.over)/\(speedShare.under) K")
      + (withoutFactor ? ", no factor 1/(1 + h)" : "") + (later == 0 ? "" : ", \(later) later")
  }
  func cost(_ effort: Effort) -> Cost { EnclosedRun.cost(item) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let run = try await EnclosedRun.of(item)
    let flow = try item.flow()
    return Row(
      entry: run.after, enclosed: run.path,
      computed: try flow.states(at: run.path.map { $0.time * (1 + later) }, tolerance: 1e-12),
      scaledRisks: try run.path.map { try D15ProvedRatePredicate.scaledRisk($0, system: flow.system) },
      later: run.later, laterFrom: run.laterFrom)
  }

  func judge(_ row: Row) throws -> [Check] {
    let share = try Rational(numerator: Int128(speedShare.over), denominator: Int128(speedShare.under))
    let rate = try D15ProvedRate(item.flow().system, speedShare: share)
    let predicate = D15ProvedRatePredicate(rate)
    guard row.enclosed.count == row.computed.count, row.scaledRisks.count == row.enclosed.count else {
      throw TheoryError(value: "states", rule: "as many as times")
    }
    let speeds = try row.enclosed.map { try rate.relativeSpeed($0) }
    let bounds = try row.enclosed.map { try rate.scaledRisk(at: $0.time, after: row.entry) }
    let slack = try zip(speeds, row.enclosed).map { speed, state in
      1 - (try rate.speedBounds(state).lower.lower) / speed.upper
    }
    let width = bounds.map(\.relativeWidth).min() ?? .nan
    return [
      Check(
        Self.upperCheck, .all(try row.enclosed.map(predicate.judge(upperAt:))),
        detects: .init(1 - (speeds.map(\.lower).max() ?? .nan), "of K"), margin: .distance),
      Check(
        Self.lowerCheck,
        .all(try row.enclosed.map { try predicate.judge(lowerAt: $0, withoutFactor: withoutFactor) }),
        detects: .init(slack.min() ?? .nan, "of the bound"), margin: .distance),
      Check(
        Self.speedCheck,
        .all(try zip(row.computed, row.enclosed).map { try predicate.judge(speedOf: $0, in: $1) }),
        detects: .init(2e-7, "of C'")),
      Check(
        Self.boundCheck,
        .all(
          zip(zip(row.scaledRisks, bounds), row.enclosed).map {
            predicate.judge(scaledRisk: $0.0, in: $0.1, time: $1.time)
          }), detects: .init(width, "of 2 kappa t R")),
      try laterCheck(row, share),
    ]
  }

  /// The integrator's risk times 2 kappa t, kappa as claimed, in the range from a time on.
  private func laterCheck(_ row: Row, _ share: Rational) throws -> Check {
    let system = try item.flow().system
    guard row.computed.allSatisfy({ $0.time > 0 && $0.time.isFinite }) else {
      throw TheoryError(value: "times of computed states", rule: "they are positive and finite")
    }
    let verdicts = row.computed.filter { $0.time >= row.laterFrom }.map { state in
      row.later.judge(
        computed: 2 * system.kappa * share.double * state.time * state.risk, relativeError: 1e-9,
        "\(item.name): 2 kappa t R at t = \(state.time)")
    }
    return Check(
      Self.laterCheck, .all(verdicts), detects: .init(row.later.interval.width, "of 2 kappa t R"))
  }
}
