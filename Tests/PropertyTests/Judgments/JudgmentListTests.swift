import Evidence
import Foundation
import Judgments
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct JudgmentListTests {
  @Test("every claim that is stated has one judgment")
  func everyClaimIsJudged() throws {
    let theory = RunLedger.packageRoot.appending(path: "Sources/Theory")
    let files = try #require(FileManager.default.enumerator(at: theory, includingPropertiesForKeys: nil))
    var stated: [String] = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      stated += text.matches(of: /= Claim\(\s*id: "(\w+)"/).map { String($0.output.1) }
    }
    #expect(ClaimJudgment.all.map(\.claim.id).sorted() == stated.sorted())
    #expect(Set(stated).count == stated.count)
  }

  @Test("every claim has trials and a control at every effort", arguments: Effort.allCases)
  func everyClaimHasTrialsAndControl(effort: Effort) {
    for judgment in ClaimJudgment.all {
      #expect(!judgment.trials(.claim, effort: effort).isEmpty, "\(judgment.claim.id)")
      #expect(!judgment.trials(.control, effort: effort).isEmpty, "\(judgment.claim.id)")
    }
  }

  @Test(
    "the false-alarm probabilities stated by the claims sum to at most the budget", arguments: Effort.allCases
  )
  func budgetIsKept(effort: Effort) {
    var stated = 0.0
    for judgment in ClaimJudgment.all {
      stated += judgment.claim.falseAlarmPerTrial * Double(judgment.trials(.claim, effort: effort).count)
    }
    #expect(stated <= ErrorBudget.limit)
  }

  @Test("no two experiments of a claim, and no two random streams, can be taken for one another")
  func namesDiffer() {
    #expect(ClaimJudgment.nameClashes(among: ClaimJudgment.all).isEmpty)
  }

  @Test("every control changes an experiment of its claim")
  func controlsHaveOriginals() {
    for judgment in ClaimJudgment.all {
      let names = Set(judgment.experiments.map(\.name))
      for control in judgment.controls {
        #expect(names.contains(control.original), "\(judgment.claim.id): \(control.experiment.name)")
      }
    }
  }

  @Test("the report's words speak of every claim once, and of no other")
  func proseNamesEveryClaim() throws {
    let prose = try ReportProse.ofPackage()
    let chapters = prose.parts.flatMap(\.chapters)
    #expect(chapters.flatMap(\.claims).map(\.id).sorted() == ClaimJudgment.all.map(\.claim.id).sorted())
    for chapter in chapters {
      if let figure = chapter.figure { #expect(chapter.claims.contains(figure), "\(chapter.heading)") }
    }
  }

  @Test("a claim's files carry its name", arguments: ClaimJudgment.all.map(\.claim.id))
  func filesAreWhereTheReportSays(id: String) throws {
    let judgment = try #require(ClaimJudgment.all.first { $0.claim.id == id })
    #expect(judgment.stem.hasPrefix(id))
    let stem = "\(judgment.family)/\(judgment.stem)"
    for file in [
      "Sources/Theory/\(stem).swift", "Sources/Judgments/\(stem)Judgment.swift",
      "Tests/BoundTests/\(stem)Tests.swift",
    ] {
      let path = RunLedger.packageRoot.appending(path: file).path
      #expect(FileManager.default.fileExists(atPath: path), "\(file)")
    }
  }

  @Test("the readme's table names every claim")
  func readmeNamesEveryClaim() throws {
    let readme = try String(contentsOf: RunLedger.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let table = try #require(readme.components(separatedBy: "<!-- claims -->").last)
    let rows = try #require(table.components(separatedBy: "<!-- /claims -->").first)
    let named = Set(rows.split { !$0.isLetter && !$0.isNumber }.map(String.init))
    #expect(Set(ClaimJudgment.all.map(\.claim.id)).subtracting(named).isEmpty)
  }
}
