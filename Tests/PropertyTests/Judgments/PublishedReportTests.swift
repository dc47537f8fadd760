import Evidence
import Foundation
import Judgments
import TestSupport
import Testing

/// The report that stands in the package is one of the experiments and predicates that stand there.
@Suite(.notesIssues)
struct PublishedReportTests {
  /// A run at default effort writes the report anew, so it may start from an older one.
  @Test(
    "the published report has a row of every trial of a default run, and says of each row what this package says of it",
    .enabled(if: Settings.current.effort == .quick, "only a quick run does not write the report"))
  func isOfThisPackage() throws {
    let file = RunLedger.packageRoot.appending(path: "\(RunReport.folder)/report.json")
    let run = try RecordedRun(json: String(contentsOf: file, encoding: .utf8), judgments: ClaimJudgment.all)
    #expect(run.settings == Settings())
    #expect(
      run.snapshot.missing.isEmpty, "`swift test` writes the report anew: \(run.snapshot.missing.prefix(3))")
  }
}
