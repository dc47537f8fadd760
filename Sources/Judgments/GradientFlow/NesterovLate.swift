import Evidence
import Theory

/// Nesterov's method in (alpha, C) to a million steps: kappa eta (k + s)^2 R over r - 1.
struct NesterovLate: Experiment {
  let item: FlowCase
  let parameter: Double
  var change = Change.none

  enum Change: Hashable, Sendable {
    case none
    /// kappa times a factor.
    case kappa(Double)
    /// k in place of k + s.
    case noShift
    /// r for r - 1.
    case parameterForLimit

    var name: String? {
      switch self {
      case .none: nil
      case .kappa(let factor): "kappa told \(factor) times as large"
      case .noShift: "k for k + s"
      case .parameterForLimit: "r for r - 1"
      }
    }
  }

  static let check = "kappa t^2 R"

  private static let eightTokens = FlowCase(8, 3, 2)
  private static let cases = [
    (eightTokens, 3.0), (eightTokens, 5), (FlowCase(20, 5, 3), 4), (FlowCase(6, 2, 5), 3),
    (FlowCase(4, 20, 2), 7), (FlowCase(20, 5, 3, .orthonormalFrame(width: 64)), 5),
    (FlowCase(100, 50, 10), 4),
  ]
  static let all: [any Experiment] = cases.map { NesterovLate(item: $0, parameter: $1) }

  static let controls: [Control] =
    cases.flatMap { item, r -> [Control] in
      ([.kappa(r == 3 ? 1.01 : 1.001)] + (r >= 5 ? [Change.noShift] : [])).map { change in
        .nearMiss(
          of: NesterovLate(item: item, parameter: r), change.name ?? "", check: check,
          NesterovLate(item: item, parameter: r, change: change))
      }
    } + [
      .otherWorld(
        of: NesterovLate(item: eightTokens, parameter: 5), "r for r - 1", check: check,
        NesterovLate(item: eightTokens, parameter: 5, change: .parameterForLimit))
    ]

  struct Row: EvidenceRow {
    /// The last time at which the scaled risk is off 1 by 1/4.
    let delay: Double
    let times: [Double]
    let scaledRisks: [Double]

    static let columns: [Column<Row>] = [
      Column("tau") { $0.delay }, Column(series: "t") { $0.times },
      Column(series: "kappa t^2 R / (r - 1)", digits: 10) { $0.scaledRisks },
    ]
    static let conditions: Set<String> = ["times", "delay"]
  }

  var claim: Claim { .d20Acceleration }
  var name: String { "\(item.name), Nesterov r=\(parameter)" + (change.name.map { ", \($0)" } ?? "") }
  private func steps(_ effort: Effort) -> Int {
    effort.pick(quick: 200_000, standard: 1_000_000, thorough: 4_000_000)
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 3e-8 * Double(steps(effort))) }

  /// Numbers of steps up to a last one, 65 a decade, each once.
  static func counts(to last: Int) -> [Int] {
    Elementary.logSpaced(1, Double(last), count: 400).map { Int($0.rounded()) }.reduce(into: []) {
      if $1 > ($0.last ?? 0) { $0.append($1) }
    }
  }

  /// The delay is that of the true law; a changed law is held against the same times.
  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try item.flow().system
    let momentum = Momentum.nesterov(parameter)
    let eta = 0.3 * MomentumDescent.stepLimit(system, momentum)
    let law = try D20Acceleration(system, stepSize: eta, momentum: momentum)
    var path = try MomentumDescent(system, stepSize: eta, momentum: momentum)
    let counts = Self.counts(to: steps(settings.effort))
    let states = try path.states(after: counts)
    let scaled = zip(counts, states).map { law.scaledRisk($1.risk, steps: $0) }
    guard let delay = D20NesterovPredicate.delay(times: states.map(\.time), scaled: scaled) else {
      throw TheoryError(value: "no delay", rule: "the risk starts off its law")
    }
    let late = states.indices.filter { states[$0].time >= 100 * delay }
    guard late.count >= 12 else {
      throw TheoryError(value: "tau = \(delay)", rule: "100 tau well before the end")
    }
    let shown = (0..<12).map { late[$0 * (late.count - 1) / 11] }
    return Row(
      delay: delay, times: shown.map { states[$0].time },
      scaledRisks: shown.map { index in
        switch change {
        case .none: scaled[index]
        case .kappa(let factor): factor * scaled[index]
        case .noShift:
          system.kappa * states[index].time * states[index].time * states[index].risk / (parameter - 1)
        case .parameterForLimit: scaled[index] * (parameter - 1) / parameter
        }
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try D20NesterovPredicate(parameter: parameter)
    let allowed = row.times.map { predicate.allowed(time: $0, delay: row.delay) }
    return [
      Check(
        Self.check,
        .all(zip(row.times, row.scaledRisks).map { predicate.judge(scaled: $1, time: $0, delay: row.delay) }),
        detects: .init(2 * (allowed.min() ?? .nan), "of the limit"))
    ]
  }
}
