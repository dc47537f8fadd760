import Evidence
import Foundation
import Judgments
import TestSupport
import Testing
import Theory
import sts

@Suite(.notesIssues) struct ReportCommandTests {
  struct Written: Decodable {
    let page: String
    let claims: Int
    let verified: Int
    let trials: Int
    let shortcomings: [String]
  }

  private let context = Context(judgments: [.passing])

  /// What a run of the made-up claim leaves in report.json.
  private func recorded() async throws -> String {
    let judgment = ClaimJudgment.passing
    let trials = judgment.trials(.standard)
    var snapshot = LedgerSnapshot(expected: trials)
    for trial in trials { snapshot.outcomes[trial] = await judgment.outcome(of: trial, settings: Settings()) }
    let section = try judgment.section(snapshot)
    return try ReportData(snapshot: snapshot, settings: Settings(), sections: [section]).text()
  }

  @Test func `a page is written from the data of a run, the same page twice`() async throws {
    let folder = try TemporaryFolder()
    let (data, page) = (
      folder.url.appending(path: "report.json"), folder.url.appending(path: "new/report.html")
    )
    try await recorded().write(to: data, atomically: true, encoding: .utf8)
    let line = "report --html \(page.path) --from \(data.path)"
    let written = try await answer(line, as: Written.self, in: context)
    #expect(written.page == page.path && written.claims == 1 && written.verified == 1 && written.trials == 4)
    #expect(written.shortcomings.isEmpty)
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.hasPrefix("<!DOCTYPE html>\n") && text.contains("id=\"F2\"") && text.hasSuffix("</html>\n"))
    #expect(await runCommand(line, in: context).output.contains("claims  1, 1 of them verified\n"))
    #expect(try String(contentsOf: page, encoding: .utf8) == text)
  }

  @Test func `a file that is not a run's data is refused in one line`() async throws {
    let folder = try TemporaryFolder()
    let data = folder.url.appending(path: "report.json")
    let line = "report --html \(folder.url.path)/a.html --from \(data.path)"
    let whole = try await recorded()
    for text in [
      "", "{\"schema\":1", whole.replacing("\"schema\":1", with: "\"schema\":99"),
      whole.replacing("\"version\":\"", with: "\"version\":\"0."), whole.replacing("0.25", with: "0.5"),
    ] {
      try text.write(to: data, atomically: true, encoding: .utf8)
      let result = await runCommand(line, in: context)
      #expect(result.status == 65 && result.output.isEmpty, "\(result)")
      #expect(
        result.errors.split(separator: "\n").count == 1 && result.errors.contains("allowed"), "\(result)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.url.path)/a.html"))
  }

  @Test func `a file beside the data that is no file of soaks is refused`() async throws {
    let folder = try TemporaryFolder()
    let data = folder.url.appending(path: "report.json")
    try await recorded().write(to: data, atomically: true, encoding: .utf8)
    try "{}".write(to: folder.url.appending(path: "Soak.json"), atomically: true, encoding: .utf8)
    let result = await runCommand("report --html \(folder.url.path)/a.html --from \(data.path)", in: context)
    #expect(result.status == 65 && result.errors.contains("no file of soaks; allowed"), "\(result)")
  }

  @Test func `a file that is not there, and a page that cannot be written`() async throws {
    #expect(await runCommand("report --html x.html --from /nonexistent", in: context).status == 66)
    let folder = try TemporaryFolder()
    let data = folder.url.appending(path: "report.json")
    try await recorded().write(to: data, atomically: true, encoding: .utf8)
    #expect(
      await runCommand("report --html \(data.path)/a.html --from \(data.path)", in: context).status == 73)
  }

  @Test(arguments: [
    "report", "report --html", "report x", "report --html x --html y", "report --from Report/report.json",
  ])
  func `what is not allowed is refused`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init), in: context)
  }
}
