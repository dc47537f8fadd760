import Evidence
import Theory

/// D7's figure: mass, logit and risk of layers trained on samples, on the flow's lines.
enum FlowAndSamples {
  /// The figure, from D7's evidence and the flow.
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    ReportFigure(
      fileName: "FlowAndSamples.svg",
      caption:
        "Layers trained by stochastic gradient descent on fresh samples from V = W = 0 (markers: the mean over seeds,"
        + " bars: the least and the greatest) against the gradient flow of the population risk (lines).",
      picture: SVGFigure(
        title: "Training on samples follows the gradient flow of the population risk",
        panels: [
          try panel("Mass P on the subset", "P - flow", snapshot, scale: .linear) { flow, seen in
            (flow.massOnSubset, flow.massOnSubset + seen)
          },
          try panel("Logit C", "C - flow", snapshot, scale: .linear) { flow, seen in
            (flow.logit, flow.logit + seen)
          },
          try panel("Risk R", "risk / flow", snapshot, scale: .logarithmic) { flow, seen in
            (flow.risk, flow.risk * seen)
          },
        ]))
  }

  /// One panel: for every setting the flow's line, and the layers' values, column by column of the evidence.
  private static func panel(
    _ title: String, _ column: String, _ snapshot: LedgerSnapshot, scale: Axis.Scale,
    _ value: (_ flow: FlowState, _ seen: Double) -> (flow: Double, seen: Double)
  ) throws -> SVGFigure.Panel {
    var series: [SVGFigure.Series] = []
    for (index, setting) in AttentionExperiment.settings.enumerated() {
      let flow = try GradientFlow(problem: setting.problem(), positions: setting.positionLaw)
      let name = "\(try setting.problem()), \(setting.positions == .oneHot ? "one-hot" : "frames")"
      let line = try flow.states(at: lineTimes(setting)).map {
        SVGFigure.Series.Point($0.time, value($0, 1).flow)
      }
      let marks = try flow.states(at: setting.times).compactMap { state -> SVGFigure.Series.Point? in
        let seen = snapshot.trials(of: "D7", .claim).filter { $0.caseIndex == index }
          .compactMap { snapshot.outcomes[$0]?["\(column) at t = \(Int(state.time))"] }
          .map { value(state, $0).seen }
        guard let least = seen.min(), let most = seen.max() else { return nil }
        let mean = seen.reduce(0, +) / Double(seen.count)
        return SVGFigure.Series.Point(state.time, mean, lower: least, upper: most)
      }
      series.append(SVGFigure.Series(name, style: .line, points: line))
      series.append(SVGFigure.Series(name, style: .markers, points: marks))
    }
    return SVGFigure.Panel(
      title: title, x: Axis("time t = step size x steps", scale: .logarithmic), y: Axis("", scale: scale),
      series: series)
  }

  /// Times equally spaced in their logarithm, from half the first time looked at to the last.
  private static func lineTimes(_ setting: AttentionExperiment.Setting) -> [Double] {
    guard let first = setting.times.first, let last = setting.times.last else { return [] }
    let (low, high) = (Elementary.log(first / 2), Elementary.log(last))
    return (0...60).map { Elementary.exp(low + (high - low) * Double($0) / 60) }
  }
}
