import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ReportTests {
  private func file(
    _ path: String, _ section: ReportSection = MockRun.section(), _ snapshot: LedgerSnapshot? = nil,
    pathToPackage: String = ""
  ) async throws -> String {
    var run = await MockRun.snapshot(section)
    if let snapshot { run = snapshot }
    let report = try RunReport(
      snapshot: run, settings: Settings(), sections: [section], prose: MockRun.prose(section),
      pathToPackage: pathToPackage)
    return try #require(report.files.first { $0.path == path }?.text)
  }

  private func paper(_ section: ReportSection = MockRun.section(), _ snapshot: LedgerSnapshot? = nil)
    async throws -> String
  { try await file("REPORT.md", section, snapshot) }

  @Test("the order in which outcomes were recorded leaves no trace")
  func determinism() async throws {
    let section = MockRun.section(experiments: 3, repetitions: 4)
    let trials = MockRun.trials(section)
    let outcomes = await MockRun.outcomes(section)
    var reports: Set<[RunReport.File]> = []
    for order in [trials, trials.reversed(), trials.filter { $0.repetition > 1 } + trials] {
      let ledger = Ledger()
      ledger.expect(trials)
      for trial in order { ledger.record(try #require(outcomes[trial]), of: trial) }
      let report = try RunReport(
        snapshot: ledger.snapshot, settings: Settings(), sections: [section], prose: MockRun.prose(section))
      reports.insert(report.files)
    }
    #expect(reports.count == 1)
  }

  @Test("the paper says at once what was verified, and links each claim to its page")
  func summary() async throws {
    let text = try await paper()
    #expect(
      text.contains(
        "**1 of 1 claims verified, 2 of 2 near misses and 0 of 0 other worlds refuted.** Base seed 1, effort `default`, 12 trials."
      ))
    #expect(
      text.contains(
        "| [F2. Risk \\| lower bound](Report/F2RiskLowerBound.md) | observed | verified | 2 x 3 | 0.25 | 2 of 2 | - |"
      ))
    #expect(text.contains("It is $`x_1`$.\n\n![Risk & \\<width\\>](Figures/Risk.svg)\n\n*Risk \\* width.*"))
    #expect(text.contains("- [F2](Report/F2RiskLowerBound.md) Risk \\| lower bound: **verified**, observed"))
    #expect(text.contains("## What is not claimed\n\n- Nothing about $`n_1`$."))
    #expect(text.contains("- *Is it so?* Yes. ([F2](Report/F2RiskLowerBound.md))"))
  }

  @Test("the sentence on false alarms speaks of statistical claims, with the sum over the claims' trials")
  func budget() async throws {
    // Six trials of the claim state 1e-9 each, those of the controls nothing.
    #expect(
      try await paper().contains(
        "Were every statistical claim true, the samples of a run would still refute one of them with probability at most"
          + " 6e-9; the limit is 1e-6."))
  }

  @Test("the margin of a lower bound is marked, and grades other than the claim's are named")
  func margins() async throws {
    let bound = MockRun.section(margin: .distance)
    #expect(try await paper(bound).contains("| 0.25 ^ |"))
    #expect(
      try await file(bound.pagePath, bound).contains("0 is on the bound, where the best predictors lie"))
    let claim = bound.claim
    let mixed = ReportSection(
      claim: claim, family: "FullyConnected", stem: "F2RiskLowerBound",
      experiments: [MockEnumeration(claim: claim)] + bound.experiments, controls: bound.controls)
    #expect(try await paper(mixed).contains("| observed, also exact |"))
    let page = try await file(mixed.pagePath, mixed)
    #expect(page.contains("| # | experiment | grade | seeds | verdicts | worst margin | subsets |"))
    #expect(page.contains("| 1 | T=3, enumerated | exact | 1 | 1 verified | 1 ^ | 3 |"))
    #expect(page.contains("| # | experiment | seeds | verdicts | worst margin | risk (d/q) | m | path |"))
    #expect(page.contains("| 2 | T=8 \\| width\\_4 | 3 |"))
  }

  @Test("a page's evidence: a row an experiment, numbers as mean and range, a series one value a time")
  func evidence() async throws {
    let page = try await file("Report/F2RiskLowerBound.md")
    #expect(
      page.contains(
        "| 2 | T=8 \\| width\\_5 | 3 | 3 verified | 0.25 | 5.13 (5 .. 5.25) | 5 | 5.125 (5 .. 5.25); 1 |"))
    #expect(
      page.contains("For all $`m`$, $`R_{a_1} \\ge \\|W\\|_F^2`$, that is\n\n```math\nx_1 * y_2.\n```\n\n-"))
    #expect(
      page.contains(
        "What is known of it stands in [the claim's file](../Sources/Theory/FullyConnected/F2RiskLowerBound.swift)."
      ))
    #expect(page.contains("](../Figures/Risk.svg)\n\n*Risk \\* width.*"))
    #expect(page.contains("swift run sts judge F2 --case 'T=8 | width_4'"))
  }

  @Test("a page's checks: trials, false alarm, power, verdicts and worst margin")
  func checks() async throws {
    let page = try await file("Report/F2RiskLowerBound.md")
    #expect(
      page.contains("| mean loss | 2 | 6 | 1e-9 | 0.04 .. 0.05 of the risk | 2 of 2 | 6 verified | 0.5 |"))
    #expect(page.contains("| certificate | 2 | 6 | none | not stated | - | 6 verified | 0.25 |"))
  }

  @Test("a page's controls stand beside the experiment that they change")
  func controls() async throws {
    let page = try await file("Report/F2RiskLowerBound.md")
    #expect(
      page.contains("| 2 | near miss | T=8 \\| width\\_5, width + 1 | 2 | width + 1 | mean loss | 3 of 3 |"))
    #expect(page.contains("```text\n1: risk 4.0 < 1_875\n2: risk 5.0 < 1_875\n```"))
  }

  @Test("long tables are folded")
  func folding() async throws {
    let short = MockRun.section(experiments: 12)
    let long = MockRun.section(experiments: 13)
    #expect(try await !file(short.pagePath, short).contains("<summary>12 experiments</summary>"))
    #expect(try await file(long.pagePath, long).contains("<summary>13 experiments</summary>"))
  }

  @Test("a share of networks is inferred only from independent networks, and thresholds set on other seeds")
  func observed() async throws {
    let page = try await file("Report/F2RiskLowerBound.md")
    #expect(
      page.contains("Its thresholds were set on base seeds 101 to 120. Seen in 6 of 6 independent networks."))
    #expect(page.contains("would lie in [0.5407, 1]"))
    let silent = MockRun.section(thresholdsSetOn: nil)
    #expect(try await !file(silent.pagePath, silent).contains("Seen in"))
    let claim = MockRun.claim("F2", grade: .observed)
    let dependent = ReportSection(
      claim: claim, family: "FullyConnected", stem: "F2RiskLowerBound",
      experiments: [
        MockExperiment(claim: claim, name: "a", independentNetworks: false), MockEnumeration(claim: claim),
        MockExperiment(claim: claim, name: "b", ownGrade: .exact), MockExperiment(claim: claim, name: "c"),
      ], controls: [])
    #expect(try await file(dependent.pagePath, dependent).contains("Seen in 3 of 3 independent networks."))
    let statistical = MockRun.section(
      grade: .statistical(inequality: "Hoeffding", falseAlarmPerTrial: 2.5e-10))
    let other = try await file(statistical.pagePath, statistical)
    #expect(other.contains("- Grade: statistical, by Hoeffding, false-alarm probability 2.5e-10 a trial\n"))
    #expect(!other.contains("Seen in"))
  }

  @Test("trials that do not verify are quoted, at most three, and counted in their experiment's row")
  func failures() async throws {
    let section = MockRun.section(repetitions: 4)
    var snapshot = await MockRun.snapshot(section)
    for trial in snapshot.trials(of: "F2", .claim) where trial.experiment.hasSuffix("5") {
      snapshot.outcomes[trial] =
        trial.repetition == 3
        ? nil : Outcome(verdict: .refuted(counterexample: "risk \(trial.repetition)"))
    }
    let page = try await file(section.pagePath, section, snapshot)
    let quoted = (0..<3).map { "F2: T=8 | width_5 #\($0): refuted, risk \($0)" }.joined(separator: "\n")
    #expect(page.contains("Not verified:\n\n```text\n\(quoted)\n```"))
    #expect(page.contains("| 2 | T=8 \\| width\\_5 | 4 | 3 refuted, 1 not judged | - | - | - | - |"))
    let text = try await paper(section, snapshot)
    #expect(text.contains("**0 of 1 claims verified, 2 of 2 near misses and 0 of 0 other worlds refuted.**"))
    #expect(text.contains("- 1 of 16 trials have not been judged"))
    #expect(try await !paper(section).contains("does not verify"))
  }

  @Test("links lead to the claim's files by the path to the package")
  func links() async throws {
    let section = MockRun.section()
    let page = try await file(section.pagePath, section, pathToPackage: "../../../")
    #expect(
      page.contains("[judgment](../../../../Sources/Judgments/FullyConnected/F2RiskLowerBoundJudgment.swift)")
    )
  }
}

extension ReportSection {
  /// The file of the claim's page.
  fileprivate var pagePath: String { "Report/\(stem).md" }
}
