import Evidence
import Theory

/// D15's figure: 2 kappa t R inside its enclosures from t = 1 to 10^10.
enum ProvedRateFigure {
  private static let pictured = FlowCase(20, 5, 3)

  /// Draws the figure.
  ///
  /// - Throws: `TheoryError`; the pictured problem is valid.
  static func draw() throws -> ReportFigure {
    let flow = try pictured.flow()
    let enclosure = try FlowEnclosure(problem: pictured.problem.problem(), positions: pictured.positions)
    let rate = try D15ProvedRate(flow.system)
    let entry = try enclosure.entry().after
    let times = Elementary.logSpaced(1, 1e10, count: 61)
    let enclosed = try zip(times, enclosure.states(at: times)).map { time, state in
      let value = try D15ProvedRatePredicate.scaledRisk(state, system: flow.system)
      return SVGFigure.Series.Point(time, value.interval.midpoint, lower: value.lower, upper: value.upper)
    }
    let proved = try times.filter { $0 > 2 * entry.time }.map { time in
      let bound = try rate.scaledRisk(at: time, after: entry).interval
      return SVGFigure.Series.Point(time, bound.midpoint, lower: bound.lower, upper: bound.upper)
    }
    let computed = try flow.states(at: Elementary.logSpaced(1, 1e10, count: 21))
      .map { SVGFigure.Series.Point($0.time, 2 * flow.system.kappa * $0.time * $0.risk) }
    func panel(_ title: String, _ y: Axis, _ change: (SVGFigure.Series.Point) -> SVGFigure.Series.Point?)
      -> SVGFigure.Panel
    {
      SVGFigure.Panel(
        title: title, x: Axis("time t", scale: .logarithmic), y: y,
        series: [
          SVGFigure.Series("Bounds of Omega", style: .line, points: proved.compactMap(change)),
          SVGFigure.Series("Enclosure", style: .dashedLine, points: enclosed.compactMap(change)),
          SVGFigure.Series("Flow, computed", style: .markers, points: computed.compactMap(change)),
        ])
    }
    return ReportFigure(
      fileName: "ProvedRate.svg",
      caption:
        "2 kappa t R of the flow from zero (\(pictured.name)). Dashed: the enclosure by intervals, narrower than the line at every time. Band: what the bounds of Omega alone give from its entry on, 1 + O(1/sqrt(t)) with constants. Right: the distance from the limit 1.",
      picture: SVGFigure(
        title: "The rate, enclosed",
        panels: [
          panel("2 kappa t R", Axis("2 kappa t R")) { $0 },
          panel("from its limit", Axis("2 kappa t R - 1", scale: .logarithmic)) { point in
            point.x < 1e3
              ? nil
              : SVGFigure.Series.Point(
                point.x, point.y - 1, lower: point.lower.map { $0 - 1 }, upper: point.upper.map { $0 - 1 })
          },
        ]))
  }
}
