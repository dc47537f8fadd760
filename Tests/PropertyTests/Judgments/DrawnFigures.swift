import Evidence
import TestSupport
import Testing

@testable import Judgments

/// The report's plots, drawn again: those of rows from the published run's, the others as the default run computes them.
enum DrawnFigures {
  /// The judgments whose one figure reads rows alone.
  private static let ofRows: [ClaimJudgment] = [
    .f8InProbability, .f10TrainedNetworks, .f12SmoothLaws, .f13Bits, .f14Samples, .d12GradientNoise,
    .d17ExactMisadjustment, .d22Adam, .l2QuadraticLaw, .l4LongerSequences, .s1Widths, .s2TrainedPairs,
    .s3Samples,
  ]

  /// The figures that read rows, and cost next to nothing to draw.
  static func fromRows(_ snapshot: LedgerSnapshot) throws -> [ReportFigure] {
    try ofRows.flatMap { try $0.figures(snapshot) }
      + [FlowAndSamples.figure(snapshot), FloorLawFigure.draw(snapshot)]
  }

  /// The figures that read no rows: each integrates, trains or draws for less than a second.
  static func computed() throws -> [ReportFigure] {
    try [
      NextOrderFigure.draw(), ProvedRateFigure.draw(), StepLimitFigure.draw(),
      ClaimJudgment.phasePortrait(Settings()), MarginHistogram.figure(Settings()),
    ]
  }

  /// The panels of a figure that has so many.
  static func plot(_ figure: ReportFigure, panels count: Int) throws -> [SVGFigure.Panel] {
    let panels = try #require(figure.plot).panels
    try #require(panels.count == count)
    return panels
  }

  /// What a figure shows: for every panel its axes, then for every series its style, its points and whether they have bars.
  static func contents(_ figure: ReportFigure) -> [String] {
    (figure.plot?.panels ?? []).flatMap { panel in
      ["\(describe(panel.x)) | \(describe(panel.y))"] + counted(panel.series.map(describe))
    }
  }

  private static func describe(_ series: SVGFigure.Series) -> String {
    let bars = series.points.count { $0.lower != nil && $0.upper != nil }
    return "  \(series.name): \(series.points.count) \(series.style)"
      + (bars == 0 ? "" : bars == series.points.count ? " with bars" : ", \(bars) with bars")
  }

  private static func describe(_ axis: Axis) -> String {
    axis.label + (axis.scale == .logarithmic ? ", logarithmic" : "")
  }

  /// Lines that follow each other and are alike as one, with their number.
  private static func counted(_ lines: [String]) -> [String] {
    var groups: [(line: String, count: Int)] = []
    for line in lines {
      if let last = groups.last, last.line == line {
        groups[groups.count - 1].count += 1
      } else {
        groups.append((line, 1))
      }
    }
    return groups.map { $0.count == 1 ? $0.line : "\($0.line) (\($0.count) times)" }
  }
}

extension SVGFigure.Panel {
  /// The points of all series of a name and a style.
  func points(_ name: String, _ style: SVGFigure.Series.Style) -> [SVGFigure.Series.Point] {
    series.filter { $0.name == name && $0.style == style }.flatMap(\.points)
  }
}
