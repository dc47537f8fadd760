import Evidence

/// S1's figure: what either model needs for a risk, in width and in parameters, against the length.
enum WidthsFigure {
  /// Draws the figure from S1's evidence.
  static func draw(_ snapshot: LedgerSnapshot) -> ReportFigure {
    func series(
      _ name: String, _ style: SVGFigure.Series.Style, _ size: @escaping (S1WidthsRow) -> Double
    ) -> [SVGFigure.Series] {
      RiskTarget.percents.map { percent in
        let rows = WidthsByFormula.all(percent: percent).flatMap { snapshot.rows(of: $0) }
        return SVGFigure.Series(
          "\(name), risk \(percent) %", style: style,
          points: rows.map { SVGFigure.Series.Point(Double($0.widths.problem.tokens), size($0)) })
      }
    }
    func panel(
      _ title: String, network: @escaping (S1WidthsRow) -> Double,
      attention: @escaping (S1WidthsRow) -> Double, shared size: @escaping (S1WidthsRow) -> Int
    ) -> SVGFigure.Panel {
      // It needs the same for every risk.
      let shared = series("shared", .markers) { Double(size($0)) }.prefix(1).map {
        SVGFigure.Series("fully connected, shared over tokens", style: $0.style, points: $0.points)
      }
      return SVGFigure.Panel(
        title: title, x: Axis("sequence length T", scale: .logarithmic),
        y: Axis(title.lowercased(), scale: .logarithmic),
        series: series("fully connected", .line, network) + series("attention", .dashedLine, attention)
          + shared)
    }
    return ReportFigure(
      fileName: "Widths.svg",
      caption:
        "Width (a network's whole first layer, an attention layer's d + d_e and a shared layer's d for each token) and number of parameters that a risk of 1, 10 or 50 % of d/q needs, against the sequence length; d = 5, q = 3. The network's, on the flattened sequence, are least possible, attention's sufficient; a fully connected layer shared over tokens needs the same at every length.",
      picture: SVGFigure(
        title: "What sparse token selection needs: fully connected network against attention",
        panels: [
          panel(
            "Width", network: { Double($0.widths.networkWidth) },
            attention: { Double($0.widths.attentionWidth) }, shared: { $0.widths.sharedWidth }),
          panel(
            "Parameters", network: { $0.widths.networkParameters },
            attention: { $0.widths.attentionParameters }, shared: { $0.widths.sharedParameters }),
        ]))
  }

  private typealias S1WidthsRow = WidthsByFormula.Row
}
