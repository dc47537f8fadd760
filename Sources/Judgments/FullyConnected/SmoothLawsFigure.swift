import Evidence
import Theory

/// F12's figure: best decoders of one neuron and the bounds on them, as noise is added to signs.
enum SmoothLawsFigure {
  /// Draws the figure from F12's evidence.
  static func draw(_ snapshot: LedgerSnapshot) -> ReportFigure {
    ReportFigure(
      fileName: "SmoothLaws.svg",
      caption:
        "From Gaussian tokens (tau = 1) to signs (tau = 0), one first-layer neuron: the bound LB(1)/j slides to nothing, and the one-neuron decoder, on the bound at tau = 1, follows it down once the noise no longer hides the neuron's lowest bit.",
      picture: SVGFigure(
        title: "One neuron on signs with noise: best decoder and lower bound",
        panels: NoisySignDecoders.problems.map { panel($0, snapshot) }))
  }

  private static func panel(_ problem: SmallProblem, _ snapshot: LedgerSnapshot) -> SVGFigure.Panel {
    let rows = NoisySignDecoders.all(problem).flatMap { snapshot.rows(of: $0) }
    func series(
      _ name: String, _ style: SVGFigure.Series.Style, _ risk: (NoisySignDecoders.Row) -> Double?
    ) -> SVGFigure.Series {
      SVGFigure.Series(
        name, style: style,
        points: rows.compactMap { row in risk(row).map { SVGFigure.Series.Point(row.noise, $0) } })
    }
    return SVGFigure.Panel(
      title: problem.name, x: Axis("noise tau on the signs", scale: .logarithmic),
      y: Axis("risk (mean squared error)", scale: .logarithmic),
      series: [
        series("Gaussian bound LB(1)", .dashedLine) { $0.bound },
        series("bound LB(1)/j", .line) { $0.bound / $0.information },
        series("certificate of the best neuron / j", .line) { row in
          row.best.map { $0.certificate / row.information }
        },
        series("best decoder of one neuron", .markers) { $0.best?.risk },
      ])
  }
}
