import Evidence
import Theory

/// D12's figure: the excess risk of training on samples against step over batch, and against time.
enum GradientNoiseFigure {
  /// The figure, from D12's evidence; every problem's excess is divided by its slope (d + q - 1)/(2q).
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    var names: [String] = []
    for cell in NoiseCell.all where !names.contains(cell.problem.name) {
      names.append(cell.problem.name)
    }
    let measured = names.map { name in
      SVGFigure.Series(name, style: .markers, points: points(snapshot, problem: name))
    }
    let most = measured.flatMap(\.points).map(\.x).max() ?? 0.1
    let least = measured.flatMap(\.points).map(\.x).min() ?? 0.01
    let ratio = Axis("step over batch, eta/B", scale: .logarithmic)
    return ReportFigure(
      fileName: "GradientNoise.svg",
      caption:
        "The excess risk that the noise of samples leaves, averaged over a window of times, divided by (d + q - 1)/(2q): the"
        + " mean over seeds with two standard errors to either side, and the line eta/B to which the law tends late. Right: the excess over the law's at the times looked at, which it approaches"
        + " as eta/B falls. Below: the excess risk against time in three settings (batch 64; means over hundreds of"
        + " networks with two standard errors to either side) on the law's lines; with frames it is far above its limit"
        + " (dashed), as no batch averages the noise of the frames.",
      picture: SVGFigure(
        title: "The noise of samples raises the risk in proportion to step over batch",
        panels: [
          SVGFigure.Panel(
            title: "excess risk", x: ratio,
            y: Axis("excess risk x 2q / (d + q - 1)", scale: .logarithmic),
            series: [predicted([least, most]) { $0 }] + measured),
          SVGFigure.Panel(
            title: "excess risk over the law's", x: ratio, y: Axis("excess risk / law"),
            series: [predicted([least, most]) { _ in 1 }]
              + names.map { name in
                SVGFigure.Series(name, style: .markers, points: overLaw(snapshot, problem: name))
              }),
          SVGFigure.Panel(
            title: "excess risk against time", x: Axis("time t = step size x steps", scale: .logarithmic),
            y: Axis("excess risk (mean squared error)"), series: try overTime(snapshot)),
        ]))
  }

  private static func predicted(_ ratios: [Double], height: (Double) -> Double) -> SVGFigure.Series {
    SVGFigure.Series(
      "predicted", style: .line, points: ratios.map { SVGFigure.Series.Point($0, height($0)) })
  }

  /// The excess over the law's, of the cells of a problem.
  private static func overLaw(_ snapshot: LedgerSnapshot, problem name: String) -> [SVGFigure.Series.Point] {
    rows(snapshot, problem: name).map { point($0, over: $0.predicted) }
  }

  /// The excess divided by its slope in eta/B at late times.
  private static func points(_ snapshot: LedgerSnapshot, problem name: String) -> [SVGFigure.Series.Point] {
    rows(snapshot, problem: name).map { point($0, over: $0.limit / $0.stepOverBatch) }
  }

  /// The excess over a unit at its eta/B, with two standard errors to either side.
  private static func point(_ row: ExcessRow, over unit: Double) -> SVGFigure.Series.Point {
    let error = 2 * row.seen.standardError
    return SVGFigure.Series.Point(
      row.stepOverBatch, row.seen.mean / unit, lower: (row.seen.mean - error) / unit,
      upper: (row.seen.mean + error) / unit)
  }

  /// What the cells of a problem show.
  private static func rows(_ snapshot: LedgerSnapshot, problem name: String) -> [ExcessRow] {
    NoiseCell.all.filter { $0.problem.name == name }.flatMap { snapshot.rows(of: CellExcess(cell: $0)) }
  }

  /// The means over D7's networks of each recipe on the law's line, and the limit of late times for frames.
  private static func overTime(_ snapshot: LedgerSnapshot) throws -> [SVGFigure.Series] {
    var series: [SVGFigure.Series] = []
    for recipe in AttentionRecipe.tracked {
      var descent = try NoisyDescent(recipe.system(), stepSize: recipe.stepSize, batch: recipe.batch)
      let line = try descent.states(after: recipe.lineTimes.map { recipe.steps(to: $0) })
      series.append(
        SVGFigure.Series(
          recipe.legend, style: .line,
          points: line.map { SVGFigure.Series.Point($0.quiet.time, $0.excess) }))
      series.append(SVGFigure.Series(recipe.legend, style: .markers, points: means(snapshot, recipe)))
      let times = recipe.times(.standard)
      if recipe.positions != .oneHot, let first = times.first, let last = times.last {
        let limit = try D12GradientNoise.excess(
          problem: recipe.problem.problem(), stepSize: recipe.stepSize, batch: recipe.batch)
        series.append(
          SVGFigure.Series(
            "frames, limit of late times", style: .dashedLine,
            points: [SVGFigure.Series.Point(first, limit), SVGFigure.Series.Point(last, limit)]))
      }
    }
    return series
  }

  private static func means(_ snapshot: LedgerSnapshot, _ recipe: AttentionRecipe)
    -> [SVGFigure.Series.Point]
  {
    LayerMeans.all(of: recipe).flatMap { snapshot.rows(of: $0) }.map { row in
      let error = 2 * row.deviationOfExcess / Double(row.networks).squareRoot()
      return SVGFigure.Series.Point(
        row.time, row.excess, lower: row.excess - error, upper: row.excess + error)
    }
  }
}
