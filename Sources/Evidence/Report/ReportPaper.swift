import Theory

/// REPORT.md: what is asked, what was found, and what is not claimed, as a short paper around the run's evidence.
struct ReportPaper {
  let snapshot: LedgerSnapshot
  let settings: Settings
  let sections: [ReportSection]
  let prose: ReportProse
  /// The path from REPORT.md to the package, empty if it is there.
  let pathToPackage: String

  /// The whole text, ending with a newline.
  var text: String {
    let body =
      [
        "# Sparse token selection: report", run, shortcomings, "## What is asked",
        MarkdownText.math(prose.asked),
      ]
      + ["## How it is judged", Self.judging, Self.grades, budget]
      + prose.parts.flatMap(part) + ["## Summary", summary, summaryKey]
      + ["## What is not claimed", nonClaims, "## Questions that were open", questions, "## Again", again]
    return body.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var run: String {
    let verified = sections.count { snapshot.verdict(of: $0.claim.id, .claim).isVerified }
    let nearMisses = refuted(.nearMiss)
    let otherWorlds = refuted(.otherWorld)
    return
      "**\(verified) of \(sections.count) claims verified, \(nearMisses) near misses and \(otherWorlds) other worlds refuted.**"
      + " Base seed \(settings.baseSeed), effort `\(settings.effort.rawValue)`, \(snapshot.expected.count) trials."
  }

  /// How many of the controls of a kind were refuted, for example `12 of 12`.
  private func refuted(_ kind: Control.Kind) -> String {
    let counts = sections.map { ControlTable($0, snapshot).counts(kind) }
    return "\(counts.reduce(0) { $0 + $1.refuted }) of \(counts.reduce(0) { $0 + $1.all })"
  }

  private var shortcomings: String {
    let found = snapshot.shortcomings
    if found.isEmpty { return "" }
    let shown = found.prefix(20).map { "- \(MarkdownText.cell($0))" }
    let more = found.count > 20 ? ["- and \(found.count - 20) more"] : []
    return "**This run does not verify every claim:**\n\n" + (shown + more).joined(separator: "\n")
  }

  private static let judging = """
    Each claim is a statement with a proof or a stated observation, a closed form, and a predicate that knows only the claim
    and the numbers. It is *verified* if every trial verifies it, *refuted* if one contradicts it, *undecided* if one was too
    thin to tell; anything but verified fails the run. So that a predicate which accepts everything cannot pass, every claim
    has controls that the same predicate must refute: *near misses*, wrong by a stated small amount, and *other worlds*, in
    which the claim fails by far. A claim's page lists its checks with the smallest violation that each would detect.
    """

  private static let grades = """
    How a claim is established: *exact*, by rational arithmetic or enumeration; *enclosed*, by outward rounding or a proved
    error bound; *numerical*, by floating-point numbers held against a closed form within a stated, calibrated tolerance;
    *statistical*, by samples, through a named inequality with a stated probability of a false alarm; *observed*, counted over
    trained networks against a stated threshold.
    """

  private var budget: String {
    "Were every statistical claim true, the samples of a run would still refute one of them with probability at most "
      + "\(NumberText.short(snapshot.budget.spent)); the limit is \(NumberText.short(ErrorBudget.limit)). No such"
      + " probability belongs to an observed claim: its page says where its thresholds were set and how many independent"
      + " networks kept them." + (prose.sampling.isEmpty ? "" : " " + MarkdownText.math(prose.sampling))
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

  private var summary: String {
    var table = MarkdownTable([
      ("claim", false), ("grade", false), ("verdict", false), ("problems x seeds", true),
      ("worst margin", true),
      ("near misses refuted", true), ("other worlds refuted", true),
    ])
    for section in sections {
      let id = section.claim.id
      let outcomes = snapshot.outcomes(of: snapshot.trials(of: id, .claim))
      let controls = ControlTable(section, snapshot)
      table.append([
        "[\(MarkdownText.cell(section.heading))](\(section.page))", grades(section),
        snapshot.verdict(of: id, .claim).word, extent(section),
        WorstMargins(outcomes, section.claim).text,
        controls.refuted(.nearMiss), controls.refuted(.otherWorld),
      ])
    }
    return table.markdown
  }

  /// What the margins mean, those of inequalities only if there are any.
  private var summaryKey: String {
    let hasDistances = sections.contains {
      WorstMargins(snapshot.outcomes(of: snapshot.trials(of: $0.claim.id, .claim)), $0.claim).hasDistances
    }
    return Claim.Margin.tolerance.legend
      + (hasDistances
        ? " A margin marked ^ is that of an inequality. \(Claim.Margin.distance.legend)"
          + " A worst margin near 0 ^ is a predictor that attains its bound, not a narrow escape."
        : "")
  }

  /// The claim's grade, and those of its experiments that have another.
  private func grades(_ section: ReportSection) -> String {
    var words = [section.claim.grade.word]
    for experiment in section.experiments where !words.contains(experiment.grade.word) {
      words.append(experiment.grade.word)
    }
    return words.joined(separator: ", also ")
  }

  /// The number of experiments and of repetitions, for example `7 x 5` or `7 x 1 to 5`.
  private func extent(_ section: ReportSection) -> String {
    let counts = section.experiments.map { snapshot.trials(ofExperiment: $0, .claim).count }.filter { $0 > 0 }
    guard let least = counts.min(), let most = counts.max() else { return "none" }
    return "\(counts.count) x " + (least == most ? "\(least)" : "\(least) to \(most)")
  }

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
