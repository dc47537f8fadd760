import Evidence
import Foundation
import Judgments
import Theory

extension Command {
  static let judge = Command(
    name: "judge", summary: "run a claim's judgments, the very ones that the tests run",
    discussion: """
      Runs the judgments of a claim, or of its control, with the seed and the effort that STS_SEED and STS_EFFORT set.
      The exit status is 0 when every verdict is as required, verified for the claim and refuted for the control,
      and 1 otherwise, also when nothing ran.
      JSON: {claim, role, seed, effort, asRequired, trials: [{case, repetition, verdict, asRequired,
      margin or detail, falseAlarm, checks: [{name, verdict, margin or detail, falseAlarm}],
      values: [{name, unit, numbers}]}]}.
      """,
    operands: ["<claim id>"],
    options: [
      Option(
        "--case", "name", "one experiment only",
        allowed: "its name, or the number that the report prints, from 1", absence: .allowed),
      Option(
        "--repetition", "r", "one repetition only", allowed: "the index of a repetition, from 0",
        absence: .allowed),
      Option(flag: "--control", "judge the control, which must be refuted"),
    ]
  ) { arguments, context in
    let settings: Settings
    do {
      settings = try Settings.parse(environment: context.environment)
    } catch {
      throw UsageError("\(error)")
    }
    let judgment = try find(arguments.operands[0], among: context.judgments)
    let role: Trial.Role = arguments.has("--control") ? .control : .claim
    let trials = try chosen(
      judgment.trials(role, effort: settings.effort), of: judgment.experiments(role), by: arguments)
    guard !trials.isEmpty else { throw CommandFailure(message: "nothing ran: no trial at this effort") }
    var judged: [JudgedTrial] = []
    for trial in trials {
      let outcome = await judgment.outcome(of: trial, settings: settings)
      let result = JudgedTrial(trial, outcome)
      judged.append(result)
      context.progress("\(judged.count) of \(trials.count)  \(trial): \(result.verdict)")
    }
    return Judged(
      claim: judgment.claim.id, role: role.rawValue, seed: settings.baseSeed,
      effort: settings.effort.rawValue, trials: judged)
  }
}

private func find(_ id: String, among judgments: [ClaimJudgment]) throws(UsageError) -> ClaimJudgment {
  guard let judgment = judgments.first(where: { $0.claim.id == id }) else {
    let ids = judgments.map(\.claim.id).joined(separator: ", ")
    throw UsageError("claim", value: id, allowed: ids.isEmpty ? "no claim has judgments" : ids)
  }
  return judgment
}

/// The trials that `--case` and `--repetition` leave.
private func chosen(
  _ trials: [Trial], of experiments: [any Experiment], by arguments: Arguments
) throws(UsageError) -> [Trial] {
  var left = trials
  if let text = try arguments.optionalText("--case") {
    let number = Int(text).flatMap { experiments.indices.contains($0 - 1) ? $0 - 1 : nil }
    let name = number.map { experiments[$0].name } ?? text
    left = trials.filter { $0.experiment == name }
    if left.isEmpty {
      throw UsageError(
        "--case", value: text,
        allowed: "an experiment's name, or its number from 1 to \(experiments.count), run at this effort")
    }
  }
  if let text = try arguments.optionalText("--repetition") {
    let kept = left.filter { Int(text) == $0.repetition }
    if kept.isEmpty {
      let last = left.map(\.repetition).max() ?? 0
      throw UsageError(
        "--repetition", value: text, allowed: "an integer from 0 to \(last) at this effort")
    }
    left = kept
  }
  return left
}

/// The outcomes of one claim's, or one control's, trials.
private struct Judged: Answer {
  let claim: String
  let role: String
  let seed: UInt64
  let effort: String
  let asRequired: Bool
  let trials: [JudgedTrial]

  init(claim: String, role: String, seed: UInt64, effort: String, trials: [JudgedTrial]) {
    self.claim = claim
    self.role = role
    self.seed = seed
    self.effort = effort
    self.trials = trials
    asRequired = !trials.isEmpty && trials.allSatisfy(\.asRequired)
  }

  var status: Int32 { asRequired ? 0 : 1 }

  var text: String {
    let required = role == Trial.Role.claim.rawValue ? "verified" : "refuted"
    let count = trials.count { $0.asRequired }
    return trials.map(\.text).joined()
      + "\(claim) \(role): \(count) of \(trials.count) \(required), seed \(seed), effort \(effort)\n"
  }
}

/// One trial with its outcome, as printed.
private struct JudgedTrial: Encodable {
  struct Value: Encodable {
    let name: String
    let unit: String
    let numbers: [Double?]
  }

  struct JudgedCheck: Encodable {
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

  init(_ trial: Trial, _ outcome: Outcome) {
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
  }

  var text: String {
    let numbers = values.filter { !$0.numbers.isEmpty }.map { value in
      let numbers = value.numbers.map { $0.map { "\($0)" } ?? "not finite" }.joined(separator: ", ")
      return "  \(value.name) = \(numbers)" + (value.unit.isEmpty ? "" : " \(value.unit)")
    }
    let reason = margin.map { "margin \($0)" } ?? detail ?? "no margin"
    return (["\(experiment), repetition \(repetition): \(verdict), \(reason)"] + numbers)
      .joined(separator: "\n") + "\n"
  }
}

/// The number, or nil if JSON has no word for it.
private func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
