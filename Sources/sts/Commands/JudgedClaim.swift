import Evidence
import Theory

/// The outcomes of one claim's, or its controls', trials.
struct JudgedClaim: Answer {
  let claim: String
  let role: String
  let seed: UInt64
  let effort: String
  let asRequired: Bool
  let trials: [JudgedTrial]

  init(claim: String, role: Trial.Role, settings: Settings, trials: [JudgedTrial]) {
    self.claim = claim
    self.role = role.rawValue
    seed = settings.baseSeed
    effort = settings.effort.rawValue
    self.trials = trials
    asRequired = !trials.isEmpty && trials.allSatisfy(\.asRequired)
  }

  var status: Int32 { asRequired ? 0 : 1 }
  var quotesPredicates: Bool { true }

  var text: String {
    let required = role == Trial.Role.claim.rawValue ? "verified" : "refuted"
    let count = trials.count { $0.asRequired }
    return trials.map(\.text).joined()
      + "\(claim) \(role): \(count) of \(trials.count) \(required), seed \(seed), effort \(effort)\n"
  }
}

/// One trial with its outcome, as printed.
struct JudgedTrial: Encodable, Sendable {
  struct Value: Encodable, Sendable {
    let name: String
    let unit: String
    let numbers: [Double?]
  }

  enum CodingKeys: String, CodingKey {
    case experiment = "case"
    case repetition, verdict, asRequired, margin, detail, falseAlarm, checks, values
  }

  let experiment: String
  let repetition: Int
  let verdict: String
  let asRequired: Bool
  let margin: Double?
  let detail: String?
  let falseAlarm: Double?
  let checks: [JudgedCheck]
  let values: [Value]
  /// The command that judges it again; printed where the verdict is not as required.
  private let again: String

  init(_ trial: Trial, _ outcome: Outcome, again: String) {
    experiment = trial.experiment
    repetition = trial.repetition
    asRequired = trial.isAsExpected(outcome.verdict)
    let whole = JudgedCheck("", outcome.verdict, falseAlarm: outcome.falseAlarm)
    verdict = whole.verdict
    margin = whole.margin
    detail = whole.detail
    falseAlarm = whole.falseAlarm
    checks = outcome.checks.map { JudgedCheck($0.name, $0.verdict, falseAlarm: $0.falseAlarm) }
    values = outcome.values.map { Value(name: $0.head, unit: $0.unit, numbers: $0.numbers.map(finite)) }
    self.again = again
  }

  var text: String {
    let numbers = values.filter { !$0.numbers.isEmpty }.map { value in
      let numbers = value.numbers.map { $0.map { "\($0)" } ?? "not finite" }.joined(separator: ", ")
      return "  \(value.name) = \(numbers)" + (value.unit.isEmpty ? "" : " \(value.unit)")
    }
    let reason = margin.map { "margin \($0)" } ?? detail ?? "no margin"
    let head = "\(experiment), repetition \(repetition): \(verdict), \(reason)"
    return ([head] + numbers + (asRequired ? [] : ["  again: \(again)"])).joined(separator: "\n") + "\n"
  }
}

/// One check of a trial, as printed.
struct JudgedCheck: Encodable, Sendable {
  let name: String
  let verdict: String
  let margin: Double?
  let detail: String?
  let falseAlarm: Double?

  init(_ name: String, _ verdict: Verdict, falseAlarm: Double) {
    self.name = name
    self.verdict = verdict.word
    self.falseAlarm = finite(falseAlarm)
    switch verdict {
    case .verified(let value): (margin, detail) = (finite(value), nil)
    case .refuted(let counterexample): (margin, detail) = (nil, counterexample)
    case .undecided(let reason): (margin, detail) = (nil, reason)
    }
  }
}

/// The number, or nil if JSON has no word for it.
private func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
