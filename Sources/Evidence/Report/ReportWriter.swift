import Foundation

/// Writes the report where it belongs: over REPORT.md after a clean default run, under .build/ otherwise.
public struct ReportWriter: Sendable {
  /// Where a report went, and why not over REPORT.md.
  public struct Destination: Hashable, Sendable {
    /// The report's file.
    public let report: URL
    /// Why it was not published as REPORT.md; empty if it was.
    public let reasons: [String]
    /// Whether the report or a figure differs from what was there before.
    public let changed: Bool

    /// Whether REPORT.md and Figures/ are those of this run.
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

  /// Writes the report and its figures.
  ///
  /// They are published if every trial is judged, every claim verified, every control refuted, no issue noted, the
  /// false-alarm budget kept, a section there for each claim judged, and the settings are the default ones; otherwise they
  /// go to `.build/sts/<effort>-<seed>/`.
  ///
  /// - Throws: What the file system reports.
  public func write(
    snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection]
  ) throws -> Destination {
    let reasons = reasons(snapshot, settings, sections)
    let aside = Self.scratch(packageRoot).appending(path: "\(settings.effort.rawValue)-\(settings.baseSeed)")
    let folder = reasons.isEmpty ? packageRoot : aside
    let report = MarkdownReport(
      snapshot: snapshot, settings: settings, sections: sections,
      pathToPackage: reasons.isEmpty ? "" : "../../../")
    var changed = false
    for figure in sections.flatMap(\.figures) {
      let file = folder.appending(path: "Figures/\(figure.fileName)")
      changed = try AtomicFile.write(figure.svg, to: file) || changed
    }
    let file = folder.appending(path: "REPORT.md")
    // The report last: one that is there has all its figures.
    changed = try AtomicFile.write(report.text, to: file) || changed
    return Destination(report: file, reasons: reasons, changed: changed)
  }

  private func reasons(
    _ snapshot: LedgerSnapshot, _ settings: Settings, _ sections: [ReportSection]
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
    return found
  }
}
