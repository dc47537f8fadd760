import Theory

/// What a run has found so far, as a plain value: the trials expected, their outcomes, and issues noted.
public struct LedgerSnapshot: Sendable {
  /// The trials of one role of a claim.
  private struct Part: Hashable {
    let claim: String
    let role: Trial.Role
  }

  /// The trials that a complete run makes, in the report's order.
  public private(set) var expected: [Trial]
  /// The same part by part, in the same order.
  private var parts: [Part: [Trial]]
  /// The outcomes recorded.
  public var outcomes: [Trial: Outcome]
  /// Issues noted elsewhere in the process, for example a failed property.
  public var issues: [String]

  /// A state of the ledger; empty by default.
  public init(expected: [Trial] = [], outcomes: [Trial: Outcome] = [:], issues: [String] = []) {
    self.expected = expected
    parts = Self.parts(of: expected)
    self.outcomes = outcomes
    self.issues = issues
  }

  private static func parts(of trials: [Trial]) -> [Part: [Trial]] {
    Dictionary(grouping: trials) { Part(claim: $0.claim, role: $0.role) }
  }

  /// Adds trials to those expected; a trial that is already expected keeps its place.
  mutating func expect(_ trials: [Trial]) {
    let known = Set(expected)
    let new = trials.filter { !known.contains($0) }
    expected += new
    parts.merge(Self.parts(of: new), uniquingKeysWith: +)
  }

  /// The expected trials of a claim in one role, in the order expected.
  public func trials(of claim: String, _ role: Trial.Role) -> [Trial] {
    parts[Part(claim: claim, role: role)] ?? []
  }

  /// The expected trials of one experiment, in the order of the repetitions.
  public func trials(of experiment: some Experiment, _ role: Trial.Role = .claim) -> [Trial] {
    trials(of: experiment.claim.id, role).filter { $0.experiment == experiment.name }
  }

  /// What an experiment's trials measured, in the order of the repetitions; a trial that failed has no row.
  public func rows<Measuring: Experiment>(of experiment: Measuring, _ role: Trial.Role = .claim)
    -> [Measuring.Row]
  {
    trials(of: experiment, role).compactMap { outcomes[$0]?.row as? Measuring.Row }
  }

  /// The expected trials without an outcome.
  public var missing: [Trial] { expected.filter { outcomes[$0] == nil } }

  /// Whether something is expected and every expected trial has its outcome.
  public var isComplete: Bool { !expected.isEmpty && missing.isEmpty }

  /// Whether every expected trial of a claim and of its controls has its outcome.
  func isComplete(_ claim: String) -> Bool {
    Trial.Role.allCases.allSatisfy { role in trials(of: claim, role).allSatisfy { outcomes[$0] != nil } }
  }

  /// The outcomes of the trials that have one, in the trials' order.
  public func outcomes(of trials: [Trial]) -> [Outcome] { trials.compactMap { outcomes[$0] } }

  /// The verdict on a claim (or its control) from all its trials; a missing trial makes it undecided.
  ///
  /// In the role of the control the verdict is refuted only if every trial is.
  public func verdict(of claim: String, _ role: Trial.Role) -> Verdict {
    let trials = trials(of: claim, role)
    var verdicts: [Verdict] = []
    for trial in trials {
      verdicts.append(outcomes[trial]?.verdict ?? .undecided(reason: "\(trial) has not been judged"))
    }
    if role == .claim { return Verdict.all(verdicts) }
    return verdicts.first { !$0.isRefuted } ?? verdicts.first ?? .undecided(reason: "no observation")
  }

  /// How many trials have each verdict.
  public func counts(of claim: String, _ role: Trial.Role) -> VerdictCounts {
    let trials = trials(of: claim, role)
    return VerdictCounts(outcomes(of: trials).map(\.verdict), missing: trials.count { outcomes[$0] == nil })
  }

  /// The false-alarm probability spent by all expected trials of claims, in their order.
  public var budget: ErrorBudget { ErrorBudget(outcomes(of: expected.filter { $0.role == .claim })) }

  /// Why this run does not show every claim verified and every control refuted; empty if it does.
  public var shortcomings: [String] {
    var found = issues.map { "issue: \($0)" }
    if expected.isEmpty { found.append("no trial is expected") }
    if !missing.isEmpty { found.append("\(missing.count) of \(expected.count) trials have not been judged") }
    for trial in expected {
      guard let verdict = outcomes[trial]?.verdict else { continue }
      if !trial.isAsExpected(verdict) { found.append("\(trial) is \(verdict.word)") }
    }
    if !budget.isWithinLimit {
      found.append("false-alarm probability \(budget.spent) exceeds \(ErrorBudget.limit)")
    }
    return found
  }
}

extension Trial {
  /// Whether a verdict is the one this role calls for: verified for a claim, refuted for a control.
  public func isAsExpected(_ verdict: Verdict) -> Bool {
    role == .claim ? verdict.isVerified : verdict.isRefuted
  }
}

/// How many trials have each verdict.
public struct VerdictCounts: Hashable, Sendable, CustomStringConvertible {
  /// The number of trials that verify.
  public private(set) var verified = 0
  /// The number of trials that refute.
  public private(set) var refuted = 0
  /// The number of trials that cannot decide.
  public private(set) var undecided = 0
  /// The number of trials without a verdict.
  public let missing: Int

  /// Counts verdicts.
  public init(_ verdicts: [Verdict], missing: Int = 0) {
    self.missing = missing
    for verdict in verdicts {
      switch verdict {
      case .verified: verified += 1
      case .refuted: refuted += 1
      case .undecided: undecided += 1
      }
    }
  }

  /// For example `34 verified, 1 undecided`; only what occurs is named.
  public var description: String {
    let parts = [
      (verified, "verified"), (refuted, "refuted"), (undecided, "undecided"), (missing, "not judged"),
    ]
    let named = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return named.isEmpty ? "no trial" : named.joined(separator: ", ")
  }
}
