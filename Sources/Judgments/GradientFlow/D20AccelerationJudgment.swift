import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D20: the reduced descent with momentum far out, descent on the full matrices, and layers trained by the heavy ball.
  public static let d20Acceleration = ClaimJudgment(
    claim: .d20Acceleration,
    experiments: HeavyBallLate.all + NesterovLate.all + MomentumMatrices.all + HeavyBallLayers.all,
    controls: HeavyBallLate.controls + NesterovLate.controls + MomentumMatrices.controls
      + HeavyBallLayers.controls,
    own: .takes(required: [], optional: [.positions]) { own in
      let item = try FlowCase.own(own)
      _ = try item.flow()
      return [HeavyBallLate(item: item, beta: 0.5), NesterovLate(item: item, parameter: 5)]
    })
}

/// The heavy ball in (alpha, C) to a late time: the limit, and the coefficient of ln(t)/t.
struct HeavyBallLate: Experiment {
  let item: FlowCase
  let beta: Double
  var change = Change.none

  enum Change: Hashable, Sendable {
    case none
    /// The law of another beta.
    case beta(Double)
    /// kappa times a factor.
    case kappa(Double)
    /// The coefficient with eta for eta~.
    case ownStep
    /// t = eta k.
    case plainTime

    var name: String? {
      switch self {
      case .none: nil
      case .beta(let beta): "the law of beta=\(beta)"
      case .kappa(let factor): "kappa told \(factor) times as large"
      case .ownStep: "the coefficient of step eta"
      case .plainTime: "t = eta k"
      }
    }
  }

  static let limitCheck = "2 kappa t R"
  static let coefficientCheck = "coefficient"

  private static let eightTokens = FlowCase(8, 3, 2)
  private static let cases = [
    (eightTokens, 0.5), (eightTokens, 0.9), (FlowCase(6, 2, 5), 0.5), (FlowCase(4, 20, 2), 0.5),
    (FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), 0.5),
  ]
  static let all: [any Experiment] = cases.map { HeavyBallLate(item: $0, beta: $1) }

  static let controls: [Control] =
    cases.flatMap { item, beta -> [Control] in
      [
        (Change.beta(beta + 0.002), limitCheck), (.kappa(1.001), limitCheck), (.ownStep, coefficientCheck),
      ].map { change, check in
        .nearMiss(
          of: HeavyBallLate(item: item, beta: beta), change.name ?? "", check: check,
          HeavyBallLate(item: item, beta: beta, change: change))
      }
    } + [
      .otherWorld(
        of: HeavyBallLate(item: eightTokens, beta: 0.5), "t = eta k", check: limitCheck,
        HeavyBallLate(item: eightTokens, beta: 0.5, change: .plainTime))
    ]

  struct Row: EvidenceRow {
    let times: [Double]
    /// 2 kappa t R less its next order.
    let reducedRisks: [Double]
    let delay: Double
    let slope: Double
    let halfWidth: Double
    let coefficient: Double

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.times },
      Column(series: "2 kappa t R less its next order", digits: 8) { $0.reducedRisks },
      Column("slope", digits: 6) { $0.slope }, Column("half-width") { $0.halfWidth },
      Column("coefficient", digits: 6) { $0.coefficient },
    ]
    static let conditions: Set<String> = ["times", "delay"]
  }

  var claim: Claim { .d20Acceleration }
  var name: String { "\(item.name), heavy ball beta=\(beta)" + (change.name.map { ", \($0)" } ?? "") }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 3e-8 * Double(steps(effort))) }
  private func steps(_ effort: Effort) -> Int {
    effort.pick(quick: 1_000_000, standard: 2_000_000, thorough: 4_000_000)
  }

  /// A fifth of the step limit of descent without momentum.
  private func step() throws -> Double { 0.2 * StepLimit(try item.flow().system).value }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try item.flow().system
    let eta = try step()
    let momentum = Momentum.heavyBall(beta)
    var told = beta
    if case .beta(let other) = change { told = other }
    let law = try D20Acceleration(system, stepSize: eta, momentum: .heavyBall(told))
    var path = try MomentumDescent(system, stepSize: eta, momentum: momentum)
    let last = steps(settings.effort)
    let counts = NesterovLate.counts(to: last)
    let states = try path.states(after: counts)
    guard let half = states.first(where: { $0.massOnSubset >= 0.5 })?.time else {
      throw TheoryError(value: "\(last) steps", rule: "P reaches 1/2")
    }
    let delay = half + law.timeScale
    let late = zip(counts, states).filter { $0.1.time >= 300 * delay }
    let fit = try NextOrderFit(
      limit: SharpRate(system).riskLimit, timeScale: law.timeScale, times: late.map(\.1.time),
      risks: late.map(\.1.risk), delay: delay, relativeError: 1e-13)
    let coefficient =
      change == .ownStep ? try D10NextOrder.coefficient(system, stepSize: eta) : law.coefficient
    var factor = 1.0
    if case .kappa(let other) = change { factor = other }
    if change == .plainTime { factor = 1 - beta }
    let shown = [0, late.count / 2, late.count - 1].map { late[$0] }
    return Row(
      times: shown.map(\.1.time),
      reducedRisks: shown.map { count, state in
        let time = law.momentum.time(steps: count, stepSize: eta)
        return factor * law.scaledRisk(state.risk, steps: count)
          - law.coefficient * 2 * system.kappa * Elementary.log(time) / time
      },
      delay: delay, slope: fit.slope, halfWidth: fit.halfWidth, coefficient: coefficient)
  }

  func judge(_ row: Row) -> [Check] {
    let allowed = row.times.map { D20Acceleration.allowed(time: $0, delay: row.delay) }
    return [
      Check(
        Self.limitCheck,
        .all(
          zip(row.times, row.reducedRisks).map {
            D20Acceleration.judge(heavyBall: $1, time: $0, delay: row.delay)
          }), detects: .init(2 * (allowed.min() ?? .nan), "of the limit")),
      Check(
        Self.coefficientCheck,
        D18UniversalRatePredicate.judge(
          slope: row.slope, halfWidth: row.halfWidth, coefficient: row.coefficient, resolution: 0.05),
        detects: .init(2 * row.halfWidth / abs(row.coefficient), "of the coefficient")),
    ]
  }
}
