import Theory

/// The report as one page for a browser: the evidence of REPORT.md and of every claim's page, figures and formulas within it.
///
/// A pure function of the run, as the other forms of the report are. The page loads nothing, and its policy forbids it to; it
/// is well-formed XML as well as HTML.
public struct HTMLReport: Sendable {
  /// The page's text.
  public let text: String

  /// Writes the page of a run, with the rates of the soaks.
  ///
  /// - Throws: `FormulaError` for a formula that is not of the subset of TeX that pages can show.
  public init(
    snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection], prose: ReportProse,
    soaks: SoakFile? = nil
  ) throws {
    var page = HTMLPage(
      snapshot: snapshot, settings: settings, sections: sections, prose: prose, soaks: soaks)
    text = try page.text()
  }
}

/// Writes the page part by part.
private struct HTMLPage {
  let snapshot: LedgerSnapshot
  let settings: Settings
  let sections: [ReportSection]
  let prose: ReportProse
  let soaks: SoakFile?
  /// The figures shown so far.
  var figures = InlineFigures()
  var shown: Set<String> = []

  init(
    snapshot: LedgerSnapshot, settings: Settings, sections: [ReportSection], prose: ReportProse,
    soaks: SoakFile?
  ) {
    (self.snapshot, self.settings, self.sections, self.prose) = (snapshot, settings, sections, prose)
    self.soaks = soaks
  }

  private var words: RunText { RunText(snapshot: snapshot, settings: settings, sections: sections) }

  mutating func text() throws(FormulaError) -> String {
    let body = try self.body()
    let title = HTMLText.escaped(ReportPaper.title)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
      <link rel="icon" href="data:,"/>
      <title>\(title)</title>
      <style>
      \(HTMLStyle.sheet)\(figures.style)</style>
      </head>
      <body>
      \(body)
      <script>//<![CDATA[
      \(HTMLScript.text)
      //]]></script>
      </body>
      </html>

      """
  }

  /// Nothing is loaded; styles and the script are the page's own.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

  private mutating func body() throws(FormulaError) -> String {
    let head = ["<header>", Self.themeSwitch, "<h1>\(HTMLText.escaped(ReportPaper.title))</h1>"]
    var parts = head + [try HTMLText.paragraphs(words.run), shortcomings, contents, "</header>", "<main>"]
    parts += [heading("What is asked"), try HTMLText.paragraphs(prose.asked)]
    parts += [
      heading("How it is judged"), try HTMLText.paragraphs(RunText.judging + "\n\n" + RunText.grades),
    ]
    parts += [heading("Summary"), words.summary.html, HTMLClaim.key(words.summaryKey)]
    parts += [heading("False alarms"), try HTMLText.paragraphs(words.budget(sampling: prose.sampling))]
    parts.append(words.falseAlarms.html)
    for part in prose.parts { parts += try self.part(part) }
    parts += [heading("What is not claimed"), try nonClaims()]
    parts += [heading("Questions that were open"), try questions(), heading("The claims")]
    for section in sections { parts.append(try claim(section)) }
    parts += ["</main>", Self.footer]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static let themeSwitch = "<button id=\"theme\" type=\"button\" hidden=\"hidden\">Dark</button>"

  private static let footer = """
    <footer><p>Written by <code>sts report</code> from the rows of a run, judged again; \
    <code>REPORT.md</code> says the same.</p></footer>
    """

  private func heading(_ text: String) -> String {
    "<h2 id=\"\(Self.anchor(text))\">\(HTMLText.escaped(text))</h2>"
  }

  private static func anchor(_ heading: String) -> String { HTMLText.escaped(MarkdownText.anchor(heading)) }

  private var shortcomings: String {
    let found = words.shortcomings
    if found.isEmpty { return "" }
    let items = found.map { "<li>\(HTMLText.escaped($0))</li>" }.joined(separator: "\n")
    return "<div class=\"shortcomings\"><p><strong>This run does not verify every claim:</strong></p>\n"
      + "<ul>\n\(items)\n</ul></div>"
  }

  /// Links to the headings and, family by family, to the claims.
  private var contents: String {
    let headings =
      ["What is asked", "How it is judged", "Summary", "False alarms"] + prose.parts.map(\.heading)
      + ["What is not claimed", "Questions that were open", "The claims"]
    let items = headings.map { "<li><a href=\"#\(Self.anchor($0))\">\(HTMLText.escaped($0))</a></li>" }
    var families: [String] = []
    for section in sections where !families.contains(section.family) { families.append(section.family) }
    let lists = families.map { family in
      let links = sections.filter { $0.family == family }.map { section in
        let title = HTMLText.escaped(section.claim.title)
        let id = HTMLText.escaped(section.claim.id)
        return "<li><a href=\"#\(id)\" title=\"\(title)\">\(id)</a></li>"
      }
      return "<ul class=\"claims\">\(links.joined())</ul>"
    }
    return
      "<nav aria-label=\"Contents\">\n<ul>\(items.joined())</ul>\n\(lists.joined(separator: "\n"))\n</nav>"
  }

  // MARK: - Prose

  private mutating func part(_ part: ReportProse.Part) throws(FormulaError) -> [String] {
    var result = [heading(part.heading), try HTMLText.paragraphs(part.text)]
    for chapter in part.chapters {
      result.append("<h3>\(HTMLText.escaped(chapter.heading))</h3>")
      result.append(try HTMLText.paragraphs(chapter.text))
      if let figure = chapter.figure.flatMap({ section($0)?.figures.first }) {
        result.append(try html(figure))
      }
      result.append("<ul>\n\(chapter.claims.map(finding).joined(separator: "\n"))\n</ul>")
    }
    return result
  }

  /// A claim's link and title with what was found of it.
  private func finding(_ claim: Claim) -> String {
    let verdict = snapshot.verdict(of: claim.id, .claim).word
    return
      "<li>\(link(claim)) \(HTMLText.escaped(claim.title)): <strong class=\"\(verdict)\">\(verdict)</strong>,"
      + " \(claim.grade.word)</li>"
  }

  private func link(_ claim: Claim) -> String {
    let id = HTMLText.escaped(claim.id)
    return section(claim) == nil ? id : "<a href=\"#\(id)\">\(id)</a>"
  }

  private func section(_ claim: Claim) -> ReportSection? { sections.first { $0.claim.id == claim.id } }

  private func nonClaims() throws(FormulaError) -> String {
    var items: [String] = []
    for text in prose.nonClaims { items.append("<li>\(try HTMLText.inline(text))</li>") }
    return "<ul>\n\(items.joined(separator: "\n"))\n</ul>"
  }

  private func questions() throws(FormulaError) -> String {
    var items: [String] = []
    for question in prose.questions {
      let links = question.claims.map(link).joined(separator: " ")
      let asked = "<em>\(try HTMLText.inline(question.question))</em>"
      items.append("<li>\(asked) \(try HTMLText.inline(question.answer)) (\(links))</li>")
    }
    return "<ul>\n\(items.joined(separator: "\n"))\n</ul>"
  }

  // MARK: - Claims

  private mutating func claim(_ section: ReportSection) throws(FormulaError) -> String {
    var figures: [String] = []
    for figure in section.figures { figures.append(try html(figure)) }
    let inShort = zip(RunText.columns, words.inShort(section)).map { (head: $0.head, text: $1.text) }
    let page = HTMLClaim(
      section: section, snapshot: snapshot, settings: settings, soaks: soaks, inShort: inShort)
    return try page.html(figures: figures.joined(separator: "\n"))
  }

  /// A figure where it is first shown, a link to it afterwards.
  private mutating func html(_ figure: ReportFigure) throws(FormulaError) -> String {
    if shown.insert(figure.fileName).inserted { return try figures.html(figure) }
    let title = HTMLText.escaped(figure.title)
    return "<p>Figure: <a href=\"#\(InlineFigures.anchor(figure))\">\(title)</a>.</p>"
  }
}
