import Evidence
import Judgments
import Testing
import Theory

/// The trials of a claim and then of its controls, at the effort of this run; the arguments of a parameterised test.
public func trials(of judgment: ClaimJudgment) -> [Trial] {
  judgment.trials(Settings.current.effort)
}

/// Judges a trial, records the outcome in the ledger, and fails the test unless the verdict is the one called for.
///
/// A claim must be verified, and must spend of the false-alarm budget what its grade says; a control must be refuted. The failure shows the counterexample, or the reason for being
/// undecided, and the one command that judges the same trial again.
public func judge(
  _ trial: Trial, by judgment: ClaimJudgment, sourceLocation: SourceLocation = #_sourceLocation
) async {
  let settings = Settings.current
  RunLedger.shared.begin(trial)
  let (outcome, breaches) = await WorkMeter.measure(in: RunLedger.shared.work) {
    let outcome = await judgment.outcome(of: trial, settings: settings)
    return (outcome, breachesOfLaws(trial, outcome, judgment))
  }
  RunLedger.shared.record(outcome, of: trial)
  for check in unopposed(outcome, among: judgment.controls) where trial.role == .claim {
    Issue.record(
      "\(trial): no near miss or other world is for the check \(check)", sourceLocation: sourceLocation)
  }
  if !trial.isAsExpected(outcome.verdict) {
    Issue.record("\(failureText(trial, outcome, settings))", sourceLocation: sourceLocation)
  }
  for breach in breaches {
    Issue.record("\(trial) breaks a law of predicates: \(breach)", sourceLocation: sourceLocation)
  }
  if trial.role == .claim, let row = outcome.row {
    for breach in breachesOfColumns(row) {
      Issue.record("\(trial): \(breach)", sourceLocation: sourceLocation)
    }
  }
  // A control must be refuted, so it spends nothing of the budget.
  let experiment = judgment.experiments(.claim).first { $0.name == trial.experiment }
  if trial.role == .claim, let experiment, let breach = misspending(outcome, of: experiment) {
    Issue.record("\(trial): \(breach)", sourceLocation: sourceLocation)
  }
}

/// Which laws of predicates a claim's checks break on a row; only the first experiment of each kind is tried, once.
private func breachesOfLaws(_ trial: Trial, _ outcome: Outcome, _ judgment: ClaimJudgment) -> [String] {
  guard trial.role == .claim, trial.repetition == 0, let row = outcome.row else { return [] }
  let effort = Settings.current.effort
  let ran = judgment.experiments(.claim).filter { $0.repetitions(effort) > 0 }
  guard let experiment = ran.first(where: { $0.name == trial.experiment }),
    ran.first(where: { type(of: $0) == type(of: experiment) })?.name == experiment.name
  else { return [] }
  return breaches(experiment, row)
}

private func breaches<Subject: Experiment>(_ experiment: Subject, _ row: any EvidenceRow) -> [String] {
  guard let row = row as? Subject.Row else { return ["the row is of another experiment"] }
  do {
    return try PredicateLaws(experiment, row).breaches()
  } catch {
    return ["\(error)"]
  }
}

/// What a row's columns break of what they are held to beside the checks.
package func breachesOfColumns<Row: EvidenceRow>(_ row: Row) -> [String] {
  Row.columns.compactMap { $0.breach(in: row) }
}

/// What a trial prints that spent what its experiment's grade does not state; nil if it kept to it.
///
/// A statistical trial spends what is stated, up to rounding, or something less where the experiment says so; an exact,
/// enclosed or numerical one spends nothing. Of what is observed in trained networks nothing is stated. A trial that failed
/// has spent nothing and is not held to its grade.
package func misspending(_ outcome: Outcome, of experiment: any Experiment) -> String? {
  if outcome.row == nil { return nil }
  let spent = outcome.falseAlarm
  switch experiment.grade {
  case .statistical(_, let stated):
    let least = experiment.spendsAll ? stated * (1 - 1e-12) : .leastNonzeroMagnitude
    let isKept = stated == 0 ? spent == 0 : spent >= least && spent <= stated * (1 + 1e-12)
    return isKept ? nil : "false-alarm probability \(spent) spent, \(stated) stated"
  case .exact, .enclosed, .numerical:
    return spent == 0 ? nil : "false-alarm probability \(spent) spent without samples"
  case .observed: return nil
  }
}

/// What a failed trial prints.
package func failureText(_ trial: Trial, _ outcome: Outcome, _ settings: Settings) -> String {
  let found = outcome.verdict.complaint ?? "verified, but a control must be refuted"
  let numbers = outcome.values.filter { !$0.numbers.isEmpty }.map { value in
    "\(value.head) = \(value.numbers.map { "\($0)" }.joined(separator: " "))"
  }.joined(separator: ", ")
  let lines = ["\(trial): \(found)", numbers, "Again: \(trial.replayCommand(settings))"]
  return lines.filter { !$0.isEmpty }.joined(separator: "\n")
}

extension Trial {
  /// The command that judges this trial again.
  func replayCommand(_ settings: Settings) -> String {
    "STS_SEED=\(settings.baseSeed) STS_EFFORT=\(settings.effort.rawValue) swift run sts judge \(claim)"
      + " --case '\(experiment)' --repetition \(repetition)" + (role == .control ? " --control" : "")
  }
}
