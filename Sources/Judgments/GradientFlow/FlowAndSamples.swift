import Evidence
import Theory

/// D7's figure: mass, logit and risk of layers trained on samples, on the flow's lines.
enum FlowAndSamples {
  /// The figure, from D7's evidence and the flow.
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    ReportFigure(
      fileName: "FlowAndSamples.svg",
      caption:
        "Layers trained by stochastic gradient descent on fresh samples from V = W = 0 (markers: the mean over hundreds of"
        + " networks, bars: three standard deviations of one network to either side) against the gradient flow of the"
        + " population risk (lines).",
      picture: SVGFigure(
        title: "Training on samples follows the gradient flow of the population risk",
        panels: [
          try panel("Mass P on the subset", "P", "deviation of P", snapshot) { state, value in
            value ?? state.massOnSubset
          },
          try panel("Logit C", "C", "deviation of C", snapshot) { state, value in value ?? state.logit },
          try panel("Risk R", "excess risk", "deviation of risk", snapshot, scale: .logarithmic) {
            state, value in
            (1 + (value ?? 0)) * state.risk
          },
        ]))
  }

  /// One panel: for every setting the flow's line, and the means over its networks, from two columns of the evidence.
  ///
  /// `height` is what is drawn at a state of the flow: of the flow itself (nil), or of a mean or its bar's end.
  private static func panel(
    _ title: String, _ column: String, _ deviation: String, _ snapshot: LedgerSnapshot,
    scale: Axis.Scale = .linear, height: (_ flow: FlowState, _ seen: Double?) -> Double
  ) throws -> SVGFigure.Panel {
    var series: [SVGFigure.Series] = []
    for (index, setting) in AttentionExperiment.settings.enumerated() {
      let flow = try GradientFlow(problem: setting.problem(), positions: setting.positionLaw)
      let name = try setting.legend
      let line = try flow.states(at: setting.lineTimes).map { state in
        SVGFigure.Series.Point(state.time, height(state, nil))
      }
      let marks = try ClaimJudgment.d7Means(snapshot, setting: index).compactMap {
        outcome -> SVGFigure.Series.Point? in
        guard let time = outcome["t"], let mean = outcome[column],
          let one = outcome[deviation], let state = try flow.states(at: [time]).first
        else { return nil }
        return SVGFigure.Series.Point(
          time, height(state, mean), lower: height(state, mean - 3 * one),
          upper: height(state, mean + 3 * one))
      }
      series.append(SVGFigure.Series(name, style: .line, points: line))
      series.append(SVGFigure.Series(name, style: .markers, points: marks))
    }
    return SVGFigure.Panel(
      title: title, x: Axis("time t = step size x steps", scale: .logarithmic), y: Axis("", scale: scale),
      series: series)
  }
}
