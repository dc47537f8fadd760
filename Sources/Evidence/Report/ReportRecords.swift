import Theory

/// The settings and the outcome of a run, in report.json.
struct ReportHead: Encodable {
  let package = PackageIdentity.name
  let version = PackageIdentity.version
  let seed: UInt64
  let effort: Effort
  let falseAlarm: Double
  let falseAlarmLimit = ErrorBudget.limit
  let shortcomings: [String]

  init(snapshot: LedgerSnapshot, settings: Settings) {
    seed = settings.baseSeed
    effort = settings.effort
    falseAlarm = snapshot.budget.spent
    shortcomings = snapshot.shortcomings
  }
}

/// A claim in report.json.
struct ClaimRecord: Encodable {
  let id: String
  let title: String
  let family: String
  let stem: String
  let statement: String
  let assumptions: [String]
  let source: String
  let grade: String
  let inequality: String?
  let falseAlarmPerTrial: Double
  let predicate: String
  let control: String
  let proof: String
  let thresholdsSetOn: String?
  let margin: String
  let verdict: String
  let controlVerdict: String

  init(_ section: ReportSection, _ snapshot: LedgerSnapshot) {
    let claim = section.claim
    id = claim.id
    title = claim.title
    family = section.family
    stem = section.stem
    statement = claim.statement
    assumptions = claim.assumptions
    source = claim.source.rawValue
    grade = claim.grade.word
    if case .statistical(let name, _) = claim.grade { inequality = name } else { inequality = nil }
    falseAlarmPerTrial = claim.falseAlarmPerTrial
    predicate = claim.predicate
    control = claim.control
    proof = claim.proof
    thresholdsSetOn = claim.thresholdsSetOn
    margin = claim.margin.rawValue
    verdict = snapshot.verdict(of: claim.id, .claim).word
    controlVerdict = snapshot.verdict(of: claim.id, .control).word
  }
}

/// An experiment, or a control, in report.json.
struct ExperimentRecord: Encodable {
  /// What a control changes about which experiment, and which check must refute it.
  struct Change: Encodable {
    let kind: Control.Kind
    let of: String
    let change: String
    let check: String?
  }

  let number: Int
  let name: String
  let grade: String
  let independentNetworks: Bool
  let columns: [EvidenceColumn]
  let control: Change?

  init(_ experiment: any Experiment, number: Int, _ role: Trial.Role, _ snapshot: LedgerSnapshot) {
    self.init(experiment, number: number, role, change: nil, snapshot)
  }

  init(_ control: Control, number: Int, _ snapshot: LedgerSnapshot) {
    let change = Change(
      kind: control.kind, of: control.original, change: control.change, check: control.check)
    self.init(control.experiment, number: number, .control, change: change, snapshot)
  }

  private init(
    _ experiment: any Experiment, number: Int, _ role: Trial.Role, change: Change?, _ snapshot: LedgerSnapshot
  ) {
    self.number = number
    name = experiment.name
    grade = experiment.grade.word
    independentNetworks = experiment.independentNetworks
    columns = snapshot.columns(of: experiment, role)
    control = change
  }
}

/// A trial in report.json: its repetition, its verdict, its checks, and its row as it was measured.
struct TrialRecord: Encodable {
  /// A verdict: the word, and the margin or what was said.
  struct Judgment: Encodable {
    let verdict: String
    let margin: Double?
    let detail: String?

    init(_ verdict: Verdict) {
      self.verdict = verdict.word
      switch verdict {
      case .verified(let margin): (self.margin, detail) = (margin, nil)
      case .refuted(let text), .undecided(let text): (margin, detail) = (nil, text)
      }
    }
  }

  struct CheckRecord: Encodable {
    let name: String
    let verdict: String
    let margin: Double?
    let detail: String?
    let falseAlarm: Double?
    let detects: Check.Detectable?
    let marginOf: Claim.Margin?

    init(_ check: Check) {
      let judgment = Judgment(check.verdict)
      name = check.name
      verdict = judgment.verdict
      margin = judgment.margin
      detail = judgment.detail
      falseAlarm = check.falseAlarm == 0 ? nil : check.falseAlarm
      detects = check.detects
      marginOf = check.margin
    }
  }

  /// A row of any experiment.
  struct AnyRow: Encodable {
    let row: any EvidenceRow
    func encode(to encoder: any Encoder) throws { try row.encode(to: encoder) }
  }

  let repetition: Int
  let verdict: String
  let margin: Double?
  let detail: String?
  let checks: [CheckRecord]
  let row: AnyRow?

  init(_ trial: Trial, _ outcome: Outcome?) {
    let judgment = outcome.map { Judgment($0.verdict) }
    repetition = trial.repetition
    verdict = judgment?.verdict ?? "not judged"
    margin = judgment?.margin
    detail = judgment?.detail
    checks = outcome?.checks.map(CheckRecord.init) ?? []
    row = outcome?.row.map(AnyRow.init)
  }
}
