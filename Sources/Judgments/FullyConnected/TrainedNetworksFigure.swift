import Evidence
import Theory

/// F10's figure: the risk of every trained network at its first-layer width, on the line LB(m).
enum TrainedNetworksFigure {
  /// Draws the figure from F10's evidence.
  ///
  /// - Throws: `TheoryError`; the experiment's problem is valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try NetworkExperiment.problem()
    let widths = 0...(2 * problem.inputDimension)
    let line = try widths.map {
      SVGFigure.Series.Point(Double($0), try F2RiskLowerBound.value(problem: problem, width: $0))
    }
    let networks = snapshot.points(of: Claim.f10TrainedNetworks.id, x: "width", y: "trained risk")
    return ReportFigure(
      fileName: "F10TrainedNetworks.svg",
      caption:
        "Risk of fully connected networks trained with Adam on \(problem), one dot a network, on the lower "
        + "bound LB(m) that holds for every network whose first layer has m neurons: the dots lie on the line from "
        + "above and reach zero only at m = Td = \(problem.inputDimension).",
      picture: SVGFigure(
        title: "Trained fully connected networks on the lower bound, \(problem)",
        x: Axis("first-layer width m"), y: Axis("risk (mean squared error)"),
        series: [
          SVGFigure.Series("lower bound LB(m)", style: .line, points: line),
          SVGFigure.Series("trained networks", style: .markers, points: networks),
        ]))
  }
}
