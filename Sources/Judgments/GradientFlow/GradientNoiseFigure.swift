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
    return ReportFigure(
      fileName: "GradientNoise.svg",
      caption:
        "The excess risk that the noise of samples leaves late in training, divided by (d + q - 1)/(2q): the mean over"
        + " seeds with two standard errors to either side, and the line eta/B that the theory predicts to first order.",
      picture: SVGFigure(
        title: "The noise of samples raises the risk in proportion to step over batch",
        x: Axis("step over batch, eta/B", scale: .logarithmic),
        y: Axis("excess risk x 2q / (d + q - 1)", scale: .logarithmic),
        series: [
          SVGFigure.Series(
            "predicted", style: .line,
            points: [least, most].map { SVGFigure.Series.Point($0, $0) })
        ] + measured))
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
