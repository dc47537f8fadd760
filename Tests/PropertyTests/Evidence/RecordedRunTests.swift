import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct RecordedRunTests {
  private func text(_ section: ReportSection, _ snapshot: LedgerSnapshot? = nil) async throws -> String {
    var run = await MockRun.snapshot(section)
    if let snapshot { run = snapshot }
    return try ReportData(snapshot: run, settings: Settings(baseSeed: 7, effort: .quick), sections: [section])
      .text()
  }

  @Test("the run that wrote a file is read back from it, and gives the same report")
  func roundTrip() async throws {
    let section = MockRun.section()
    var snapshot = await MockRun.snapshot(section)
    snapshot.issues = ["a property failed"]
    let failed = try #require(snapshot.expected.first)
    snapshot.outcomes[failed] = Outcome(verdict: .undecided(reason: "the experiment failed: no <number>"))
    snapshot.outcomes[try #require(snapshot.expected.last)] = nil
    let run = try RecordedRun(
      json: try await text(section, snapshot), sections: [section])
    #expect(run.settings == Settings(baseSeed: 7, effort: .quick) && run.claims == ["F2"])
    #expect(run.snapshot.outcomes == snapshot.outcomes && run.snapshot.issues == snapshot.issues)
  }

  @Test("a file that is changed, cut, of another schema or version, or of other claims is refused")
  func refused() async throws {
    let section = MockRun.section()
    let whole = try await text(section)
    func changed(_ old: String, _ new: String) throws -> String {
      let range = try #require(whole.firstRange(of: old))
      return whole.replacingCharacters(in: range, with: new)
    }
    for (file, reason) in [
      ("", "it is not JSON"), (String(whole.dropLast(9)), "it is not JSON"), ("{}", "it has not what"),
      (try changed("\"schema\":1", "\"schema\":2"), "schema 2; allowed: 1"),
      (try changed("\"version\":\"", "\"version\":\"0.9-"), "version 0.9-"),
      (try changed("\"margin\":0.5", "\"margin\":0.75"), "line 7 is not what"),
      (
        try changed("\"verdict\":\"refuted\"", "\"verdict\":\"verified\""),
        "is not what this package says of its rows"
      ),
      (try changed("\"risk\":4.125", "\"risk\":\"high\""), "row risk"),
      (try changed("width_4\"", "width_9\""), "which is not of this package"),
      (try changed("\"id\":\"F2\"", "\"id\":\"Z1\""), "a claim Z1"), (whole + "\n", "is not what"),
    ] {
      let error = #expect(throws: RecordedRunError.self) { try RecordedRun(json: file, sections: [section]) }
      #expect(error?.description.contains(reason) == true, "\(reason): \(String(describing: error))")
    }
  }
}
