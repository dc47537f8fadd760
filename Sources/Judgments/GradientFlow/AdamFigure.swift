import Evidence
import Sim
import Theory

/// D22's figure: layers trained by Adam and by gradient descent in the plane of (alpha, C), and their risk against the steps.
enum AdamFigure {
  private static let problem = SmallProblem(8, 3, 2)

  /// Draws the figure from D22's evidence.
  ///
  /// - Throws: `TheoryError`; the pictured problem is valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    ReportFigure(
      fileName: "AdamCurve.svg",
      caption:
        "Layers trained on samples (\(problem.name), one-hot positions, batch 64; markers: the first of each kind). Left: Adam sets out along the path of sign descent, gradient descent along another; both end on the best alpha at their C. Right: the risk against the steps, with the flow of D4 at t = 0.2 steps.",
      picture: SVGFigure(
        title: "Two ways to one curve",
        panels: [
          SVGFigure.Panel(
            title: "alpha against C", x: Axis("logit C"), y: Axis("alpha"),
            series: [try bestAlpha(), try signs()]
              + (try series(snapshot) { SVGFigure.Series.Point($0.logit, $0.alpha) })),
          SVGFigure.Panel(
            title: "risk against steps", x: Axis("steps", scale: .logarithmic),
            y: Axis("risk (mean squared error)", scale: .logarithmic),
            series: [try flow()]
              + (try series(snapshot) { SVGFigure.Series.Point(Double($0.steps), $0.risk) })),
        ]))
  }

  private static func bestAlpha() throws -> SVGFigure.Series {
    let problem = try problem.problem()
    return SVGFigure.Series(
      "best alpha", style: .line,
      points: try (0...60).map { index in
        let logit = 0.1 * Double(index)
        return SVGFigure.Series.Point(logit, try AlignedWeights.bestAlpha(problem, logit: logit))
      })
  }

  private static func signs() throws -> SVGFigure.Series {
    let problem = try problem.problem()
    let stall = try SignDescentStall(problem: problem, inverseStep: 100)
    let path = try SignDescent.path(
      SubsetEnumeration(problem), stepSize: stall.stepSize, steps: stall.stepsToStall)
    return SVGFigure.Series(
      "sign descent", style: .dashedLine, points: path.map { SVGFigure.Series.Point($0.logit, $0.alpha) })
  }

  private static func flow() throws -> SVGFigure.Series {
    let flow = try GradientFlow(problem: problem.problem(), positions: .oneHot)
    let steps = (0...40).map { 5 * Elementary.exp(0.15 * Double($0)) }
    return SVGFigure.Series(
      "flow", style: .line,
      points: try flow.states(at: steps.map { 0.2 * $0 }).map {
        SVGFigure.Series.Point($0.time / 0.2, $0.risk)
      })
  }

  /// The first layer of each run.
  private static func series(
    _ snapshot: LedgerSnapshot, _ point: (OptimizerRun.Row.Place) -> SVGFigure.Series.Point
  ) throws -> [SVGFigure.Series] {
    OptimizerRun.all.filter { $0.problem == problem }.map { run in
      SVGFigure.Series(
        "\(run.method.rawValue), step \(run.stepSize)", style: .markers,
        points: snapshot.rows(of: run).first.map { $0.places.map(point) } ?? [])
    }
  }
}
