import Theory

/// Report/<stem>.md: everything that the run says of one claim.
struct ClaimPage {
  let section: ReportSection
  let snapshot: LedgerSnapshot
  let settings: Settings
  /// The path from the folder of REPORT.md to the package, empty if it is there.
  let pathToPackage: String

  private var claim: Claim { section.claim }

  /// The page in Markdown, from its heading to its links.
  var text: String {
    let parts =
      ["# \(section.heading)", verdict, MarkdownText.math(claim.statement), facts, proof]
      + ["## Checks", CheckTable(section, snapshot).markdown, checkKey, failures]
      + ["## Evidence", observed, EvidenceTables(section, .claim, snapshot).markdown] + figures
      + ["## Controls", MarkdownText.math(claim.control), ControlTable(section, snapshot).markdown, measured]
      + ["## Again", replay, links]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var verdict: String {
    let counts = snapshot.counts(of: claim.id, .claim)
    return "**\(snapshot.verdict(of: claim.id, .claim).word)** (\(counts); of its controls"
      + " \(snapshot.counts(of: claim.id, .control))). Base seed \(settings.baseSeed), effort"
      + " `\(settings.effort.rawValue)`. [All claims](../REPORT.md)"
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

  private var proof: String {
    let file = section.files.first { $0.name == "claim" }.map { path(to: $0.path) } ?? ""
    if claim.proof.isEmpty, claim.grade == .observed {
      return "What is known of it stands in [the claim's file](\(file))."
    }
    if claim.proof.isEmpty { return "The proof stands in [the claim's file](\(file))." }
    return "Proof idea. \(MarkdownText.math(claim.proof)) More in [the claim's file](\(file))."
  }

  private var checkKey: String {
    let outcomes = snapshot.outcomes(of: snapshot.trials(of: claim.id, .claim))
    let key =
      "The smallest violation detected is the one that the check refutes with probability 0.99 at least. "
      + Claim.Margin.tolerance.legend
    guard WorstMargins(outcomes, claim).hasDistances else { return key }
    return key + " A margin marked ^ is that of an inequality. " + Claim.Margin.distance.legend
  }

  /// For an observed claim, how many independent networks showed it and what that says of the next one.
  private var observed: String {
    let counted = section.experiments.filter { $0.grade == .observed && $0.independentNetworks }
    let trials = counted.flatMap { snapshot.trials(ofExperiment: $0, .claim) }
    let hasObserved = section.experiments.contains { $0.grade == .observed }
    if !hasObserved { return "" }
    guard let thresholds = claim.thresholdsSetOn else {
      return
        "Where the thresholds of its observed experiments were set is not stated, so no share of networks is inferred."
    }
    let origin = "Its thresholds were set on \(MarkdownText.math(thresholds))."
    let verified = snapshot.outcomes(of: trials).count { $0.verdict.isVerified }
    guard !trials.isEmpty, let count = try? ClopperPearson(successes: verified, trials: trials.count),
      let interval = try? count.interval(falseAlarm: 0.05)
    else { return origin }
    return origin
      + " Seen in \(verified) of \(trials.count) independent networks. If networks were drawn at random from these"
      + " experiments, the probability that one shows it would lie in [\(NumberText.short(interval.lower)),"
      + " \(NumberText.short(interval.upper))] (Clopper and Pearson, confidence 95 %)."
  }

  /// What was said by trials of the claim that do not verify it, at most three.
  private var failures: String {
    let found = snapshot.trials(of: claim.id, .claim).compactMap { trial in
      snapshot.outcomes[trial]?.verdict.complaint.map { "\(trial): \($0)" }
    }
    if found.isEmpty { return "" }
    return "Not verified:\n\n" + MarkdownText.code(found.prefix(3).joined(separator: "\n"))
  }

  private var figures: [String] { section.figures.map { $0.markdown(pathToFigures: "../") } }

  /// What the controls measured, behind a fold.
  private var measured: String {
    if section.controls.isEmpty { return "" }
    let tables = EvidenceTables(section, .control, snapshot).markdown
    return MarkdownTable.fold("What was measured in the controls", tables)
  }

  private var replay: String {
    let name = section.experiments.first?.name ?? ""
    let lines = [
      "swift run sts judge \(claim.id)",
      "swift run sts judge \(claim.id) --case 1 --repetition 0",
      "swift run sts judge \(claim.id) --case '\(name)'",
      "swift run sts judge \(claim.id) --control --case 1",
    ]
    return
      "Cases are the experiments, by the number in the tables or by name; repetitions (seeds) count from 0.\n\n"
      + "```\n\(lines.joined(separator: "\n"))\n```"
  }

  private var links: String {
    "Files: " + section.files.map { "[\($0.name)](\(path(to: $0.path)))" }.joined(separator: ", ")
      + ". Every row as it was measured: [report.json](report.json)."
  }

  /// The path to a file of the package, from the folder Report/.
  private func path(to file: String) -> String { "../\(pathToPackage)\(file)" }
}

extension Claim.Margin {
  /// What a margin says.
  var legend: String {
    switch self {
    case .tolerance:
      "The margin is the unused share of the tolerance: 1 is exact agreement, 0 the edge of refutation."
    case .distance:
      "The margin of an inequality is the distance from the bound as a share of the value or of the bound: 0 is on the bound, where the best predictors lie."
    }
  }
}

extension Claim.Grade {
  /// One word: `exact`, `enclosed`, `numerical`, `statistical` or `observed`.
  public var word: String {
    switch self {
    case .exact: "exact"
    case .enclosed: "enclosed"
    case .numerical: "numerical"
    case .statistical: "statistical"
    case .observed: "observed"
    }
  }
}
