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
          try panel(Axis("mass P on the subset"), snapshot, flow: \.massOnSubset, seen: \.massOnSubset),
          try panel(Axis("logit C"), snapshot, flow: \.logit, seen: \.logit),
          try panel(
            Axis("risk R (mean squared error)", scale: .logarithmic), snapshot, flow: \.risk, seen: \.risk),
        ]))
  }

  /// One panel: for every recipe the flow's line, and the means over its networks.
  private static func panel(
    _ height: Axis, _ snapshot: LedgerSnapshot,
    flow: KeyPath<FlowState, Double>, seen: KeyPath<LayerMeans.Row, SampleMean>
  ) throws -> SVGFigure.Panel {
    var series: [SVGFigure.Series] = []
    for recipe in AttentionRecipe.tracked {
      let path = try recipe.flow()
      let line = try path.states(at: recipe.lineTimes).map {
        SVGFigure.Series.Point($0.time, $0[keyPath: flow])
      }
      let marks = try LayerMeans.all(of: recipe).flatMap { snapshot.rows(of: $0) }.map { row in
        let sample = row[keyPath: seen]
        // The risk is drawn as the flow's times 1 plus the excess: the step's own effect (D6) is left out.
        let height = try path.states(at: [row.time])[0][keyPath: flow]
        let scale = seen == \LayerMeans.Row.risk ? height / row.law.quiet.risk : 1
        return SVGFigure.Series.Point(
          row.time, scale * sample.mean, lower: scale * (sample.mean - 3 * sample.deviation),
          upper: scale * (sample.mean + 3 * sample.deviation))
      }
      series.append(SVGFigure.Series(recipe.legend, style: .line, points: line))
      series.append(SVGFigure.Series(recipe.legend, style: .markers, points: marks))
    }
    return SVGFigure.Panel(
      x: Axis("time t = step size x steps", scale: .logarithmic), y: height, series: series)
  }
}

extension AttentionRecipe {
  /// Times for a line, equally spaced in their logarithm, from half the first time to the last.
  var lineTimes: [Double] {
    let times = times(.standard)
    guard let first = times.first, let last = times.last else { return [] }
    return Elementary.logSpaced(first / 2, last, count: 61)
  }
}
