import Evidence

/// S2's figure: the risks of the trained pairs against the length, on the lines of either theory.
enum TrainedPairsFigure {
  /// Draws the figure from S2's evidence.
  static func draw(_ snapshot: LedgerSnapshot) -> ReportFigure {
    let trained = PairOnTheory.all.map { pair in
      (tokens: Double(pair.problem.tokens), rows: snapshot.rows(of: pair))
    }.filter { !$0.rows.isEmpty }
    func series(_ name: String, _ value: (PairOnTheory.Row) -> Double) -> SVGFigure.Series {
      SVGFigure.Series(
        name, style: .markers,
        points: trained.map { SVGFigure.Series.Point(spread: $0.rows.map(value), at: $0.tokens) })
    }
    /// What theory says at the lengths; it hardly varies over repetitions, which may choose different steps.
    func line(
      _ name: String, _ style: SVGFigure.Series.Style, _ value: (PairOnTheory.Row) -> Double
    ) -> SVGFigure.Series {
      let points = series(name, value).points.map { SVGFigure.Series.Point($0.x, $0.y) }
      return SVGFigure.Series(name, style: style, points: points)
    }
    let length = Axis(
      "sequence length T", range: 6...34, ticks: PairOnTheory.all.map { Double($0.problem.tokens) })
    return ReportFigure(
      fileName: "TrainedPairs.svg",
      caption:
        "Attention layers and fully connected networks trained side by side on d = 2, q = 2, with as many parameters, "
        + "samples and step sizes tried; the network's hidden layer has m = T/2 neurons, a quarter of Td. Markers are means over independent trainings, "
        + "bars go from the least to the greatest risk. Left: the network stays between LB(m) and the trivial risk d/q, which no training can change, "
        + "and attention follows its gradient flow to a risk hundreds of times lower. Right: each risk divided by what its own theory says; 1 is the bound for the network, the flow with the law of its noise for attention.",
      picture: SVGFigure(
        title: "Trained side by side: attention and a fully connected network, each on its own theory",
        panels: [
          SVGFigure.Panel(
            title: "Risk", x: length, y: Axis("risk (mean squared error)", scale: .logarithmic),
            series: [
              line("trivial risk d/q", .dashedLine) { $0.trivialRisk },
              line("lower bound LB(m)", .line) { $0.bound },
              series("network, trained") { $0.networkRisk }, line("gradient flow", .line) { $0.flow },
              series("attention, trained") { $0.attentionRisk },
            ]),
          SVGFigure.Panel(
            title: "Risk over its theory", x: length, y: Axis("risk / theory"),
            series: [
              series("network, trained") { $0.networkRisk / $0.bound },
              series("attention, trained") { $0.attentionRisk / $0.law },
            ]),
        ]))
  }
}
