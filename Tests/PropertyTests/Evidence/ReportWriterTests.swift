import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct ReportWriterTests {
  private func write(
    _ snapshot: LedgerSnapshot, _ settings: Settings, _ sections: [ReportSection],
    to folder: URL,
    objections: [String] = []
  ) throws -> ReportWriter.Destination {
    try ReportWriter(packageRoot: folder).write(
      snapshot: snapshot, settings: settings, sections: sections, prose: MockRun.prose(MockRun.section()),
      objections: objections)
  }

  @Test("a clean default run is published, and publishing it again changes nothing")
  func published() async throws {
    let folder = try TemporaryFolder()
    let first = try await write(MockRun.snapshot(), Settings(), [MockRun.section()], to: folder.url)
    #expect(first.isPublished && first.changed)
    #expect(first.report == folder.url.appending(path: "REPORT.md"))
    for file in ["Figures/Risk.svg", "Report/F2RiskLowerBound.md", "Report/report.json", "Report/README.md"] {
      #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: file).path), "\(file)")
    }
    #expect(try await !write(MockRun.snapshot(), Settings(), [MockRun.section()], to: folder.url).changed)
  }

  @Test("pages and figures that no claim has any more are removed, other files stay")
  func stale() async throws {
    let folder = try TemporaryFolder()
    for file in [
      "Report/F99Gone.md", "Figures/Gone.svg", "Report/notes.txt", RunReport.calibration, RunReport.soak,
    ] {
      try AtomicFile.write("old", to: folder.url.appending(path: file))
    }
    #expect(try await write(MockRun.snapshot(), Settings(), [MockRun.section()], to: folder.url).changed)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "Report").path).sorted()
        == [
          "Calibration.md", "F2RiskLowerBound.md", "README.md", "Soak.md", "certificates.json", "notes.txt",
          "report.json",
        ])
    #expect(
      try String(contentsOf: folder.url.appending(path: RunReport.calibration), encoding: .utf8) == "old")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "Figures").path) == [
        "Risk.svg"
      ])
  }

  @Test("anything but a clean, whole default run leaves REPORT.md alone")
  func aside() async throws {
    let whole = await MockRun.snapshot()
    var noted = whole
    noted.issues = ["a property failed"]
    var incomplete = whole
    incomplete.outcomes[try #require(incomplete.expected.last)] = nil
    let f2 = [MockRun.section()]
    let bare = MockRun.section()
    let figureless = ReportSection(
      claim: bare.claim, family: bare.family, stem: bare.stem, experiments: bare.experiments,
      controls: bare.controls)
    for (snapshot, settings, sections, objections) in [
      (noted, Settings(), f2, []), (incomplete, Settings(), f2, []), (LedgerSnapshot(), Settings(), f2, []),
      (whole, Settings(baseSeed: 2), f2, []), (whole, Settings(effort: .quick), f2, []),
      (whole, Settings(), f2 + [MockRun.section("F3")], []), (whole, Settings(), [], []),
      (whole, Settings(), [figureless], []), (whole, Settings(), f2, ["only some tests were asked for"]),
    ] {
      let folder = try TemporaryFolder()
      let written = try write(snapshot, settings, sections, to: folder.url, objections: objections)
      #expect(!written.isPublished)
      let expected = ".build/sts/\(settings.effort.rawValue)-\(settings.baseSeed)/REPORT.md"
      #expect(written.report == folder.url.appending(path: expected))
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "REPORT.md").path))
    }
  }

  @Test("a Soak.json that cannot be read speaks against publishing, and the report is written without it")
  func unreadableSoak() async throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("{}", to: folder.url.appending(path: "Report/Soak.json"))
    let written = try await write(MockRun.snapshot(), Settings(), [MockRun.section()], to: folder.url)
    #expect(written.reasons == ["Report/Soak.json is no file of soaks"])
    #expect(FileManager.default.fileExists(atPath: written.report.path))
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
