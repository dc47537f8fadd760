import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct LedgerTests {
  @Test("complete only when every expected trial has its outcome")
  func completeness() async throws {
    let ledger = Ledger()
    let section = MockRun.section(repetitions: 2)
    let trials = MockRun.trials(section)
    let outcomes = await MockRun.outcomes(section)
    #expect(!ledger.snapshot.isComplete)
    ledger.expect(trials)
    ledger.expect(trials)
    #expect(ledger.snapshot.expected == trials)
    for trial in trials {
      #expect(!ledger.snapshot.isComplete)
      ledger.record(try #require(outcomes[trial]), of: trial)
    }
    #expect(ledger.snapshot.isComplete)
    #expect(ledger.snapshot.shortcomings.isEmpty)
    #expect(ledger.snapshot.counts(of: "F2", .claim).description == "4 verified")
    #expect(ledger.snapshot.verdict(of: "F2", .control).isRefuted)
  }

  @Test("the trials of a claim in a role are those expected, in their order, however they came")
  func parts() {
    let trials = MockRun.trials(MockRun.section(repetitions: 3))
    let ledger = Ledger()
    ledger.expect(trials.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    ledger.expect(trials)
    let snapshot = ledger.snapshot
    #expect(snapshot.expected.count == trials.count && snapshot.expected.first != trials.first)
    for role in Trial.Role.allCases {
      let found = snapshot.trials(of: "F2", role)
      #expect(!found.isEmpty && found == snapshot.expected.filter { $0.role == role })
    }
    #expect(snapshot.trials(of: "F3", .claim).isEmpty)
  }

  @Test("a refuted claim, a verified control, an undecided one: each is a shortcoming")
  func shortcomings() async throws {
    for (role, verdict) in [
      (Trial.Role.claim, Verdict.refuted(counterexample: "x")), (.control, .verified(margin: 1)),
      (.claim, .undecided(reason: "thin")), (.control, .undecided(reason: "thin")),
    ] {
      var snapshot = await MockRun.snapshot()
      let trial = try #require(snapshot.trials(of: "F2", role).first)
      snapshot.outcomes[trial] = Outcome(verdict: verdict)
      #expect(snapshot.shortcomings == ["\(trial) is \(verdict.word)"])
      #expect(!trial.isAsExpected(snapshot.verdict(of: "F2", role)))
    }
  }

  @Test("a control is refuted only by the check that it names")
  func part() async throws {
    let section = MockRun.section()
    let control = try #require(section.controls.first)
    let trial = try #require(control.experiment.trials(.control, effort: .quick).first)
    for (part, isRefuted) in [(nil, true), ("mean loss", true), ("certificate", false)] as [(String?, Bool)] {
      let outcome = await control.experiment.outcome(of: trial, settings: Settings(), part: part)
      #expect(outcome.verdict.isRefuted == isRefuted)
    }
    let unknown = await control.experiment.outcome(of: trial, settings: Settings(), part: "no such check")
    #expect(!unknown.verdict.isRefuted && !unknown.verdict.isVerified)
  }

  @Test("the false-alarm budget is the sum over the claims' trials and has a limit")
  func budget() async throws {
    var snapshot = await MockRun.snapshot(MockRun.section(repetitions: 2))
    #expect(snapshot.budget.spent == 1e-9 + 1e-9 + 1e-9 + 1e-9)
    let trial = try #require(snapshot.expected.first)
    let row = MockExperiment(name: "").row(0)
    for falseAlarm in [2e-6, -1, .nan] {
      let check = Check("mean loss", .verified(margin: 1), falseAlarm: FalseAlarm(ofEvent: falseAlarm))
      snapshot.outcomes[trial] = Outcome(row: row, checks: [check])
      #expect(!snapshot.budget.isWithinLimit)
      #expect(snapshot.shortcomings.count == 1)
    }
  }

  @Test("two different outcomes of one trial are an issue")
  func contradiction() {
    let ledger = Ledger()
    let experiment = MockExperiment(name: "T=8")
    let trial = Trial(claim: "F2", role: .claim, experiment: "T=8", repetition: 0)
    ledger.record(experiment.outcome(0), of: trial)
    ledger.record(experiment.outcome(0), of: trial)
    #expect(ledger.snapshot.issues.isEmpty)
    ledger.record(experiment.outcome(1), of: trial)
    #expect(ledger.snapshot.issues.count == 1)
  }

  @Test("rows come back as they were measured, in the order of the repetitions")
  func rows() async {
    let experiment = MockExperiment(name: "T=8 | width_4")
    let snapshot = await MockRun.snapshot()
    #expect(snapshot.rows(of: experiment).map(\.risk) == [4, 4.125, 4.25])
    #expect(snapshot.rows(of: experiment, .control).isEmpty)
    #expect(snapshot.rows(of: MockExperiment(name: "no such experiment")).isEmpty)
  }

  @Test("records from many tasks at once are all kept")
  func concurrency() async {
    let ledger = Ledger()
    let section = MockRun.section(experiments: 20, repetitions: 10)
    let outcomes = await MockRun.outcomes(section)
    ledger.expect(MockRun.trials(section))
    ledger.announce(MockRun.trials(section), cost: Cost(seconds: 1))
    await withTaskGroup(of: Void.self) { group in
      for (trial, outcome) in outcomes {
        group.addTask {
          ledger.begin(trial)
          ledger.record(outcome, of: trial)
        }
      }
    }
    #expect(ledger.snapshot.isComplete)
    #expect(ledger.progress.isFinished)
  }
}
