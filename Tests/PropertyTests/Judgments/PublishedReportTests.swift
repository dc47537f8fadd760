import Evidence
import Judgments
import TestSupport
import Testing

/// The report that stands in the package is one of the experiments that stand there.
@Suite(.notesIssues)
struct PublishedReportTests {
  /// A run at default effort writes the report anew, so it may start from an older one.
  @Test(
    "the published report has a row of every trial that a default run makes",
    .enabled(if: Settings.current.effort == .quick, "only a quick run does not write the report"))
  func complete() throws {
    let unread = try CommittedEvidence.ofPackage.get().unread
    #expect(unread.isEmpty, "`swift test` writes the report anew: \(unread.prefix(3))")
  }

  @Test(
    "the published rows are judged as the report says: verdicts, margins, false alarms and detectable violations",
    .enabled(if: Settings.current.effort == .quick, "only a quick run does not write the report"))
  func judged() throws {
    let otherwise = try CommittedEvidence.judgedOtherwise()
    #expect(
      otherwise.isEmpty, "`swift test` writes the report anew: \(otherwise.count), \(otherwise.prefix(3))")
  }
}
