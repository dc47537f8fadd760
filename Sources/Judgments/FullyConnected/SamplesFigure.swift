import Evidence
import Theory

/// F14's figure: the risk of networks trained on n examples, beside the least that any training can reach on average, and
/// that of attention layers trained on the same examples, which S3 judges.
enum SamplesFigure {
  /// Draws the figure from F14's evidence.
  ///
  /// - Throws: `TheoryError`; the experiment's problem is valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try SmallProblem(8, 2, 2).problem()
    let length = Double(problem.inputDimension)
    func series(_ name: String, _ trained: [FixedExamplePairs], _ role: Trial.Role) -> SVGFigure.Series {
      SVGFigure.Series(
        name, style: .markers,
        points: trained.compactMap { pairs in
          snapshot.rows(of: pairs, role).first.map { row in
            let reach = 3 * row.standardError
            return SVGFigure.Series.Point(
              Double(pairs.examples) / length, row.risk / problem.trivialRisk,
              lower: max(0, row.risk - reach) / problem.trivialRisk,
              upper: (row.risk + reach) / problem.trivialRisk)
          }
        })
    }
    let widths = [8, 32, 128].map { width in
      series("width \(width)", FixedExamplePairs.onTheLine.filter { $0.hidden == [width] }, .claim)
    }
    return ReportFigure(
      fileName: "Samples.svg",
      caption:
        "Risk of networks trained on n fixed examples, as a share of d/q, mean over pairs of starts with three standard errors; the line is the mean of tr((I - Pi) S), below which no width can go; Adam is outside the theorem and shown beside; \(problem). Attention is trained on the same examples as the networks of width 32 (S3 judges it): mean over all data sets, failures included, with three standard errors. From 2 examples, no more than d, which it can fit without looking at the subset, it lies above the line; from 8 and 14 below it.",
      picture: SVGFigure(
        title: "Finite training sets: no width makes up for examples",
        x: Axis("examples n/(Td)", range: 0...1), y: Axis("risk / (d/q)"),
        series: [
          SVGFigure.Series(
            "1 - n/(Td)", style: .line,
            points: (0...problem.inputDimension).map {
              SVGFigure.Series.Point(Double($0) / length, 1 - Double($0) / length)
            })
        ] + widths + [series("width 32, Adam", FixedExamplePairs.adam, .control), attention(snapshot)]))
  }

  private static func attention(_ snapshot: LedgerSnapshot) -> SVGFigure.Series {
    SVGFigure.Series(
      "attention", style: .markers,
      points: FixedExampleLayers.onNetworksData.flatMap { snapshot.rows(of: $0) }.map(\.meanRiskPoint))
  }
}
