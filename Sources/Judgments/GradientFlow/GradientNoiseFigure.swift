import Evidence
import Theory

/// D12's figure: the excess risk of training on samples against step over batch, and against time.
enum GradientNoiseFigure {
  /// The figure, from D12's evidence; every problem's excess is divided by its slope (d + q - 1)/(2q).
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    var names: [String] = []
    for cell in NoiseExperiment.cells where !names.contains(cell.problem.name) {
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
        "The excess risk that the noise of samples leaves late in training, divided by (d + q - 1)/(2q): the mean over"
        + " seeds with two standard errors to either side, and the line eta/B of the limit of late"
        + " times. Middle: the excess over the law's at the times looked at, which it approaches"
        + " as eta/B falls. Right: the excess risk against time in three settings (batch 64; means over hundreds of"
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
            y: Axis("excess risk"), series: try overTime(snapshot)),
        ]))
  }

  private static func predicted(_ ratios: [Double], height: (Double) -> Double) -> SVGFigure.Series {
    SVGFigure.Series(
      "predicted", style: .line, points: ratios.map { SVGFigure.Series.Point($0, height($0)) })
  }

  /// The excess over the law's, of the cells of a problem.
  private static func overLaw(_ snapshot: LedgerSnapshot, problem name: String) -> [SVGFigure.Series.Point] {
    cellOutcomes(snapshot, problem: name).compactMap { cell, outcome in
      guard let seen = outcome["excess seen"], let error = outcome["standard error"],
        let law = outcome["excess predicted"]
      else { return nil }
      return SVGFigure.Series.Point(
        cell.stepSize / Double(cell.batch), seen / law, lower: (seen - 2 * error) / law,
        upper: (seen + 2 * error) / law)
    }
  }

  /// The means over D7's networks of each setting on the law's line, and the limit of late times for frames.
  private static func overTime(_ snapshot: LedgerSnapshot) throws -> [SVGFigure.Series] {
    var series: [SVGFigure.Series] = []
    for (index, setting) in AttentionExperiment.settings.enumerated() {
      let name = try setting.legend
      let system = try FlowSystem(problem: setting.problem(), positions: setting.positionLaw)
      var descent = try NoisyDescent(system, stepSize: setting.stepSize, batch: AttentionExperiment.batch)
      let line = try descent.states(
        after: setting.lineTimes.map { Int(($0 / setting.stepSize).rounded()) })
      series.append(
        SVGFigure.Series(
          name, style: .line, points: line.map { SVGFigure.Series.Point($0.quiet.time, $0.excess) }))
      series.append(SVGFigure.Series(name, style: .markers, points: means(snapshot, setting: index)))
      if setting.positions != .oneHot, let last = setting.times.last {
        let limit = try D12GradientNoise.excess(
          problem: setting.problem(), stepSize: setting.stepSize, batch: AttentionExperiment.batch)
        series.append(
          SVGFigure.Series(
            "frames, limit of late times", style: .dashedLine,
            points: [SVGFigure.Series.Point(setting.times[0], limit), SVGFigure.Series.Point(last, limit)]))
      }
    }
    return series
  }

  private static func means(_ snapshot: LedgerSnapshot, setting: Int) -> [SVGFigure.Series.Point] {
    ClaimJudgment.d7Means(snapshot, setting: setting).compactMap { outcome in
      guard let time = outcome["t"], let seen = outcome["excess risk"],
        let one = outcome["deviation of risk"],
        let networks = outcome["networks"]
      else { return nil }
      let error = one / networks.squareRoot()
      return SVGFigure.Series.Point(time, seen, lower: seen - 2 * error, upper: seen + 2 * error)
    }
  }

  /// The outcomes of the cells of a problem; the cases after the cells are D7's layers.
  private static func cellOutcomes(_ snapshot: LedgerSnapshot, problem name: String)
    -> [(cell: NoiseExperiment.Cell, outcome: Outcome)]
  {
    snapshot.trials(of: "D12", .claim).compactMap { trial in
      guard trial.caseIndex < NoiseExperiment.cells.count, let outcome = snapshot.outcomes[trial] else {
        return nil
      }
      let cell = NoiseExperiment.cells[trial.caseIndex]
      return cell.problem.name == name ? (cell, outcome) : nil
    }
  }

  /// The excess divided by its slope in eta/B at late times.
  private static func points(_ snapshot: LedgerSnapshot, problem name: String) -> [SVGFigure.Series.Point] {
    cellOutcomes(snapshot, problem: name).compactMap { cell, outcome in
      guard let seen = outcome["excess seen"], let error = outcome["standard error"],
        let limit = outcome["limit of late times"]
      else { return nil }
      let ratio = cell.stepSize / Double(cell.batch)
      let slope = limit / ratio
      return SVGFigure.Series.Point(
        ratio, seen / slope, lower: (seen - 2 * error) / slope, upper: (seen + 2 * error) / slope)
    }
  }
}
