import Evidence
import TestSupport
import Testing
import Theory

/// Whether a check that nothing would refute is found.
@Suite(.notesIssues)
struct UnopposedChecksTests {
  @Test("a check that no control is for is named")
  func unopposedChecks() {
    let experiment = MockExperiment(name: "width 1")
    let outcome = Outcome(
      row: experiment.row(0),
      checks: [Check("mean loss", .verified(margin: 1)), Check("rank", .verified(margin: 1))])
    let miss = Control.nearMiss(of: experiment, "m + 1", check: "mean loss", MockExperiment(name: "width 2"))
    let any = Control.otherWorld(of: experiment, "m + 9", MockExperiment(name: "width 10"))
    #expect(unopposed(outcome, among: [miss, any]) == ["rank"])
    #expect(unopposed(outcome, among: [any]) == ["mean loss", "rank"])
  }
}
