import Theory

/// The whole report of a run, a pure function of its parts: the paper, a page a claim, the data, the figures.
///
/// The order is that of the sections and, within a claim, of the experiments. There are no times and nothing about the
/// machine, so the same run gives the same bytes everywhere.
public struct RunReport: Sendable {
  /// A file of the report.
  public struct File: Hashable, Sendable {
    /// The path relative to the folder of REPORT.md.
    public let path: String
    /// The text.
    public let text: String
  }

  /// The file that readers begin with.
  public static let paper = "REPORT.md"
  /// The folder of the pages and the data.
  public static let folder = "Report"
  /// The folder of the pictures.
  public static let figures = "Figures"

  /// The page that `sts calibrate --write` writes, which a run of the tests leaves as it is.
  public static let calibration = "\(folder)/Calibration.md"
  /// The page that `sts soak --write` writes, which a run of the tests leaves as it is.
  public static let soak = "\(folder)/Soak.md"
  /// The name of the file beside that page which has its numbers, a `SoakFile`.
  public static let soakData = "Soak.json"
  /// The pages that are no part of a run's report.
  static let standing = [calibration, soak]

  /// The files, REPORT.md last: where it is there, all that it links to is there.
  public let files: [File]

  /// Writes the report of a run, with the rates of the soaks; links lead from REPORT.md to the package by the path given, for example `../../../`.
  ///
  /// - Throws: what encoding or certifying a row throws.
  public init(
    snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection], prose: ReportProse,
    soaks: SoakFile? = nil, pathToPackage: String = ""
  ) throws {
    var files = sections.flatMap(\.figures).map { File(path: "\(Self.figures)/\($0.fileName)", text: $0.svg) }
    for section in sections {
      let page = ClaimPage(
        section: section, snapshot: snapshot, settings: settings, soaks: soaks, pathToPackage: pathToPackage)
      files.append(File(path: section.page, text: page.text))
    }
    let data = ReportData(snapshot: snapshot, settings: settings, sections: sections)
    files.append(File(path: "\(Self.folder)/report.json", text: try data.text()))
    let certificates = CertificateData(snapshot: snapshot, sections: sections)
    files.append(File(path: "\(Self.folder)/certificates.json", text: try certificates.text()))
    files.append(File(path: "\(Self.folder)/README.md", text: ReportIndex(sections: sections).text))
    let paper = ReportPaper(
      snapshot: snapshot, settings: settings, sections: sections, prose: prose, pathToPackage: pathToPackage)
    files.append(File(path: Self.paper, text: paper.text))
    self.files = files
  }
}
