import Evidence
import Theory

/// L4's figure: the risk of trained layers against the length at which they are tested.
enum LongerSequences {
  /// The figure, from L4's evidence, L3's, and a control of L4.
  static func figure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try AttentionRecipe.wideFrames.problem.problem()
    let length = Axis(
      "test length T' (trained at T = \(problem.tokens))", scale: .logarithmic,
      ticks: [4, 8, 16, 32, 64, 128])
    let frames = snapshot.rows(of: LengthTest.tracked)
    let oneHot = snapshot.rows(of: FixedPositionTest.small).flatMap(\.tested)
    let gaussian = snapshot.rows(of: LengthTest.fixedGaussian, .control)
    let lengths = LengthTest.tracked.testTokens.map(Double.init)
    let trivial = [lengths.min(), lengths.max()].compactMap(\.self).map {
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
        x: length, y: Axis("risk at T' (mean squared error)", scale: .logarithmic),
        series: [
          SVGFigure.Series("formula L1", style: .line, points: means(tested(frames) { $0.formula })),
          SVGFigure.Series(
            "frames drawn anew", style: .markers,
            points: SVGFigure.Series.Point.spread(tested(frames) { $0.risk })),
          SVGFigure.Series("formula L3", style: .line, points: means(oneHot.map { ($0.tokens, $0.formula) })),
          SVGFigure.Series(
            "fixed one-hot positions", style: .markers,
            points: SVGFigure.Series.Point.spread(oneHot.map { ($0.tokens, $0.risk) })),
          SVGFigure.Series(
            "fixed Gaussian positions", style: .markers,
            points: SVGFigure.Series.Point.spread(tested(gaussian) { $0.risk })),
          SVGFigure.Series("trivial risk d/q", style: .dashedLine, points: trivial),
        ]))
  }

  /// A height at each length and layer.
  private static func tested(
    _ rows: [LengthTest.Row], _ height: (LengthTest.Row.Tested) -> Double
  ) -> [(tokens: Int, height: Double)] {
    rows.flatMap(\.tested).map { ($0.tokens, height($0)) }
  }

  /// The means alone.
  private static func means(_ tested: [(tokens: Int, height: Double)]) -> [SVGFigure.Series.Point] {
    SVGFigure.Series.Point.spread(tested).map { SVGFigure.Series.Point($0.x, $0.y) }
  }
}
