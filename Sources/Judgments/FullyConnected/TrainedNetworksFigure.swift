import Evidence
import Theory

/// F10's figure: the risk of every trained network at its first-layer width, on the line LB(m).
enum TrainedNetworksFigure {
  /// Draws the figure from F10's evidence.
  ///
  /// - Throws: `TheoryError`; the experiment's problem is valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try NetworkRecipe.mainProblem.problem()
    let widths = 0...(2 * problem.inputDimension)
    let line = try widths.map {
      SVGFigure.Series.Point(Double($0), try F2RiskLowerBound.value(problem: problem, width: $0))
    }
    let rows = RiskOnTheLine.all.map { snapshot.rows(of: $0) }
    let networks = rows.joined().map { row in
      let reach = 3 * row.standardError
      return SVGFigure.Series.Point(
        Double(row.width), row.risk, lower: max(0, row.risk - reach), upper: row.risk + reach)
    }
    let certificates = rows.compactMap { rows in
      rows.first.map { SVGFigure.Series.Point(spread: rows.map(\.certificate), at: Double($0.width)) }
    }
    let handMade = try (1...problem.inputDimension).map { k in
      SVGFigure.Series.Point(
        Double(k), try F6HandMadeNetwork(problem: problem, coordinates: k, threshold: 8).risk())
    }
    return ReportFigure(
      fileName: "F10TrainedNetworks.svg",
      caption:
        "Risk of fully connected networks trained with Adam on \(problem), one dot a network with three standard errors, on the lower "
        + "bound LB(m) that holds for every network whose first layer has m neurons: the dots lie on the line from "
        + "above and reach zero only at m = Td = \(problem.inputDimension). The certificate is the part of a network's risk that "
        + "its first layer alone decides (mean, least and greatest over the networks of a width). The dashed line is a network of one hidden layer written down by hand, by the number "
        + "m of its neurons that read tokens: it solves the task with exactly Td.",
      picture: SVGFigure(
        title: "Trained fully connected networks on the lower bound, \(problem)",
        x: Axis("first-layer width m", range: 0...Double(2 * problem.inputDimension + 2)),
        y: Axis("risk (mean squared error)"),
        series: [
          SVGFigure.Series("lower bound LB(m)", style: .line, points: line),
          SVGFigure.Series("made by hand, one hidden layer", style: .dashedLine, points: handMade),
          SVGFigure.Series("certificate, mean", style: .markers, points: certificates),
          SVGFigure.Series("trained networks", style: .markers, points: networks),
        ]))
  }
}
