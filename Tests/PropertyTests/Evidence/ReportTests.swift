import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ReportTests {
  private func text(_ snapshot: LedgerSnapshot, grade: Claim.Grade = .observed) -> String {
    MarkdownReport(snapshot: snapshot, settings: Settings(), sections: [MockRun.section(grade: grade)]).text
  }

  @Test("the order in which outcomes were recorded leaves no trace")
  func determinism() {
    let trials = MockRun.trials(cases: 3, repetitions: 4)
    let texts = [trials, trials.reversed(), trials.filter { $0.repetition > 1 } + trials].map { order in
      let ledger = Ledger()
      ledger.expect(trials)
      for trial in order { ledger.record(MockRun.outcome(trial), of: trial) }
      return text(ledger.snapshot)
    }
    #expect(Set(texts).count == 1)
  }

  @Test("the summary row of a claim")
  func summary() {
    let row =
      "| [F2. Risk \\| lower bound](#f2-risk--lower-bound) | observed | verified | 2 x 3 | 0.5 | refuted |"
    #expect(text(MockRun.snapshot()).contains(row))
  }

  @Test("the evidence of a case: count, verdicts, worst margin, mean and range")
  func evidence() {
    let report = text(MockRun.snapshot())
    #expect(report.contains("| # | case | repetitions | verdicts | worst margin | risk | m |"))
    #expect(report.contains("| 1 | T=8 \\| width\\_1 | 3 | 3 verified | 0.5 | 1.125 (1 .. 1.25) | 4 |"))
    #expect(report.contains("| 1 | T=8 \\| width\\_1 | 3 | 3 refuted | 0 |"))
    #expect(report.contains("```text\nrisk 0 < 1_875\n```"))
    #expect(report.contains("Seen in 6 of 6 runs."))
    #expect(report.contains("lie in [0.5407, 1]"))
  }

  @Test("long tables are folded")
  func folding() {
    #expect(!text(MockRun.snapshot(cases: 12)).contains("<details>"))
    #expect(text(MockRun.snapshot(cases: 13)).contains("<summary>13 cases</summary>"))
  }

  @Test("formulas are protected from Markdown")
  func formulas() {
    let report = text(MockRun.snapshot())
    #expect(
      report.contains("For all $`m`$, $`R_{a_1} \\ge \\|W\\|_F^2`$, that is\n\n```math\nx_1 * y_2.\n```\n\n-")
    )
  }

  @Test("a statistical claim names its inequality and its probability, and no share of runs")
  func statistical() {
    let report = text(
      MockRun.snapshot(), grade: .statistical(inequality: "Hoeffding", falseAlarmPerTrial: 2.5e-10))
    #expect(
      report.contains("- Grade: statistical, by Hoeffding, false-alarm probability 2.5e-10 a trial\n"))
    #expect(!report.contains("Seen in"))
  }

  @Test("the budget adds up the claim's trials")
  func budget() {
    // Six trials of the claim state 1e-9 each, those of the control nothing.
    #expect(text(MockRun.snapshot()).contains("refute one with probability at most 6e-9; the limit is 1e-6."))
  }

  @Test("trials that do not verify are quoted, at most three, and counted in their case's row")
  func failures() {
    var snapshot = MockRun.snapshot(cases: 2, repetitions: 4)
    for trial in snapshot.trials(of: "F2", .claim) where trial.caseIndex == 1 {
      snapshot.outcomes[trial] =
        trial.repetition == 3
        ? nil : Outcome(verdict: .refuted(counterexample: "risk \(trial.repetition)"), values: [])
    }
    let report = text(snapshot)
    let quoted = (0..<3).map { "F2: T=8 | width_1 #\($0): refuted, risk \($0)" }.joined(separator: "\n")
    #expect(report.contains("Not verified:\n\n```text\n\(quoted)\n```"))
    #expect(report.contains("| 1 | T=8 \\| width\\_1 | 4 | 3 refuted, 1 not judged | - | - | - |"))
    #expect(report.contains("| refuted | 2 x 4 | 0.5 | refuted |"))
    let first = snapshot.trials(of: "F2", .claim)[0]
    snapshot.outcomes[first] = Outcome(verdict: .undecided(reason: "thin"), values: [])
    #expect(text(snapshot).contains("```text\n\(first): undecided, thin\n"))
    #expect(!text(snapshot).contains("refuted, risk 2"))
  }

  @Test("cases with different numbers of repetitions are counted from the least to the most")
  func extent() {
    var snapshot = MockRun.snapshot(cases: 2, repetitions: 3)
    snapshot.expected.removeAll { $0.caseIndex == 1 && $0.repetition > 0 }
    #expect(text(snapshot).contains("| 2 x 1 to 3 |"))
  }

  @Test("links lead to the claim's files by the path to the package")
  func links() {
    let report = MarkdownReport(
      snapshot: MockRun.snapshot(), settings: Settings(), sections: [MockRun.section()], pathToPackage: "../")
    #expect(
      report.text.hasSuffix(
        "Files: [claim](../Sources/Theory/FullyConnected/F2RiskLowerBound.swift),"
          + " [judgment](../Sources/Judgments/FullyConnected/F2RiskLowerBoundJudgment.swift),"
          + " [tests](../Tests/BoundTests/FullyConnected/F2RiskLowerBoundTests.swift)\n"))
  }

  @Test("a run that falls short says so at the top")
  func shortcomings() throws {
    var snapshot = MockRun.snapshot()
    snapshot.outcomes[try #require(snapshot.expected.first)] = nil
    #expect(text(snapshot).contains("- 1 of 12 trials have not been judged"))
    #expect(text(snapshot).contains("| undecided | 2 x 3 |"))
    #expect(!text(MockRun.snapshot()).contains("does not verify"))
  }

  @Test("a clean default run is published, and publishing it again changes nothing")
  func published() throws {
    let folder = try TemporaryFolder()
    let writer = ReportWriter(packageRoot: folder.url)
    let first = try writer.write(
      snapshot: MockRun.snapshot(), settings: Settings(), sections: [MockRun.section()])
    #expect(first.isPublished && first.changed)
    #expect(first.report == folder.url.appending(path: "REPORT.md"))
    #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: "Figures/Risk.svg").path))
    let second = try writer.write(
      snapshot: MockRun.snapshot(), settings: Settings(), sections: [MockRun.section()])
    #expect(!second.changed)
  }

  @Test("anything but a clean default run leaves REPORT.md alone")
  func aside() throws {
    var noted = MockRun.snapshot()
    noted.issues = ["a property failed"]
    var incomplete = MockRun.snapshot()
    incomplete.outcomes[try #require(incomplete.expected.last)] = nil
    let whole = MockRun.snapshot()
    let f2 = [MockRun.section()]
    for (snapshot, settings, sections) in [
      (noted, Settings(), f2), (incomplete, Settings(), f2), (LedgerSnapshot(), Settings(), f2),
      (whole, Settings(baseSeed: 2), f2), (whole, Settings(effort: .quick), f2),
      (whole, Settings(), [MockRun.section(), MockRun.section("F3")]), (whole, Settings(), []),
    ] {
      let folder = try TemporaryFolder()
      let written = try ReportWriter(packageRoot: folder.url).write(
        snapshot: snapshot, settings: settings, sections: sections)
      #expect(!written.isPublished)
      let expected = ".build/sts/\(settings.effort.rawValue)-\(settings.baseSeed)/REPORT.md"
      #expect(written.report == folder.url.appending(path: expected))
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "REPORT.md").path))
    }
  }

  @Test("a file is written only if its bytes differ")
  func atomicFile() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "a/b.txt")
    #expect(try AtomicFile.write("one", to: file))
    #expect(try !AtomicFile.write("one", to: file))
    #expect(try AtomicFile.write("two", to: file))
    #expect(try String(contentsOf: file, encoding: .utf8) == "two")
    let beside = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)
    #expect(beside == ["b.txt"])
  }
}
