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
      JSON: {claim, role, seed, effort, asRequired, trials: [{caseIndex, caseName, repetition, verdict, asRequired,
      margin or detail, falseAlarm, values: [{name, number}]}]}.
      """,
    operands: ["<claim id>"],
    options: [
      Option("--case", "i", "one case only", allowed: "the index of a case, from 0", absence: .allowed),
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
      judgment.trials(role, effort: settings.effort), by: arguments, effort: settings.effort)
    guard !trials.isEmpty else { throw CommandFailure(message: "nothing ran: no trial at this effort") }
    var judged: [JudgedTrial] = []
    for trial in trials {
      let outcome: Outcome
      do {
        outcome = try await judgment.outcome(of: trial, settings: settings)
      } catch {
        outcome = Outcome(verdict: .undecided(reason: "\(error)"), values: [])
      }
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
private func chosen(_ trials: [Trial], by arguments: Arguments, effort: Effort) throws(UsageError) -> [Trial]
{
  let ofCase = try kept(trials, option: "--case", by: arguments, \.caseIndex)
  return try kept(ofCase, option: "--repetition", by: arguments, \.repetition)
}

private func kept(
  _ trials: [Trial], option: String, by arguments: Arguments, _ index: KeyPath<Trial, Int>
) throws(UsageError) -> [Trial] {
  guard let text = try arguments.optionalText(option) else { return trials }
  let left = Int(text).map { wanted in trials.filter { $0[keyPath: index] == wanted } } ?? []
  if left.isEmpty {
    let last = trials.map { $0[keyPath: index] }.max()
    let allowed = last.map { "an integer from 0 to \($0) at this effort" } ?? "none at this effort"
    throw UsageError(option, value: text, allowed: allowed)
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
    let number: Double?
  }

  let caseIndex: Int
  let caseName: String
  let repetition: Int
  let verdict: String
  let asRequired: Bool
  let margin: Double?
  let detail: String?
  let falseAlarm: Double?
  let values: [Value]

  init(_ trial: Trial, _ outcome: Outcome) {
    caseIndex = trial.caseIndex
    caseName = trial.caseName
    repetition = trial.repetition
    verdict = outcome.verdict.word
    asRequired = trial.isAsExpected(outcome.verdict)
    switch outcome.verdict {
    case .verified(let value): (margin, detail) = (Self.finite(value), nil)
    case .refuted(let counterexample): (margin, detail) = (nil, counterexample)
    case .undecided(let reason): (margin, detail) = (nil, reason)
    }
    falseAlarm = Self.finite(outcome.falseAlarm)
    values = outcome.values.map { Value(name: $0.name, number: Self.finite($0.number)) }
  }

  var text: String {
    let numbers = values.map { "  \($0.name) = \($0.number.map { "\($0)" } ?? "not finite")" }
    let reason = margin.map { "margin \($0)" } ?? detail ?? "no margin"
    return (["case \(caseIndex) (\(caseName)), repetition \(repetition): \(verdict), \(reason)"] + numbers)
      .joined(separator: "\n") + "\n"
  }

  private static func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
}
