import Evidence
import Theory

/// F13's figure: encoders' exact risks by the bits that they pass, above D(B), and by their neurons, above LB(m).
enum BitsFigure {
  private typealias Point = SVGFigure.Series.Point

  /// Draws the figure from F13's evidence.
  ///
  /// - Throws: `TheoryError`; the experiment's problem is valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try NetworkRecipe.mainProblem.problem()
    let places = (0...80).map(Double.init)
    let leastAtBits = SVGFigure.Series(
      "D(B)", style: .line,
      points: try places.map { Point($0, try F13Bits.gaussian(problem: problem, bits: $0)) })
    let leastAtNeurons = SVGFigure.Series(
      "LB(m)", style: .dashedLine,
      points: try places.map { Point($0, try F2RiskLowerBound.value(problem: problem, width: Int($0))) })
    func panel(
      _ title: String, _ label: String, _ bound: SVGFigure.Series, _ place: (GaussianEncoder.Row) -> Double
    ) -> SVGFigure.Panel {
      SVGFigure.Panel(
        title: title, x: Axis(label, range: 0...80),
        y: Axis("risk (mean squared error)", range: 0...(1.1 * problem.trivialRisk)),
        series: [bound] + measured(snapshot, place))
    }
    return ReportFigure(
      fileName: "Bits.svg",
      caption:
        "The exact risk of encoders, of sign neurons, one bit each, and of noisy neurons; \(problem). Left: by the bits that they pass, above the least risk D(B) at B bits (reverse water-filling). Right: by their neurons, above the least risk LB(m) of m neurons of unlimited precision.",
      picture: SVGFigure(
        title: "Bits, not neurons: the least risk of a first layer that passes B bits",
        panels: [
          panel("By bits", "bits B", leastAtBits) { $0.bits },
          panel("By neurons", "neurons m", leastAtNeurons) { Double($0.neurons) },
        ]))
  }

  /// A point for every encoder that was drawn, a series for every kind.
  private static func measured(_ snapshot: LedgerSnapshot, _ place: (GaussianEncoder.Row) -> Double)
    -> [SVGFigure.Series]
  {
    func series(_ name: String, _ isWanted: (GaussianEncoder.Encoder) -> Bool) -> SVGFigure.Series {
      let encoders = GaussianEncoder.all.filter {
        $0.problem == NetworkRecipe.mainProblem && isWanted($0.encoder)
      }
      return SVGFigure.Series(
        name, style: .markers,
        points: encoders.flatMap { snapshot.rows(of: $0) }.map { Point(place($0), $0.risk) })
    }
    return [
      series("sign neurons, random") { if case .signs = $0 { true } else { false } },
      series("sign neurons, eigenvectors") { if case .alignedSigns = $0 { true } else { false } },
      series("noisy neurons, random") { if case .noisy = $0 { true } else { false } },
      series("noisy neurons, matched") { if case .matched = $0 { true } else { false } },
    ]
  }
}
