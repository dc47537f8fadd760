import Evidence
import Foundation
import Judgments
import Theory

/// What `sts judge` is asked to run: a claim's experiments or controls, or its experiments at a reader's own parameters.
struct JudgePlan: Sendable {
  /// The claim.
  let claim: Claim
  /// Whether its experiments or its controls are judged.
  let role: Trial.Role
  /// The base seed and the effort.
  let settings: Settings
  /// The trials, in the order of the answer.
  let trials: [Trial]

  private let experiments: [String: any Experiment]
  private let controls: [String: Control]
  private let ownOptions: String

  /// Finds the trials that the options leave, and refuses what would not fit or would take long unasked.
  ///
  /// - Throws: `UsageError` and `TheoryError` for what is not allowed, `CommandFailure` for what is too large.
  init(_ arguments: Arguments, _ context: Context) throws {
    var settings = try context.settings()
    if let effort = try arguments.effort() {
      settings = Settings(baseSeed: settings.baseSeed, effort: effort)
    }
    let judgment = try Self.find(arguments.operands[0], among: context.judgments)
    let role: Trial.Role = arguments.has("--control") ? .control : .claim
    let own = try arguments.ownParameters()
    let seeds = try arguments.optionalText("--seeds").map { _ in
      try arguments.integer("--seeds", in: 1...1_000_000)
    }
    var experiments = judgment.experiments(role)
    if let own {
      if role == .control { throw UsageError("--control at own parameters; allowed: without --control") }
      experiments = try judgment.experiments(at: own)
    } else if seeds != nil {
      throw UsageError("--seeds without own parameters; allowed: with --tokens, --dimension, --sparsity")
    }
    claim = judgment.claim
    self.role = role
    self.settings = settings
    self.experiments = Dictionary(experiments.map { ($0.name, $0) }) { first, _ in first }
    controls = Dictionary(judgment.controls.map { ($0.experiment.name, $0) }) { first, _ in first }
    ownOptions = own == nil ? "" : arguments.given(Option.ownParameters.map(\.name) + ["--seeds"])
    // What a quick suite leaves out is still run where it was asked for.
    let atLeast = own == nil ? 0 : 1
    trials = try Self.chosen(
      experiments.flatMap {
        let repetitions = seeds ?? max(atLeast, $0.repetitions(settings.effort))
        return $0.trials(role, effort: settings.effort, repetitions: repetitions)
      },
      of: experiments, by: arguments)
    let isAsked = own == nil || seeds != nil || own?.steps != nil
    try refuseWhatIsTooLarge(longRunsAllowed: isAsked)
  }

  /// Announces the trials with what each is expected to take.
  func announce(in ledger: Ledger) {
    ledger.expect(trials)
    for trial in trials {
      ledger.announce([trial], cost: experiments[trial.experiment]?.cost(settings.effort) ?? Cost())
    }
  }

  /// Runs and judges one trial.
  func outcome(of trial: Trial) async -> Outcome {
    guard let experiment = experiments[trial.experiment] else {
      return Outcome(verdict: .undecided(reason: "no experiment named \(trial.experiment)"))
    }
    let part = role == .control ? controls[trial.experiment]?.check : nil
    return await experiment.outcome(of: trial, settings: settings, part: part)
  }

  /// The command that judges one trial again.
  func replayCommand(_ trial: Trial) -> String {
    "STS_SEED=\(settings.baseSeed) STS_EFFORT=\(settings.effort.rawValue) swift run sts judge \(claim.id)"
      + ownOptions + " --case '\(trial.experiment)' --repetition \(trial.repetition)"
      + (role == .control ? " --control" : "")
  }

  /// Refuses what would not fit in memory and, unless long runs were asked for, what would take over a minute.
  private func refuseWhatIsTooLarge(longRunsAllowed: Bool) throws {
    let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
    let costs = trials.compactMap { experiments[$0.experiment]?.cost(settings.effort) }
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    let largest = (costs.map(\.bytes).max() ?? 0) * min(cores, Double(costs.count))
    if !(largest <= memory) {
      throw CommandFailure(
        message: "about \(Self.text(largest / 1e9)) GB are needed and \(Self.text(memory / 1e9)) GB are there"
      )
    }
    let seconds = costs.reduce(0) { $0 + $1.seconds } / min(cores, max(1, Double(costs.count)))
    if !longRunsAllowed, !(seconds <= 60) {
      throw CommandFailure(
        message: "about \(Self.text(seconds)) s on \(Int(cores)) cores; say --seeds or --steps to have it run"
      )
    }
  }

  private static func text(_ number: Double) -> String { NumberText.text(number, digits: 2) }

  static func find(_ id: String, among judgments: [ClaimJudgment]) throws(UsageError) -> ClaimJudgment {
    guard let judgment = judgments.first(where: { $0.claim.id == id }) else {
      let ids = judgments.map(\.claim.id).joined(separator: ", ")
      throw UsageError("claim", value: id, allowed: ids.isEmpty ? "no claim has judgments" : ids)
    }
    return judgment
  }

  /// The trials that `--case` and `--repetition` leave.
  private static func chosen(
    _ trials: [Trial], of experiments: [any Experiment], by arguments: Arguments
  ) throws(UsageError) -> [Trial] {
    var left = trials
    if let text = try arguments.optionalText("--case") {
      let number = Arguments.decimalInteger(text).flatMap {
        experiments.indices.contains($0 - 1) ? $0 - 1 : nil
      }
      let name = number.map { experiments[$0].name } ?? text
      left = trials.filter { $0.experiment == name }
      if left.isEmpty {
        throw UsageError(
          "--case", value: text,
          allowed: "an experiment's name, or its number from 1 to \(experiments.count), run at this effort")
      }
    }
    if let text = try arguments.optionalText("--repetition") {
      let kept = left.filter { Arguments.decimalInteger(text) == $0.repetition }
      if kept.isEmpty {
        let last = left.map(\.repetition).max() ?? 0
        throw UsageError(
          "--repetition", value: text, allowed: "an integer from 0 to \(last) at this effort")
      }
      left = kept
    }
    return left
  }
}
