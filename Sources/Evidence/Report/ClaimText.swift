import Theory

/// What is said of one claim beside its tables: sentences with LaTeX between dollar signs, for every form of the report.
struct ClaimText {
  let section: ReportSection
  let snapshot: LedgerSnapshot
  let settings: Settings

  private var claim: Claim { section.claim }

  /// What was found, and with which settings.
  var verdict: String {
    let counts = snapshot.counts(of: claim.id, .claim)
    return "**\(snapshot.verdict(of: claim.id, .claim).word)** (\(counts); of its controls"
      + " \(snapshot.counts(of: claim.id, .control))). Base seed \(settings.baseSeed), effort"
      + " `\(settings.effort.rawValue)`."
  }

  /// What is assumed, where the claim comes from, how it is established and by which predicate, a line each.
  var facts: [String] {
    claim.assumptions.map { "Assumption: \($0)" }
      + ["Source: \(claim.source.rawValue)", "Grade: \(grade)", "Predicate: \(claim.predicate)"]
  }

  private var grade: String {
    guard case .statistical(let inequality, let falseAlarm) = claim.grade else { return claim.grade.word }
    return "statistical, by \(inequality), false-alarm probability \(NumberText.short(falseAlarm)) a trial"
  }

  /// The idea of the proof, and where the rest stands: a file as the form of the report names it.
  func proof(file: String) -> String {
    if claim.proof.isEmpty, claim.grade == .observed { return "What is known of it stands in \(file)." }
    if claim.proof.isEmpty { return "The proof stands in \(file)." }
    return "Proof idea. \(claim.proof) More in \(file)."
  }

  /// What the table of the checks shows.
  var checkKey: String {
    let outcomes = snapshot.outcomes(of: snapshot.trials(of: claim.id, .claim))
    let key =
      "The smallest violation detected is the one that the check refutes with probability 0.99 at least. "
      + Claim.Margin.tolerance.legend
    guard WorstMargins(outcomes, claim).hasDistances else { return key }
    return key + " A margin marked ^ is that of an inequality. " + Claim.Margin.distance.legend
  }

  /// For an observed claim, how many independent networks showed it and what that says of the next one.
  var observed: String {
    let counted = section.experiments.filter { $0.grade == .observed && $0.independentNetworks }
    let trials = counted.flatMap { snapshot.trials(ofExperiment: $0, .claim) }
    let hasObserved = section.experiments.contains { $0.grade == .observed }
    if !hasObserved { return "" }
    guard let thresholds = claim.thresholdsSetOn else {
      return
        "Where the thresholds of its observed experiments were set is not stated, so no share of networks is inferred."
    }
    let origin = "Its thresholds were set on \(thresholds)."
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
  var failures: [String] {
    let found = snapshot.trials(of: claim.id, .claim).compactMap { trial in
      snapshot.outcomes[trial]?.verdict.complaint.map { "\(trial): \($0)" }
    }
    return Array(found.prefix(3))
  }

  /// How cases are named to the commands that judge it again.
  static let replayKey =
    "Cases are the experiments, by the number in the tables or by name; repetitions (seeds) count from 0."

  /// The commands that judge it again.
  var replay: [String] {
    let name = section.experiments.first?.name ?? ""
    return [
      "swift run sts judge \(claim.id)",
      "swift run sts judge \(claim.id) --case 1 --repetition 0",
      "swift run sts judge \(claim.id) --case '\(name)'",
      "swift run sts judge \(claim.id) --control --case 1",
    ]
  }
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
