import Evidence

/// F8's figure: one panel a width, the share of errors up to r, and the envelope.
enum ErrorSharesFigure {
  /// Draws the figure from F8's evidence.
  static func draw(_ snapshot: LedgerSnapshot) -> ReportFigure {
    let panels = ErrorShares.all.map { experiment in
      let rows = snapshot.rows(of: experiment)
      return SVGFigure.Panel(
        title: "m = \(experiment.network.width)", x: Axis("squared error r", scale: .logarithmic),
        y: Axis("probability of at most r", scale: .logarithmic, range: 1e-3...1.5),
        series: [
          SVGFigure.Series("Anderson envelope", style: .line, points: points(rows) { $0.envelope }),
          SVGFigure.Series("trained networks", style: .markers, points: points(rows) { $0.share.estimate }),
        ])
    }
    return ReportFigure(
      fileName: "ErrorDistribution.svg",
      caption:
        "How often the squared error of trained networks (\(NetworkRecipe.mainProblem.name)) is at most r: mean, least and greatest over the seeds. The band holds the envelopes of their first layers, which no network with the same first layer exceeds.",
      picture: SVGFigure(title: "Errors of trained networks under the envelope", panels: panels))
  }

  /// One point for every r: the mean over the networks with the least and the greatest as its ends.
  private static func points(
    _ rows: [ErrorShares.Row], _ height: (ErrorShares.Row.Share) -> Double
  ) -> [SVGFigure.Series.Point] {
    guard let first = rows.first else { return [] }
    return first.shares.indices.map { place in
      let heights = rows.map { height($0.shares[place]) }
      return SVGFigure.Series.Point(
        first.shares[place].r, heights.reduce(0, +) / Double(heights.count), lower: heights.min(),
        upper: heights.max())
    }
  }
}
