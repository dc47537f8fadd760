import Evidence
import Theory

extension ClaimJudgment {
  /// D10: the slope of L (t - L/R) against ln t, for the flow and for gradient descent of its family.
  public static let d10NextOrder = ClaimJudgment(
    claim: .d10NextOrder,
    experiments: NextOrderSlope.all,
    controls: NextOrderSlope.controls + [NextOrderSlope.farControl],
    own: .takes(required: [], optional: [.positions, .learningRate]) { own in
      let positions: PositionLaw
      switch own.positions?.law {
      case nil, .oneHot: positions = .oneHot
      case .orthonormalFrame: positions = .orthonormalFrame(width: own.positions?.dimension ?? 0)
      default: throw TheoryError(value: "positions", rule: "oneHot or orthonormalFrame")
      }
      let problem = own.problem
      let item = FlowCase(problem.tokens, problem.dimension, problem.sparsity, positions)
      let step = own.learningRate ?? 0
      _ = try D10NextOrder.coefficient(item.flow().system, stepSize: step)
      return [NextOrderSlope(item: item, step: step)]
    },
    figures: { _ in try [NextOrderFigure.draw()] })
}

/// The slope of the flow (step 0) or of a descent, over times of its own.
struct NextOrderSlope: Experiment {
  let item: FlowCase
  let step: Double
  /// What is claimed in place of the coefficient.
  var claimed = Claimed.coefficient

  /// D10's coefficient, or one that is wrong.
  enum Claimed: Hashable, Sendable {
    case coefficient
    case ofStep(Double)
    case oneMoreOutside
    case firstTermOnly
    case ofFrame(width: Int)

    var name: String? {
      switch self {
      case .coefficient: nil
      case .ofStep(let step): "coefficient of step \(step)"
      case .oneMoreOutside: "coefficient of N + 1 tokens outside"
      case .firstTermOnly: "coefficient without q/(2 d kappa^2)"
      case .ofFrame(let width): "coefficient of frames in R^\(width)"
      }
    }
  }

  init(item: FlowCase, step: Double, claimed: Claimed = .coefficient) {
    self.item = item
    self.step = step
    self.claimed = claimed
  }

  static let all: [NextOrderSlope] =
    FlowCase.all.map { NextOrderSlope(item: $0, step: 0) }
    + [0.5, 1, 3].map { NextOrderSlope(item: FlowCase(5, 1, 4), step: $0) }
    + [0.5, 1, 3].map { NextOrderSlope(item: FlowCase(8, 3, 2), step: $0) }
    + [0.5, 1].map { NextOrderSlope(item: FlowCase(4, 2, 1), step: $0) }
    + [0.5, 1, 3].map { NextOrderSlope(item: FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), step: $0) }

  static let controls: [Control] = [
    (FlowCase(5, 1, 4), 3.0, Claimed.ofStep(0)), (FlowCase(5, 1, 4), 1, .ofStep(0)),
    (FlowCase(8, 3, 2), 3, .ofStep(0)),
    (FlowCase(8, 3, 2), 3, .ofStep(1)), (FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), 3, .ofStep(0)),
    (FlowCase(20, 5, 3), 0, .ofStep(1)), (FlowCase(20, 5, 3), 0, .oneMoreOutside),
    (FlowCase(20, 5, 3, .orthonormalFrame(width: 64)), 0, .oneMoreOutside),
    (FlowCase(100, 50, 10), 0, .oneMoreOutside),
    (FlowCase(100, 50, 10), 0, .firstTermOnly),
  ].map { item, step, claimed in
    .nearMiss(
      of: NextOrderSlope(item: item, step: step), claimed.name ?? "", check: "coefficient",
      NextOrderSlope(item: item, step: step, claimed: claimed))
  }

  /// Another law of the positions, whose coefficient is eight times as large.
  static let farControl: Control = {
    let original = NextOrderSlope(item: FlowCase(20, 5, 3), step: 0)
    return .otherWorld(
      of: original, "the coefficient of frames in R^64", check: "coefficient",
      NextOrderSlope(item: original.item, step: 0, claimed: .ofFrame(width: 64)))
  }()

  struct Row: EvidenceRow {
    let from: Double
    let to: Double
    let lastScaledRisk: Double
    let slope: Double
    let halfWidth: Double
    let coefficient: Double

    static let columns: [Column<Row>] = [
      Column("fitted from t") { $0.from }.atMost { [$0.to / 10] }, Column("to t") { $0.to },
      Column("t R there") { $0.lastScaledRisk }, Column("slope") { $0.slope },
      Column("half-width") { $0.halfWidth }, Column("coefficient") { $0.coefficient },
    ]
  }

  var claim: Claim { .d10NextOrder }
  var name: String {
    (step == 0 ? "\(item.name), flow" : "\(item.name), step \(step)")
      + (claimed.name.map { ", \($0)" } ?? "")
  }

  /// The steps of a descent, 30 ns each; the flow's steps do not grow with the time.
  func cost(_ effort: Effort) -> Cost {
    guard step > 0, let end = try? span().to else { return Cost(seconds: 0.02) }
    return Cost(seconds: 0.02 + 3e-8 * end / step)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try item.flow().system
    let (from, to, delay) = try span()
    let states = try states(at: Elementary.logSpaced(from, to, count: 40))
    let fit = try NextOrderFit(system, states: states, delay: delay, relativeError: 1e-11)
    let last = states[states.count - 1]
    return Row(
      from: states[0].time, to: last.time, lastScaledRisk: last.time * last.risk, slope: fit.slope,
      halfWidth: fit.halfWidth,
      coefficient: try coefficient(system))
  }

  /// A coefficient that is off by the whole interval, both halves, is refuted wherever in it the slope lies.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = D10NextOrderPredicate(try item.flow().system, stepSize: step)
    return [
      Check(
        "coefficient",
        predicate.judge(slope: row.slope, halfWidth: row.halfWidth, coefficient: row.coefficient),
        detects: Check.Detectable(2 * row.halfWidth / row.coefficient, "of the coefficient"))
    ]
  }

  private func coefficient(_ system: FlowSystem) throws -> Double {
    let own = try D10NextOrder.coefficient(system, stepSize: step)
    switch claimed {
    case .coefficient: return own
    case .ofStep(let other): return try D10NextOrder.coefficient(system, stepSize: other)
    case .oneMoreOutside: return own + 1 / (4 * system.kappa)
    case .firstTermOnly: return (Double(system.problem.tokensOutside) - step) / (4 * system.kappa)
    case .ofFrame(let width):
      return try D10NextOrder.coefficient(
        FlowSystem(problem: system.problem, positions: .orthonormalFrame(width: width)), stepSize: step)
    }
  }

  /// The flow's error of 1e-11 limits how late it can be fitted, the number of steps how late a descent can.
  private func span() throws -> (from: Double, to: Double, delay: Double) {
    let flow = try item.flow()
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    if step > 0 { return (1e3 * delay, (item.problem.tokens == 5 ? 1e5 : 3e4) * delay, delay) }
    let end = min(1e7 * delay, 1e8 * NextOrderFit.timeScale(flow.system))
    return (max(1e3 * delay, 1e-3 * end), end, delay)
  }

  /// The states at given times, a descent's at the nearest step.
  func states(at times: [Double]) throws -> [FlowState] {
    let flow = try item.flow()
    if step == 0 { return try flow.states(at: times, tolerance: 1e-12) }
    var path = try ReducedDescent(flow.system, stepSize: step)
    return try path.states(after: times.map { Int(($0 / step).rounded()) })
  }
}
