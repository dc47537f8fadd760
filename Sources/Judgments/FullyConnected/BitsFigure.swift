import Evidence
import Theory

/// F13's figure: least risk at B bits beside the least risk at B neurons, with encoders' exact risks.
enum BitsFigure {
  /// Draws the figure from F13's evidence.
  ///
  /// - Throws: `TheoryError`; the experiment's problem is valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try NetworkRecipe.mainProblem.problem()
    let places = (0...80).map(Double.init)
    func measured(_ name: String, _ isWanted: (GaussianEncoder.Encoder) -> Bool) -> SVGFigure.Series {
      let encoders = GaussianEncoder.all.filter {
        $0.problem == NetworkRecipe.mainProblem && isWanted($0.encoder)
      }
      return SVGFigure.Series(
        name, style: .markers,
        points: encoders.compactMap { encoder in
          snapshot.rows(of: encoder).first.map { SVGFigure.Series.Point($0.bits, $0.risk) }
        })
    }
    return ReportFigure(
      fileName: "Bits.svg",
      caption:
        "Least risk at B bits (reverse water-filling) beside LB(m) at m = B neurons of unlimited precision, with the exact risks of sign neurons, one bit each, and of noisy neurons; \(problem).",
      picture: SVGFigure(
        title: "Bits, not neurons: the least risk of a first layer that passes B bits",
        x: Axis("bits B, or neurons m", range: 0...80), y: Axis("risk"),
        series: [
          SVGFigure.Series(
            "D(B)", style: .line,
            points: try places.map {
              SVGFigure.Series.Point($0, try F13Bits.gaussian(problem: problem, bits: $0))
            }),
          SVGFigure.Series(
            "LB(m)", style: .dashedLine,
            points: try places.map {
              SVGFigure.Series.Point($0, try F2RiskLowerBound.value(problem: problem, width: Int($0)))
            }),
          measured("sign neurons, random") { if case .signs = $0 { true } else { false } },
          measured("sign neurons, eigenvectors") { if case .alignedSigns = $0 { true } else { false } },
          measured("noisy neurons, random") { if case .noisy = $0 { true } else { false } },
          measured("noisy neurons, matched") { if case .matched = $0 { true } else { false } },
        ]))
  }
}
