import Evidence
import Foundation
import TestSupport
import Testing
import Theory

/// A report that cannot be written, and one whose folder has an unusual name.
@Suite(.notesIssues)
struct UnwritableReportTests {
  private func write(to folder: URL) async throws -> ReportWriter.Destination {
    try ReportWriter(packageRoot: folder).write(
      snapshot: await MockRun.snapshot(), settings: Settings(), sections: [MockRun.section()],
      prose: MockRun.prose(MockRun.section()))
  }

  /// A file in a folder's place, since folders that may not be written to stop everybody but root.
  @Test("a file that cannot be written is named, and what was there stays", arguments: ["Report", "Figures"])
  func blocked(place: String) async throws {
    let folder = try TemporaryFolder()
    let blocked = folder.url.appending(path: place)
    try AtomicFile.write("in the way", to: blocked)
    let error = await #expect(throws: UnwritableFile.self) { _ = try await write(to: folder.url) }
    #expect(error?.path.hasPrefix(blocked.path + "/") == true, "\(String(describing: error))")
    #expect(error.map { "\($0)" }?.hasSuffix(" cannot be written") == true)
    #expect(try String(contentsOf: blocked, encoding: .utf8) == "in the way")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "REPORT.md").path))
  }

  @Test(
    "a file that may not be replaced keeps its bytes",
    .enabled(if: geteuid() != 0, "root may write anywhere"))
  func readOnly() async throws {
    let folder = try TemporaryFolder()
    #expect(try await write(to: folder.url).isPublished)
    let report = folder.url.appending(path: "Report")
    let page = report.appending(path: "report.json")
    try "old".write(to: page, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: report.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: report.path) }
    let error = await #expect(throws: UnwritableFile.self) { _ = try await write(to: folder.url) }
    #expect(error?.path == page.path)
    #expect(try String(contentsOf: page, encoding: .utf8) == "old")
  }

  @Test("the folder's name may have spaces and letters of any script")
  func unusualName() async throws {
    let folder = try TemporaryFolder()
    let root = folder.url.appending(path: "mit Leerzeichen ü 日本")
    #expect(try await write(to: root).isPublished)
    #expect(FileManager.default.fileExists(atPath: folder.url.path + "/mit Leerzeichen ü 日本/REPORT.md"))
  }
}
