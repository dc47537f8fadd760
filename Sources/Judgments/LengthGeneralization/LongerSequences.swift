import Evidence
import Theory

/// L4's figure: the risk of trained layers against the length at which they are tested.
enum LongerSequences {
  /// The figure, from L4's evidence and its control's.
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let resampled = AttentionExperiment.settings[AttentionExperiment.resampled]
    let problem = try resampled.problem()
    let length = Axis(
      "test length T' (trained at T = \(problem.tokens))", scale: .logarithmic,
      ticks: [4, 8, 16, 32, 64, 128])
    let (tested, control) = (
      snapshot.spread(of: "L4", x: "test length", y: "risk"),
      snapshot.spread(of: "L4", .control, x: "test length", y: "risk") { $0.caseName.contains("one-hot") }
    )
    let gaussian = snapshot.spread(of: "L4", .control, x: "test length", y: "risk") {
      $0.caseName.contains("fixed Gaussian")
    }
    let ends = (tested + control).map(\.x)
    let trivial = [ends.min(), ends.max()].compactMap(\.self).map {
      SVGFigure.Series.Point($0, problem.trivialRisk)
    }
    return ReportFigure(
      fileName: "LongerSequences.svg",
      caption:
        "Layers trained at T = \(problem.tokens) (d = \(problem.dimension), q = \(problem.sparsity)) and tested at other"
        + " lengths (markers: the mean over seeds, bars: the least and the greatest). With positions drawn anew they"
        + " stay on L1's formula at their own (alpha, C); with fixed one-hot positions the rows of W beyond T were"
        + " never trained, and they follow L3's formula, near the risk of predicting nothing; fixed Gaussian"
        + " ones, trained longer, fail too.",
      picture: SVGFigure(
        title: "Stochastic positions generalize to longer sequences, fixed ones do not",
        x: length, y: Axis("risk at T'", scale: .logarithmic),
        series: [
          SVGFigure.Series(
            "formula L1", style: .line,
            points: snapshot.spread(of: "L4", x: "test length", y: "formula").map(mean)),
          SVGFigure.Series("frames drawn anew", style: .markers, points: tested),
          SVGFigure.Series(
            "formula L3", style: .line,
            points: snapshot.spread(
              of: "L4", .control, x: "test length", y: "risk predicted for fixed positions"
            ).map(mean)),
          SVGFigure.Series("fixed one-hot positions", style: .markers, points: control),
          SVGFigure.Series("fixed Gaussian positions", style: .markers, points: gaussian),
          SVGFigure.Series("trivial risk d/q", style: .dashedLine, points: trivial),
        ]))
  }

  /// The point without its ends.
  private static func mean(_ point: SVGFigure.Series.Point) -> SVGFigure.Series.Point {
    SVGFigure.Series.Point(point.x, point.y)
  }
}
