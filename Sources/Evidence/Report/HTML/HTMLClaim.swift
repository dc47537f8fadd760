import Theory

/// A claim's section of the page, with all that the run says of it; its anchor is the claim's id.
struct HTMLClaim {
  let section: ReportSection
  let snapshot: LedgerSnapshot
  let settings: Settings
  /// The committed soaks, if there are any.
  let soaks: SoakFile?
  /// What is said of the claim in short, heads and cells.
  let inShort: [(head: String, text: String)]

  private var claim: Claim { section.claim }
  private var words: ClaimText { ClaimText(section: section, snapshot: snapshot, settings: settings) }
  private var controls: ControlTable { ControlTable(section, snapshot) }

  /// The section.
  ///
  /// - Throws: `FormulaError` for a formula that is not of the subset of TeX.
  func html(figures: String) throws(FormulaError) -> String {
    let id = HTMLText.escaped(claim.id)
    let parts =
      [
        "<section class=\"claim\" id=\"\(id)\">",
        "<h3><a href=\"#\(id)\">\(id)</a>. \(HTMLText.escaped(claim.title))</h3>", short,
        try HTMLText.paragraphs(claim.statement), try facts(), try proof(),
        "<h4>Checks</h4>", CheckTable(section, snapshot).table.html, Self.key(words.checkKey), failures,
      ]
      + ["<h4>Evidence</h4>", try HTMLText.paragraphs(words.observed), try HTMLText.paragraphs(rate)]
      + [evidence(.claim), figures]
      + ["<h4>Controls</h4>", try HTMLText.paragraphs(claim.control), controls.table.foldedHTML("controls")]
      + [counterexamples, measured, again, "</section>"]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// A paragraph on how to read a table.
  static func key(_ text: String) -> String { "<p class=\"key\">\(HTMLText.escaped(text))</p>" }

  private var short: String {
    let entries = inShort.map { head, text in
      let isVerdict = ["verified", "refuted", "undecided"].contains(text)
      let mark = isVerdict ? " class=\"\(text)\"" : ""
      return "<div><dt>\(HTMLText.escaped(head))</dt><dd\(mark)>\(HTMLText.escaped(text))</dd></div>"
    }
    return "<dl class=\"short\">\(entries.joined())</dl>"
  }

  private func facts() throws(FormulaError) -> String {
    var items: [String] = []
    for fact in words.facts { items.append("<li>\(try HTMLText.inline(fact))</li>") }
    return "<ul>\n\(items.joined(separator: "\n"))\n</ul>"
  }

  private func proof() throws(FormulaError) -> String {
    let file = section.files.first { $0.name == "claim" }?.path ?? ""
    return try HTMLText.paragraphs(words.proof(file: "`\(file)`"))
  }

  private var rate: String {
    SoakRate(section: section, file: soaks).text(page: "`\(RunReport.soak)`")
  }

  private var failures: String {
    let found = words.failures
    return found.isEmpty ? "" : "<p>Not verified:</p>\n\(HTMLText.code(found))"
  }

  /// What the experiments of a role measured, each table folded if it is long.
  private func evidence(_ role: Trial.Role) -> String {
    let tables = EvidenceTables(section, role, snapshot).tables
    if tables.isEmpty { return "<p>No trial.</p>" }
    return tables.map { $0.foldedHTML(role == .claim ? "experiments" : "controls") }.joined(separator: "\n")
  }

  private var counterexamples: String {
    let lines = controls.counterexamples
    return lines.isEmpty ? "" : HTMLText.fold(ControlTable.counterexamplesHead, HTMLText.code(lines))
  }

  private var measured: String {
    section.controls.isEmpty ? "" : HTMLText.fold(ControlTable.measuredHead, evidence(.control))
  }

  private var again: String {
    let files = section.files.map { "\($0.name) <code>\(HTMLText.escaped($0.path))</code>" }
    let commands = "<p>\(ClaimText.replayKey)</p>\n\(HTMLText.code(words.replay))"
    return HTMLText.fold(
      "How to judge it again, and its files", "\(commands)\n<p>Files: \(files.joined(separator: ", ")).</p>")
  }
}
