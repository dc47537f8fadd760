import Evidence
import Theory

/// S2's figure: the risks of the trained pairs against the length, on the lines of either theory.
enum TrainedPairsFigure {
  /// Draws the figure from S2's evidence.
  static func draw(_ snapshot: LedgerSnapshot) -> ReportFigure {
    let id = Claim.s2TrainedPairs.id
    func series(_ name: String, _ column: String) -> SVGFigure.Series {
      SVGFigure.Series(name, style: .markers, points: snapshot.spread(of: id, x: "T", y: column))
    }
    /// What theory says at the lengths; the same in every repetition.
    func line(_ name: String, _ column: String, _ style: SVGFigure.Series.Style) -> SVGFigure.Series {
      let points = snapshot.spread(of: id, x: "T", y: column).map { SVGFigure.Series.Point($0.x, $0.y) }
      return SVGFigure.Series(name, style: style, points: points)
    }
    let length = Axis("sequence length T", range: 6...34, ticks: PairExperiment.lengths.map(Double.init))
    return ReportFigure(
      fileName: "TrainedPairs.svg",
      caption:
        "Attention layers and fully connected networks trained side by side on d = 2, q = 2, with as many parameters, "
        + "samples and step sizes tried; the network's hidden layer has m = T/2 neurons, a quarter of Td. Markers are means over independent trainings, "
        + "bars go from the least to the greatest risk. Left: the network stays between LB(m) and the trivial risk d/q, which no training can change, "
        + "and attention follows its gradient flow to a risk hundreds of times lower. Right: each risk divided by what its own theory says; 1 is the bound for the network, the flow for attention.",
      picture: SVGFigure(
        title: "Trained side by side: attention and a fully connected network, each on its own theory",
        panels: [
          SVGFigure.Panel(
            title: "Risk", x: length, y: Axis("risk (mean squared error)", scale: .logarithmic),
            series: [
              line("trivial risk d/q", "trivial risk", .dashedLine),
              line("lower bound LB(m)", "LB(m)", .line),
              series("network, trained", "risk, network"), line("gradient flow", "flow", .line),
              series("attention, trained", "risk, attention"),
            ]),
          SVGFigure.Panel(
            title: "Risk over its theory", x: length, y: Axis("risk / theory"),
            series: [
              series("network, trained", "network / LB(m)"), series("attention, trained", "attention / flow"),
            ]),
        ]))
  }
}
