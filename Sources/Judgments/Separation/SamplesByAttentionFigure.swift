import Evidence
import Theory

/// S3's figure: the share of data sets learnt against the number of examples, and the mean risk beside the networks' bound.
enum SamplesByAttentionFigure {
  /// Draws the figure from S3's evidence.
  ///
  /// - Throws: `TheoryError`; the experiments' problems are valid.
  static func draw(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    ReportFigure(
      fileName: "SamplesByAttention.svg",
      caption:
        "Attention trained from zero on n fixed examples, d = q = 2. Left: the share of data sets learnt (risk at most 5 % of d/q), counted on the flow averaged over frames, with the count's interval; dashed lines are the law. "
        + "Right: the mean risk of trained layers over all data sets, failures included, with three standard errors; the line is the mean bound for fully connected networks of any width.",
      picture: SVGFigure(
        title: "Fixed training sets: attention learns from fewer examples than a network",
        panels: [try shares(snapshot), risks(snapshot)]))
  }

  private static func shares(_ snapshot: LedgerSnapshot) throws -> SVGFigure.Panel {
    let lengths = [16, 64, 256, 1024]
    let markers = lengths.map { tokens in
      SVGFigure.Series(
        "T = \(tokens)", style: .markers,
        points: FixedExampleFlows.onTheLaw.filter { $0.problem.tokens == tokens }.flatMap {
          snapshot.rows(of: $0)
        }.map {
          SVGFigure.Series.Point(
            Double($0.examples), $0.learnt.estimate, lower: $0.learnt.lower, upper: $0.learnt.upper)
        })
    }
    let lines = try lengths.map { tokens in
      let problem = try SmallProblem(tokens, 2, 2).problem()
      return SVGFigure.Series(
        "T = \(tokens)", style: .dashedLine,
        points: try [6, 7, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512].map {
          SVGFigure.Series.Point(Double($0), try S3Samples.share(problem: problem, examples: $0))
        })
    }
    return SVGFigure.Panel(
      title: "Share of data sets learnt", x: Axis("examples n", scale: .logarithmic),
      y: Axis("share learnt"), series: lines + markers)
  }

  private static func risks(_ snapshot: LedgerSnapshot) -> SVGFigure.Panel {
    let trained = [8, 16, 32, 64].map { tokens in
      let layers = FixedExampleLayers.onTheLine.filter { $0.problem.tokens == tokens }
      return SVGFigure.Series(
        "T = \(tokens)", style: .markers,
        points: layers.flatMap { snapshot.rows(of: $0) }.map(\.meanRiskPoint))
    }
    let bound = SVGFigure.Series(
      "networks: 1 - n/(Td)", style: .line,
      points: (0...10).map { SVGFigure.Series.Point(Double($0) / 10, 1 - Double($0) / 10) })
    return SVGFigure.Panel(
      title: "Mean risk", x: Axis("examples n/(Td)", range: 0...1), y: Axis("risk / (d/q)"),
      series: [bound] + trained)
  }
}

extension FixedExampleLayers.Row {
  /// The mean risk as a share of d/q with three standard errors, against the networks' n/(Td).
  var meanRiskPoint: SVGFigure.Series.Point {
    let reach = 3 * standardError
    return SVGFigure.Series.Point(
      1 - networkBound, meanShare, lower: max(0, meanShare - reach), upper: meanShare + reach)
  }
}
