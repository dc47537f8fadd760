import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct LedgerTests {
  @Test("complete only when every expected trial has its outcome")
  func completeness() {
    let ledger = Ledger()
    let trials = MockRun.trials(cases: 2, repetitions: 2)
    #expect(!ledger.snapshot.isComplete)
    ledger.expect(trials)
    ledger.expect(trials)
    #expect(ledger.snapshot.expected == trials)
    for trial in trials {
      #expect(!ledger.snapshot.isComplete)
      ledger.record(MockRun.outcome(trial), of: trial)
    }
    #expect(ledger.snapshot.isComplete)
    #expect(ledger.snapshot.shortcomings.isEmpty)
    #expect(ledger.snapshot.counts(of: "F2", .claim).description == "4 verified")
    #expect(ledger.snapshot.verdict(of: "F2", .control).isRefuted)
  }

  @Test("a refuted claim, a verified control, an undecided one: each is a shortcoming")
  func shortcomings() throws {
    for (role, verdict) in [
      (Trial.Role.claim, Verdict.refuted(counterexample: "x")), (.control, .verified(margin: 1)),
      (.claim, .undecided(reason: "thin")), (.control, .undecided(reason: "thin")),
    ] {
      var snapshot = MockRun.snapshot()
      let trial = try #require(snapshot.trials(of: "F2", role).first)
      snapshot.outcomes[trial] = Outcome(verdict: verdict, values: [])
      #expect(snapshot.shortcomings == ["\(trial) is \(verdict.word)"])
      #expect(!trial.isAsExpected(snapshot.verdict(of: "F2", role)))
    }
  }

  @Test("the false-alarm budget is the sum over the claims' trials and has a limit")
  func budget() throws {
    var snapshot = MockRun.snapshot(cases: 2, repetitions: 2)
    #expect(snapshot.budget.spent == 1e-9 + 1e-9 + 1e-9 + 1e-9)
    let trial = try #require(snapshot.expected.first)
    snapshot.outcomes[trial] = Outcome(verdict: .verified(margin: 1), falseAlarm: 2e-6, values: [])
    #expect(!snapshot.budget.isWithinLimit)
    #expect(snapshot.shortcomings.count == 1)
    snapshot.outcomes[trial] = Outcome(verdict: .verified(margin: 1), falseAlarm: .nan, values: [])
    #expect(!snapshot.budget.isWithinLimit)
  }

  @Test("two different outcomes of one trial are an issue")
  func contradiction() throws {
    let ledger = Ledger()
    let trial = try #require(MockRun.trials(cases: 1, repetitions: 1).first)
    ledger.record(MockRun.outcome(trial), of: trial)
    ledger.record(MockRun.outcome(trial), of: trial)
    #expect(ledger.snapshot.issues.isEmpty)
    ledger.record(Outcome(verdict: .verified(margin: 0), values: []), of: trial)
    #expect(ledger.snapshot.issues.count == 1)
  }

  @Test("records from many tasks at once are all kept")
  func concurrency() async {
    let ledger = Ledger()
    let trials = MockRun.trials(cases: 20, repetitions: 10)
    ledger.expect(trials)
    await withTaskGroup(of: Void.self) { group in
      for trial in trials {
        group.addTask {
          ledger.begin(trial)
          ledger.record(MockRun.outcome(trial), of: trial)
        }
      }
    }
    #expect(ledger.snapshot.isComplete)
  }

  @Test("a line when a claim begins and one when it ends, in the file at once")
  func progress() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "a/progress.log")
    let ledger = Ledger(progress: ProgressLog(file: file, standardError: false))
    let trials = MockRun.trials(cases: 1, repetitions: 2)
    ledger.expect(trials)
    for trial in trials {
      ledger.begin(trial)
      #expect(try String(contentsOf: file, encoding: .utf8) == "F2 begins: trials 2, control 2\n")
      ledger.record(MockRun.outcome(trial), of: trial)
    }
    ledger.end("F2")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.last?.hasPrefix("F2 ends: 2 verified; control: 2 refuted (") == true)
  }
}
