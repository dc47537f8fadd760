import Theory

/// What the report says of one claim beyond its evidence: its experiments and controls, where its files are, its figures.
public struct ReportSection: Sendable {
  /// The claim.
  public let claim: Claim
  /// The folder of the claim's files, for example `FullyConnected`.
  public let family: String
  /// The stem of the claim's files, for example `F2RiskLowerBound`.
  public let stem: String
  /// The claim's experiments, in the order of their numbers.
  public let experiments: [any Experiment]
  /// The claim's controls, in the order of their numbers.
  public let controls: [Control]
  /// The figures, in order.
  public let figures: [ReportFigure]

  /// Describes a claim's section.
  public init(
    claim: Claim, family: String, stem: String, experiments: [any Experiment], controls: [Control],
    figures: [ReportFigure] = []
  ) {
    self.claim = claim
    self.family = family
    self.stem = stem
    self.experiments = experiments
    self.controls = controls
    self.figures = figures
  }

  /// The heading, id and title.
  var heading: String { "\(claim.id). \(claim.title)" }

  /// The file of the claim's page, relative to the report's folder.
  var page: String { "Report/\(stem).md" }

  /// The claim's files relative to the package, each with what it is.
  var files: [(name: String, path: String)] {
    [
      ("claim", "Sources/Theory/\(family)/\(stem).swift"),
      ("judgment", "Sources/Judgments/\(family)/\(stem)Judgment.swift"),
      ("tests", "Tests/BoundTests/\(family)/\(stem)Tests.swift"),
    ]
  }

  /// The experiments of a role, in the order of their numbers.
  func experiments(_ role: Trial.Role) -> [any Experiment] {
    role == .claim ? experiments : controls.map(\.experiment)
  }

  /// Every trial of the claim and then of its controls at an effort.
  func trials(_ effort: Effort) -> [Trial] {
    Trial.Role.allCases.flatMap { role in
      experiments(role).flatMap { $0.trials(role, effort: effort) }
    }
  }
}

/// A picture of the report: a file in Figures/ and what it shows.
public struct ReportFigure: Hashable, Sendable {
  /// The file's name in Figures/, for example `F10TrainedNetworks.svg`.
  public let fileName: String
  /// What it shows, in a sentence or two.
  public let caption: String
  /// The title, for readers who do not see the picture.
  public let title: String
  /// The picture, the text of an SVG file.
  public let svg: String
  /// The plot that is drawn, nil for a heat map.
  public let plot: SVGFigure?

  /// Names a plot and says what it shows.
  public init(fileName: String, caption: String, picture: SVGFigure) {
    self.init(fileName: fileName, caption: caption, title: picture.title, svg: picture.svg, plot: picture)
  }

  /// Names a heat map and says what it shows.
  public init(fileName: String, caption: String, picture: HeatMap) {
    self.init(fileName: fileName, caption: caption, title: picture.title, svg: picture.svg, plot: nil)
  }

  private init(fileName: String, caption: String, title: String, svg: String, plot: SVGFigure?) {
    self.fileName = fileName
    self.caption = caption
    self.title = title
    self.svg = svg
    self.plot = plot
  }

  /// The figure in Markdown, from a file that sees Figures/ by the path given.
  func markdown(pathToFigures: String) -> String {
    "![\(MarkdownText.cell(title))](\(pathToFigures)Figures/\(fileName))\n\n*\(MarkdownText.cell(caption))*"
  }
}
