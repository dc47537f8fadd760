import Foundation

/// Writes the report where it belongs: over REPORT.md, Report/ and Figures/ after a clean default run, under .build/
/// otherwise.
public struct ReportWriter: Sendable {
  /// Where a report went, and why not over REPORT.md.
  public struct Destination: Hashable, Sendable {
    /// The report's file.
    public let report: URL
    /// The same report as one page for a browser.
    public let page: URL
    /// Why it was not published as REPORT.md; empty if it was.
    public let reasons: [String]
    /// Whether any file differs from what was there before.
    public let changed: Bool

    /// Whether REPORT.md, Report/ and Figures/ are those of this run.
    public var isPublished: Bool { reasons.isEmpty }
  }

  /// The folder of Package.swift.
  public let packageRoot: URL

  /// A writer for the package in the folder.
  public init(packageRoot: URL) {
    self.packageRoot = packageRoot
  }

  /// The folder of everything that a run leaves behind without publishing it.
  public static func scratch(_ packageRoot: URL) -> URL { packageRoot.appending(path: ".build/sts") }

  /// The file of the page for browsers, in the folder of what is not published.
  public static let page = "report.html"

  /// Writes the report and removes pages and figures of claims that no longer have them; standing pages stay.
  ///
  /// It is published if every trial is judged, every claim verified, every control refuted, no issue noted, the
  /// false-alarm budget kept, a section there for each claim judged and a figure for each that the prose shows, the settings
  /// are the default ones, and nothing else speaks against it; otherwise it goes to `.build/sts/<effort>-<seed>/`.
  ///
  /// The objections are what else speaks against publishing, for example that only some tests were asked for.
  ///
  /// Pages state the rates of the package's Report/Soak.json if there is one; one that cannot be read speaks against
  /// publishing.
  ///
  /// The page for browsers is `.build/sts/report.html`; a run that is objected to leaves it beside its own report.
  ///
  /// - Throws: `UnwritableFile`, and what encoding or certifying a row throws.
  public func write(
    snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection], prose: ReportProse,
    objections: [String] = []
  ) throws -> Destination {
    var reasons = objections + reasons(snapshot, settings, sections, prose)
    let soaks: SoakFile?
    do {
      soaks = try SoakFile(
        contentsOf: packageRoot.appending(path: "\(RunReport.folder)/\(RunReport.soakData)"))
    } catch {
      soaks = nil
      reasons.append("\(RunReport.folder)/\(RunReport.soakData) is no file of soaks")
    }
    let aside = Self.scratch(packageRoot).appending(path: "\(settings.effort.rawValue)-\(settings.baseSeed)")
    let folder = reasons.isEmpty ? packageRoot : aside
    let report = try RunReport(
      snapshot: snapshot, settings: settings, sections: sections, prose: prose, soaks: soaks,
      pathToPackage: reasons.isEmpty ? "" : "../../../")
    var changed = try removeStale(from: folder, keeping: Set(report.files.map(\.path) + RunReport.standing))
    for file in report.files {
      changed = try AtomicFile.write(file.text, to: folder.appending(path: file.path)) || changed
    }
    let page = (objections.isEmpty ? Self.scratch(packageRoot) : aside).appending(path: Self.page)
    try AtomicFile.write(
      HTMLReport(snapshot: snapshot, settings: settings, sections: sections, prose: prose, soaks: soaks).text,
      to: page)
    return Destination(
      report: folder.appending(path: RunReport.paper), page: page, reasons: reasons, changed: changed)
  }

  /// Removes pages and figures that are not part of the report any more; returns whether there were any.
  private func removeStale(from folder: URL, keeping paths: Set<String>) throws -> Bool {
    var found = false
    for (name, suffix) in [(RunReport.folder, ".md"), (RunReport.figures, ".svg")] {
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)
      for file in names ?? [] where file.hasSuffix(suffix) && !paths.contains("\(name)/\(file)") {
        try AtomicFile.remove(folder.appending(path: "\(name)/\(file)"))
        found = true
      }
    }
    return found
  }

  private func reasons(
    _ snapshot: LedgerSnapshot, _ settings: Settings, _ sections: [ReportSection], _ prose: ReportProse
  ) -> [String] {
    var found = snapshot.shortcomings
    if !settings.isDefault { found.append("the settings are not the default ones") }
    for section in sections {
      for role in [Trial.Role.claim, .control] where snapshot.trials(of: section.claim.id, role).isEmpty {
        found.append("\(section.claim.id) has no trial of its \(role.rawValue)")
      }
    }
    let described = Set(sections.map(\.claim.id))
    for claim in Set(snapshot.expected.map(\.claim)).subtracting(described).sorted() {
      found.append("\(claim) has no section")
    }
    let shown = prose.parts.flatMap(\.chapters).compactMap(\.figure?.id)
    for section in sections where section.figures.isEmpty && shown.contains(section.claim.id) {
      found.append("\(section.claim.id) has no figure")
    }
    return found
  }
}
