import Evidence
import Theory

/// D10's figure: t R of the flow against its first two orders, and L (t - L/R) of three step sizes against ln t.
enum NextOrderFigure {
  private static let pictured = FlowCase(5, 1, 4)

  /// Draws the figure.
  ///
  /// - Throws: `TheoryError`; the pictured problem is valid.
  static func draw() throws -> ReportFigure {
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
    let path = try NextOrderSlope(item: pictured, step: step)
      .states(at: Elementary.logSpaced(300, 1e5, count: 21))
      .map { (time: $0.time, scaled: limit * ($0.time - limit / $0.risk)) }
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
