import Evidence
import Theory

/// D12's figure: the excess risk of training on samples against step over batch.
enum GradientNoiseFigure {
  /// The figure, from D12's evidence; every problem's excess is divided by its slope (d + q - 1)/(2q).
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    var names: [String] = []
    for cell in NoiseExperiment.cells where !names.contains(cell.problem.name) {
      names.append(cell.problem.name)
    }
    let measured = try names.map { name in
      SVGFigure.Series(name, style: .markers, points: try points(snapshot, problem: name))
    }
    let most = measured.flatMap(\.points).map(\.x).max() ?? 0.1
    let least = measured.flatMap(\.points).map(\.x).min() ?? 0.01
    let ratio = Axis("step over batch, eta/B", scale: .logarithmic)
    return ReportFigure(
      fileName: "GradientNoise.svg",
      caption:
        "The excess risk that the noise of samples leaves late in training, divided by (d + q - 1)/(2q): the mean over"
        + " seeds with two standard errors to either side, and the line eta/B that the theory predicts to first order."
        + " Right: the same over the prediction, which it approaches as eta/B falls.",
      picture: SVGFigure(
        title: "The noise of samples raises the risk in proportion to step over batch",
        panels: [
          SVGFigure.Panel(
            title: "excess risk", x: ratio,
            y: Axis("excess risk x 2q / (d + q - 1)", scale: .logarithmic),
            series: [predicted([least, most]) { $0 }] + measured),
          SVGFigure.Panel(
            title: "excess risk over prediction", x: ratio, y: Axis("excess risk / prediction"),
            series: [predicted([least, most]) { _ in 1 }] + measured.map(overPrediction)),
        ]))
  }

  private static func predicted(_ ratios: [Double], height: (Double) -> Double) -> SVGFigure.Series {
    SVGFigure.Series(
      "predicted", style: .line, points: ratios.map { SVGFigure.Series.Point($0, height($0)) })
  }

  private static func overPrediction(_ series: SVGFigure.Series) -> SVGFigure.Series {
    SVGFigure.Series(
      series.name, style: series.style,
      points: series.points.map { point in
        SVGFigure.Series.Point(
          point.x, point.y / point.x, lower: point.lower.map { $0 / point.x },
          upper: point.upper.map { $0 / point.x })
      })
  }

  private static func points(_ snapshot: LedgerSnapshot, problem name: String) throws
    -> [SVGFigure.Series.Point]
  {
    try snapshot.trials(of: "D12", .claim).compactMap { trial in
      let cell = NoiseExperiment.cells[trial.caseIndex]
      guard cell.problem.name == name, let outcome = snapshot.outcomes[trial],
        let seen = outcome["excess seen"], let error = outcome["standard error"]
      else { return nil }
      let ratio = cell.stepSize / Double(cell.batch)
      let slope =
        try D12GradientNoise.excess(
          problem: cell.problem.problem(), stepSize: cell.stepSize, batch: cell.batch) / ratio
      return SVGFigure.Series.Point(
        ratio, seen / slope, lower: (seen - 2 * error) / slope, upper: (seen + 2 * error) / slope)
    }
  }
}
