import Evidence
import Foundation
import Judgments
import Testing
import Theory

/// The one ledger of a test process, and the report written from it when the process ends.
public enum RunLedger {
  /// The folder of Package.swift.
  public static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The ledger that every judgment and every property of this process writes in.
  ///
  /// Its first use makes the process write a report at its end.
  public static let shared: Ledger = {
    refuseNameClashes()
    let log = ReportWriter.scratch(packageRoot).appending(path: "progress.log")
    let ledger = Ledger(progress: ProgressLog(file: log))
    ledger.expect(ClaimJudgment.allTrials(effort: Settings.current.effort))
    // Under a filter each suite announces itself.
    if !RunEnd.isFiltered { for judgment in ClaimJudgment.all { announce(judgment, in: ledger) } }
    ticker.withLock { $0 = ProgressTicker(ledger) }
    #if os(Linux)
      on_exit({ status, _ in RunEnd.finish(status: status) }, nil)
    #else
      // Here the status is not known: a failed test shows in the ledger through the `notesIssues` trait alone.
      atexit { RunEnd.finish(status: 0) }
    #endif
    return ledger
  }()

  /// Shows how far the run is, until the process ends.
  static let ticker = Locked<ProgressTicker?>(nil)

  /// Announces a claim's trials for the line of progress.
  static func announce(_ judgment: ClaimJudgment, in ledger: Ledger) {
    judgment.forEachExperiment(Settings.current.effort) { ledger.announce($0, cost: $1) }
  }

  /// Ends the process if two experiments have one name or one random stream: their rows would be mixed up.
  private static func refuseNameClashes() {
    let clashes = ClaimJudgment.nameClashes(among: ClaimJudgment.all)
    if clashes.isEmpty { return }
    RunEnd.report("Experiments cannot be told apart:\n" + clashes.map { "- \($0)\n" }.joined())
    _exit(1)
  }

  /// Whether the case that STS_REPLAY names has been run.
  static let hasReplayed = Locked(false)
}

/// What happens when a test process ends.
enum RunEnd {
  /// Whether only some tests were asked for.
  static var isFiltered: Bool {
    CommandLine.arguments.contains { argument in
      ["--filter", "--skip"].contains { argument == $0 || argument.hasPrefix("\($0)=") }
    }
  }

  /// Writes the report, and ends the process with a failure if a full run leaves a claim without its evidence.
  static func finish(status: Int32) {
    let settings = Settings.current
    let ledger = RunLedger.shared
    RunLedger.ticker.withLock { $0?.stop() }
    ledger.noteWork()
    if status != 0 { ledger.note(issue: "the tests ended with status \(status)") }
    let snapshot = ledger.snapshot
    var failures: [String] = []
    if !isFiltered { failures += snapshot.shortcomings }
    if let replay = settings.replay, !RunLedger.hasReplayed.withLock({ $0 }) {
      failures.append(
        "STS_REPLAY=\(replay.property):\(replay.index) ran nothing: no such property in the tests run")
    }
    if !snapshot.outcomes.isEmpty { failures += write(snapshot, settings) }
    if !failures.isEmpty {
      report("This run is not a clean one:\n" + failures.prefix(20).map { "- \($0)\n" }.joined())
      if status == 0 {
        fflush(nil)
        _exit(1)
      }
    }
  }

  /// Writes the report and returns what went wrong.
  private static func write(_ snapshot: LedgerSnapshot, _ settings: Settings) -> [String] {
    do {
      // Under a filter the report is of the claims that were judged.
      let judged = Set(snapshot.outcomes.keys.map(\.claim))
      let sections = try ClaimJudgment.all.filter { !isFiltered || judged.contains($0.claim.id) }
        .map { try $0.section(snapshot) }
      // A quick run, or a filter, leaves series of a figure without their experiments.
      let isWhole = !isFiltered && settings.effort != .quick
      let breaches = sections.flatMap(\.figures).flatMap { FigureLaws.breaches($0, isWhole: isWhole) }
      var snapshot = snapshot
      snapshot.issues += breaches
      let written = try ReportWriter(packageRoot: RunLedger.packageRoot).write(
        snapshot: snapshot, settings: settings, sections: sections, prose: ReportProse.ofPackage(),
        objections: isFiltered ? ["only some tests were asked for"] : [])
      let aside = written.reasons.first.map { " (not over REPORT.md: \($0))" } ?? ""
      report("Report: \(written.report.path)\(aside)\nAs a page for a browser: \(written.page.path)\n")
      return breaches
    } catch {
      // What the run found is not lost with it: shortcomings are listed beside this, or there are none.
      let verdicts = "every trial was judged, every claim verified, every control refuted"
      return ["the report could not be written: \(error)"] + (snapshot.shortcomings.isEmpty ? [verdicts] : [])
    }
  }

  static func report(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
