import Evidence
import Theory

extension ClaimJudgment {
  /// A flow (step 0) or a descent, and the times of its fit.
  private struct Descent: Sendable {
    let item: FlowCase
    let step: Double

    var name: String { step == 0 ? "\(item.name), flow" : "\(item.name), step \(step)" }
    /// The flow's error of 1e-11 limits how late it can be fitted, the number of steps how late a descent can.
    func span(_ system: FlowSystem, delay: Double) -> (from: Double, to: Double) {
      if step > 0 { return (1e3 * delay, (system.problem.tokens == 5 ? 1e5 : 3e4) * delay) }
      let end = min(1e7 * delay, 1e8 * NextOrderFit.timeScale(system))
      return (max(1e3 * delay, 1e-3 * end), end)
    }
  }

  private static let d10Cases =
    FlowCase.all.map { Descent(item: $0, step: 0) }
    + [0.5, 1, 3].map { Descent(item: FlowCase(5, 1, 4), step: $0) }
    + [0.5, 1, 3].map { Descent(item: FlowCase(8, 3, 2), step: $0) }
    + [0.5, 1].map { Descent(item: FlowCase(4, 2, 1), step: $0) }
    + [0.5, 1, 3].map { Descent(item: FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), step: $0) }
  /// Each is held against the coefficient of the second number, the flow's for step 3.
  private static let d10Controls: [(Descent, Double)] = [
    (Descent(item: FlowCase(5, 1, 4), step: 3), 0), (Descent(item: FlowCase(5, 1, 4), step: 1), 0),
    (Descent(item: FlowCase(8, 3, 2), step: 3), 0), (Descent(item: FlowCase(8, 3, 2), step: 3), 1),
    (Descent(item: FlowCase(6, 2, 2, .orthonormalFrame(width: 9)), step: 3), 0),
    (Descent(item: FlowCase(20, 5, 3), step: 0), 1),
  ]

  /// D10: the slope of L (t - L/R) against ln t, for the flow and for gradient descent of its family.
  public static let d10NextOrder = ClaimJudgment(
    claim: .d10NextOrder,
    cases: d10Cases.map { Case($0.name) },
    judge: { trial, _ in
      let descent = d10Cases[trial.caseIndex]
      return try nextOrder(descent, against: descent.step)
    },
    controlCases: d10Controls.map { Case("\($0.0.name), coefficient of step \($0.1)") },
    judgeControl: { trial, _ in
      let (descent, step) = d10Controls[trial.caseIndex]
      return try nextOrder(descent, against: step)
    },
    figures: { _ in try [nextOrderFigure()] })

  private static func nextOrder(_ descent: Descent, against step: Double) throws -> Outcome {
    let flow = try descent.item.flow()
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    let span = descent.span(flow.system, delay: delay)
    let states = try states(descent, times: logSpaced(span.from, span.to, count: 40))
    let fit = try NextOrderFit(flow.system, states: states, delay: delay, relativeError: 1e-11)
    let last = states[states.count - 1]
    return Outcome(
      verdict: try D10NextOrderPredicate(flow.system, stepSize: step).judge(fit),
      values: [
        Outcome.Value("fitted from t", states[0].time),
        Outcome.Value("to t", last.time),
        Outcome.Value("t R there", last.time * last.risk),
        Outcome.Value("slope", fit.slope),
        Outcome.Value("half-width", fit.halfWidth),
        Outcome.Value("coefficient", try D10NextOrder.coefficient(flow.system, stepSize: step)),
      ])
  }

  private static func states(_ descent: Descent, times: [Double]) throws -> [FlowState] {
    let flow = try descent.item.flow()
    if descent.step == 0 { return try flow.states(at: times, tolerance: 1e-12) }
    var path = try ReducedDescent(flow.system, stepSize: descent.step)
    return try path.states(after: times.map { Int(($0 / descent.step).rounded()) })
  }

  private static func logSpaced(_ from: Double, _ to: Double, count: Int) -> [Double] {
    let (low, high) = (Elementary.log(from), Elementary.log(to))
    return (0..<count).map { Elementary.exp(low + (high - low) * Double($0) / Double(count - 1)) }
  }

  // MARK: - Figure

  private static let pictured = FlowCase(5, 1, 4)

  /// t R of the flow against its first two orders, and L (t - L/R) of three step sizes against ln t.
  private static func nextOrderFigure() throws -> ReportFigure {
    let limit = SharpRate(try pictured.flow().system).riskLimit
    return ReportFigure(
      fileName: "NextOrder.svg",
      caption:
        "t R(t) approaches 1/(2 kappa) = \(Int(limit)) along the predicted next order (\(pictured.name)); and L (t - L/R), L = 1/(2 kappa), rises like the coefficient times ln t, less steeply for longer steps. The constant of each theory line is fitted at its last point.",
      picture: SVGFigure(
        title: "The rate's constant and its next order",
        panels: [
          SVGFigure.Panel(
            title: "t R", x: Axis("time t", scale: .logarithmic), y: Axis("t R"),
            series: try series(step: 0) { t, z in limit * t / (t - z / limit) }),
          SVGFigure.Panel(
            title: "L (t - L/R)", x: Axis("time t", scale: .logarithmic), y: Axis("L (t - L/R)"),
            series: try [0.0, 1, 3].flatMap { try series(step: $0) { _, z in z } }),
        ]))
  }

  /// Theory and measurement for a step size, as heights of (t, L (t - L/R)).
  private static func series(step: Double, height: (Double, Double) -> Double) throws -> [SVGFigure.Series] {
    let system = try pictured.flow().system
    let limit = SharpRate(system).riskLimit
    let path = try states(
      Descent(item: pictured, step: step), times: logSpaced(300, 1e5, count: 21)
    ).map { (time: $0.time, scaled: limit * ($0.time - limit / $0.risk)) }
    let coefficient = try D10NextOrder.coefficient(system, stepSize: step)
    let last = path[path.count - 1]
    let constant = last.scaled - coefficient * Elementary.log(last.time)
    let name =
      step == 0 ? ("Theory", "Flow") : ("Theory, step \(Int(step))", "Gradient descent, step \(Int(step))")
    return [
      SVGFigure.Series(
        name.0, style: .dashedLine,
        points: path.map { .init($0.time, height($0.time, coefficient * Elementary.log($0.time) + constant)) }
      ),
      SVGFigure.Series(
        name.1, style: .markers, points: path.map { .init($0.time, height($0.time, $0.scaled)) }),
    ]
  }
}
