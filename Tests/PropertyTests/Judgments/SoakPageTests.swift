import Evidence
import Foundation
import Judgments
import TestSupport
import Testing

/// What `sts soak` committed, judged again in part.
@Suite(.notesIssues)
struct SoakPageTests {
  private static func path(_ suffix: String) -> URL {
    RunLedger.packageRoot.appending(path: RunReport.soak).deletingPathExtension()
      .appendingPathExtension(suffix)
  }

  private static let committed: SoakTable? = {
    guard let data = try? Data(contentsOf: path("json")) else { return nil }
    return try? JSONDecoder().decode(SoakTable.self, from: data)
  }()

  @Test("the committed page is that of the committed numbers, and nothing was refuted or missed")
  func page() throws {
    let table = try #require(Self.committed)
    #expect(table.isClean)
    #expect(try String(contentsOf: Self.path("md"), encoding: .utf8) == table.page)
  }

  /// The claims that take less than a second of a core at the committed effort.
  static let cheap = ClaimJudgment.all.filter { judgment in
    guard let table = committed, let effort = Effort(rawValue: table.settings.effort) else { return false }
    return table.first.contains { $0.claim == judgment.claim.id } && judgment.expectedSeconds(effort) < 1
  }

  @Test("cheap claims are verified at the first base seed as committed")
  func again() async throws {
    let table = try #require(Self.committed)
    let effort = try #require(Effort(rawValue: table.settings.effort))
    #expect(!Self.cheap.isEmpty)
    for judgment in Self.cheap {
      let record = try #require(table.first.first { $0.claim == judgment.claim.id })
      let settings = Settings(baseSeed: table.settings.seed, effort: effort)
      let trials = judgment.trials(.claim, effort: effort)
      var verified = 0
      for trial in trials {
        verified += await judgment.outcome(of: trial, settings: settings).verdict.isVerified ? 1 : 0
      }
      #expect(verified == record.verified, "\(judgment.claim.id)")
      #expect(trials.count == record.verified + record.refuted + record.undecided)
    }
  }
}
