import Theory

/// REPORT.md: what is asked, what was found, and what is not claimed, as a short paper around the run's evidence.
struct ReportPaper {
  let snapshot: LedgerSnapshot
  let settings: Settings
  let sections: [ReportSection]
  let prose: ReportProse
  /// The path from REPORT.md to the package, empty if it is there.
  let pathToPackage: String

  /// The heading.
  static let title = "Sparse token selection: report"

  /// The whole text, ending with a newline.
  var text: String {
    let body =
      [
        "# \(Self.title)", words.run, shortcomings, "## What is asked", MarkdownText.math(prose.asked),
      ]
      + ["## How it is judged", RunText.judging, RunText.grades]
      + [MarkdownText.math(words.budget(sampling: prose.sampling)) + " " + otherPages]
      + prose.parts.flatMap(part) + ["## Summary", words.summary.markdown(), words.summaryKey]
      + ["## What is not claimed", nonClaims, "## Questions that were open", questions, "## Again", again]
    return body.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var words: RunText { RunText(snapshot: snapshot, settings: settings, sections: sections) }

  private var shortcomings: String {
    let found = words.shortcomings
    if found.isEmpty { return "" }
    return RunText.shortcomingsHead + "\n\n"
      + found.map { "- \(MarkdownText.cell($0))" }.joined(separator: "\n")
  }

  /// What other commands counted.
  private var otherPages: String {
    """
    How often intervals and checks err on simulated worlds is in \
    [\(RunReport.calibration)](\(pathToPackage)\(RunReport.calibration)), how the claims fare at other base seeds in \
    [\(RunReport.soak)](\(pathToPackage)\(RunReport.soak)).
    """
  }

  private func part(_ part: ReportProse.Part) -> [String] {
    ["## \(part.heading)", MarkdownText.math(part.text)] + part.chapters.flatMap(chapter)
  }

  private func chapter(_ chapter: ReportProse.Chapter) -> [String] {
    let figure = chapter.figure.flatMap { section($0)?.figures.first }
    return [
      "### \(chapter.heading)", MarkdownText.math(chapter.text), figure?.markdown(pathToFigures: "") ?? "",
    ]
      + [chapter.claims.map(finding).joined(separator: "\n")]
  }

  /// A claim's link and title with what was found of it.
  private func finding(_ claim: Claim) -> String {
    let verdict = snapshot.verdict(of: claim.id, .claim).word
    return "- \(link(claim)) \(MarkdownText.cell(claim.title)): **\(verdict)**, \(claim.grade.word)"
  }

  private func link(_ claim: Claim) -> String {
    section(claim).map { "[\(claim.id)](\($0.page))" } ?? claim.id
  }

  private func section(_ claim: Claim) -> ReportSection? { sections.first { $0.claim.id == claim.id } }

  private var nonClaims: String {
    prose.nonClaims.map { "- \(MarkdownText.math($0))" }.joined(separator: "\n")
  }

  private var questions: String {
    prose.questions.map { question in
      let links = question.claims.map(link).joined(separator: " ")
      return "- *\(question.question)* \(MarkdownText.math(question.answer))"
        + (links.isEmpty ? "" : " (\(links))")
    }.joined(separator: "\n")
  }

  private var again: String {
    """
    ```
    swift test                                  # everything, and this report
    swift run sts judge F2                      # one claim
    swift run sts judge F2 --case 3             # one experiment, by its number or its name
    swift run sts judge F2 --control --case 1   # one control
    ```

    Every row of the run is in [Report/report.json](Report/report.json), whose fields
    [Report/README.md](Report/README.md) lists. The licence, the sources and how to add a claim: [README.md](\(pathToPackage)README.md).
    """
  }
}
