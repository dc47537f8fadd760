import Theory

/// The section of one claim.
struct ClaimReport {
  let section: ReportSection
  let snapshot: LedgerSnapshot
  let pathToPackage: String

  private var claim: Claim { section.claim }

  /// The section in Markdown, from its heading to its links.
  var text: String {
    let parts =
      ["## \(section.heading)", MarkdownText.math(claim.statement), facts]
      + ["### Evidence for \(claim.id)", observed, table(.claim), failures] + figures
      + ["### Control of \(claim.id)", MarkdownText.math(claim.control), table(.control), counterexample]
      + [replay, links]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var facts: String {
    var lines = claim.assumptions.map { "- Assumption: \(MarkdownText.math($0))" }
    lines.append("- Source: \(claim.source.rawValue)")
    lines.append("- Grade: \(grade)")
    lines.append("- Predicate: \(MarkdownText.math(claim.predicate))")
    return lines.joined(separator: "\n")
  }

  private var grade: String {
    guard case .statistical(let inequality, let falseAlarm) = claim.grade else { return claim.grade.word }
    return "statistical, by \(inequality), false-alarm probability \(NumberText.short(falseAlarm)) a trial"
  }

  /// For an observed claim, how many runs showed it and what that says of the next one.
  private var observed: String {
    guard claim.grade == .observed else { return "" }
    let trials = snapshot.trials(of: claim.id, .claim)
    let verified = snapshot.counts(of: claim.id, .claim).verified
    guard let count = try? ClopperPearson(successes: verified, trials: trials.count),
      let interval = try? count.interval(falseAlarm: 0.05)
    else { return "" }
    return
      "Seen in \(verified) of \(trials.count) runs. If runs were drawn at random from these cases, the probability"
      + " that one shows it would lie in [\(NumberText.short(interval.lower)), \(NumberText.short(interval.upper))]"
      + " (Clopper and Pearson, confidence 95 %)."
  }

  private func table(_ role: Trial.Role) -> String {
    EvidenceTable(claim: claim.id, role: role, snapshot: snapshot).markdown
  }

  /// What was said by trials of the claim that do not verify it, at most three.
  private var failures: String {
    let found = snapshot.trials(of: claim.id, .claim).compactMap { trial in
      snapshot.outcomes[trial]?.verdict.complaint.map { "\(trial): \($0)" }
    }
    if found.isEmpty { return "" }
    return "Not verified:\n\n" + MarkdownText.code(found.prefix(3).joined(separator: "\n"))
  }

  private var counterexample: String {
    let found = snapshot.trials(of: claim.id, .control).lazy.compactMap { trial -> String? in
      guard case .refuted(let counterexample)? = snapshot.outcomes[trial]?.verdict else { return nil }
      return counterexample
    }
    guard let first = found.first else { return "" }
    return "A counterexample as the predicate prints it:\n\n" + MarkdownText.code(first)
  }

  private var figures: [String] {
    section.figures.map { figure in
      let caption = MarkdownText.cell(figure.caption)
      return "![\(caption)](Figures/\(figure.fileName))\n\n*\(caption)*"
    }
  }

  private var replay: String {
    "To judge a row again: `swift run sts judge \(claim.id) --case <#> --repetition <0, 1, ...>`, with `--control`"
      + " for the control."
  }

  private var links: String {
    "Files: " + section.files.map { "[\($0.name)](\(pathToPackage)\($0.path))" }.joined(separator: ", ")
  }
}

extension Verdict {
  /// The counterexample or the reason for being undecided; nil if verified.
  public var complaint: String? {
    switch self {
    case .verified: nil
    case .refuted(let counterexample): "refuted, \(counterexample)"
    case .undecided(let reason): "undecided, \(reason)"
    }
  }
}
