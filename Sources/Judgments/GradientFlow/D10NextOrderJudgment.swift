import Evidence
import Theory

extension ClaimJudgment {
  /// D10: the slope of L (t - L/R) against ln t, for the flow and for gradient descent of its family.
  public static let d10NextOrder = ClaimJudgment(
    claim: .d10NextOrder,
    experiments: NextOrderSlope.all,
    controls: NextOrderSlope.controls,
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
  /// The step size whose coefficient is claimed; nil is its own.
  var claimedStep: Double?

  init(item: FlowCase, step: Double, claimedStep: Double? = nil) {
    self.item = item
    self.step = step
    self.claimedStep = claimedStep
  }

  static let all: [NextOrderSlope] =
    FlowCase.all.map { NextOrderSlope(item: $0, step: 0) }
    + [0.5, 1, 3].map { NextOrderSlope(item: FlowCase(5, 1, 4), step: $0) }
    + [0.5, 1, 3].map { NextOrderSlope(item: FlowCase(8, 3, 2), step: $0) }
    + [0.5, 1].map { NextOrderSlope(item: FlowCase(4, 2, 1), step: $0) }
    + [0.5, 1, 3].map { NextOrderSlope(item: FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), step: $0) }

  /// Each is held against the coefficient of another step size, 0 for the flow's.
  static let controls: [Control] = [
    (FlowCase(5, 1, 4), 3.0, 0.0), (FlowCase(5, 1, 4), 1, 0), (FlowCase(8, 3, 2), 3, 0),
    (FlowCase(8, 3, 2), 3, 1), (FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), 3, 0),
    (FlowCase(20, 5, 3), 0, 1),
  ].map { item, step, claimed in
    .nearMiss(
      of: NextOrderSlope(item: item, step: step), "the coefficient of step \(claimed)", check: "coefficient",
      NextOrderSlope(item: item, step: step, claimedStep: claimed))
  }

  struct Row: EvidenceRow {
    let from: Double
    let to: Double
    let lastScaledRisk: Double
    let slope: Double
    let halfWidth: Double
    let coefficient: Double

    static let columns: [Column<Row>] = [
      Column("fitted from t") { $0.from }, Column("to t") { $0.to },
      Column("t R there") { $0.lastScaledRisk }, Column("slope") { $0.slope },
      Column("half-width") { $0.halfWidth }, Column("coefficient") { $0.coefficient },
    ]
  }

  var claim: Claim { .d10NextOrder }
  var name: String {
    (step == 0 ? "\(item.name), flow" : "\(item.name), step \(step)")
      + (claimedStep.map { ", coefficient of step \($0)" } ?? "")
  }

  /// The steps of a descent, 30 ns each; the flow's steps do not grow with the time.
  func cost(_ effort: Effort) -> Cost {
    guard step > 0, let end = try? span().to else { return Cost(seconds: 0.02) }
    return Cost(seconds: 0.02 + 3e-8 * end / step)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let system = try item.flow().system
    let (from, to, delay) = try span()
    let states = try states(at: Self.logSpaced(from, to, count: 40))
    let fit = try NextOrderFit(system, states: states, delay: delay, relativeError: 1e-11)
    let last = states[states.count - 1]
    return Row(
      from: states[0].time, to: last.time, lastScaledRisk: last.time * last.risk, slope: fit.slope,
      halfWidth: fit.halfWidth,
      coefficient: try D10NextOrder.coefficient(system, stepSize: claimedStep ?? step))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D10NextOrderPredicate(try item.flow().system, stepSize: claimedStep ?? step)
    return [Check("coefficient", try predicate.judge(slope: row.slope, halfWidth: row.halfWidth))]
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

  static func logSpaced(_ from: Double, _ to: Double, count: Int) -> [Double] {
    let (low, high) = (Elementary.log(from), Elementary.log(to))
    return (0..<count).map { Elementary.exp(low + (high - low) * Double($0) / Double(count - 1)) }
  }
}
