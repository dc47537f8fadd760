import Theory

/// Report/<stem>.md: everything that the run says of one claim.
struct ClaimPage {
  let section: ReportSection
  let snapshot: LedgerSnapshot
  let settings: Settings
  /// The committed soaks, if there are any.
  let soaks: SoakFile?
  /// The path from the folder of REPORT.md to the package, empty if it is there.
  let pathToPackage: String

  private var claim: Claim { section.claim }
  private var words: ClaimText { ClaimText(section: section, snapshot: snapshot, settings: settings) }

  /// The page in Markdown, from its heading to its links.
  var text: String {
    let parts =
      [
        "# \(section.heading)", "\(words.verdict) [All claims](../REPORT.md)",
        MarkdownText.math(claim.statement),
      ]
      + [facts, proof]
      + ["## Checks", CheckTable(section, snapshot).table.markdown(), words.checkKey, failures]
      + ["## Evidence", MarkdownText.math(words.observed), rate, evidence(.claim)] + figures
      + ["## Controls", MarkdownText.math(claim.control), controls.table.folded("controls"), counterexamples]
      + [measured, "## Again", replay, links]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var facts: String {
    words.facts.map { "- \(MarkdownText.math($0))" }.joined(separator: "\n")
  }

  private var proof: String {
    let file = section.files.first { $0.name == "claim" }.map { path(to: $0.path) } ?? ""
    return MarkdownText.math(words.proof(file: "[the claim's file](\(file))"))
  }

  private var rate: String {
    SoakRate(section: section, file: soaks).text(page: "[Soak.md](\(path(to: RunReport.soak)))")
  }

  private var failures: String {
    let found = words.failures
    if found.isEmpty { return "" }
    return "Not verified:\n\n" + MarkdownText.code(found.joined(separator: "\n"))
  }

  /// What the experiments of a role measured, each table folded if it is long.
  private func evidence(_ role: Trial.Role) -> String {
    let tables = EvidenceTables(section, role, snapshot).tables
    if tables.isEmpty { return "No trial." }
    return tables.map { $0.folded(role == .claim ? "experiments" : "controls") }.joined(separator: "\n\n")
  }

  private var figures: [String] { section.figures.map { $0.markdown(pathToFigures: "../") } }

  private var controls: ControlTable { ControlTable(section, snapshot) }

  /// What the predicate said to the controls, behind a fold.
  private var counterexamples: String {
    let lines = controls.counterexamples
    if lines.isEmpty { return "" }
    return MarkdownText.fold(
      ControlTable.counterexamplesHead, MarkdownText.code(lines.joined(separator: "\n")))
  }

  /// What the controls measured, behind a fold.
  private var measured: String {
    section.controls.isEmpty ? "" : MarkdownText.fold(ControlTable.measuredHead, evidence(.control))
  }

  private var replay: String {
    "\(ClaimText.replayKey)\n\n```\n\(words.replay.joined(separator: "\n"))\n```"
  }

  private var links: String {
    "Files: " + section.files.map { "[\($0.name)](\(path(to: $0.path)))" }.joined(separator: ", ")
      + ". Every row as it was measured: [report.json](report.json)."
  }

  /// The path to a file of the package, from the folder Report/.
  private func path(to file: String) -> String { "../\(pathToPackage)\(file)" }
}
