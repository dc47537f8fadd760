import Evidence
import Foundation
import Judgments
import TestSupport
import Testing

/// What `sts soak` committed, judged again in part.
@Suite(.notesIssues)
struct SoakPageTests {
  private static func file(_ name: String) -> URL {
    RunLedger.packageRoot.appending(path: RunReport.folder).appending(path: name)
  }

  private static let committed = (try? SoakFile(contentsOf: file(RunReport.soakData))).flatMap { $0 }

  @Test("the committed page is that of the committed numbers, and nothing was refuted or missed")
  func page() throws {
    let file = try #require(Self.committed)
    #expect(!file.soaks.isEmpty && file.soaks.allSatisfy(\.isClean))
    #expect(try String(contentsOf: Self.file("Soak.md"), encoding: .utf8) == file.page)
  }

  /// The claims that take less than a second of a core at the effort of a soak.
  private static func cheap(_ soak: SoakTable, _ effort: Effort) -> [ClaimJudgment] {
    ClaimJudgment.all.filter { judgment in
      soak.first.contains { $0.claim == judgment.claim.id } && judgment.expectedSeconds(effort) < 1
    }
  }

  @Test("cheap claims are verified at the first base seed as committed")
  func again() async throws {
    for soak in try #require(Self.committed).soaks {
      let effort = try #require(Effort(rawValue: soak.settings.effort))
      let cheap = Self.cheap(soak, effort)
      #expect(!cheap.isEmpty)
      for judgment in cheap {
        let record = try #require(soak.first.first { $0.claim == judgment.claim.id })
        let settings = Settings(baseSeed: soak.settings.seed, effort: effort)
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

  /// The file is read here as the dictionary it is, the pages as text, and the bound is held against a binomial law that is
  /// built toss by toss.
  @Test("the rate on a claim's page is that of the committed file")
  func rates() throws {
    let sections = ClaimJudgment.all.map {
      ReportSection(
        claim: $0.claim, family: $0.family, stem: $0.stem, experiments: $0.experiments, controls: $0.controls)
    }
    let report = try HTMLReport(
      snapshot: LedgerSnapshot(), settings: Settings(), sections: sections, prose: ReportProse.ofPackage(),
      soaks: Self.committed)
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file(RunReport.soakData)))
    let soaks = try #require((root as? [String: Any])?["soaks"] as? [[String: Any]])
    for judgment in ClaimJudgment.all {
      let start = "<section class=\"claim\" id=\"\(judgment.claim.id)\">"
      let page = try #require(
        report.text.components(separatedBy: start).last?.components(separatedBy: "</section>").first)
      let stated = page.matches(of: Self.rate)
      let isObserved = judgment.experiments.contains { $0.grade == .observed }
      var expected = 0
      for soak in soaks where isObserved {
        let effort = try #require((soak["settings"] as? [String: Any])?["effort"] as? String)
        let rows = try #require(soak["rows"] as? [[String: Any]])
        guard let row = rows.first(where: { $0["claim"] as? String == judgment.claim.id }),
          let seeds = row["observedSeeds"] as? [String: Int], seeds["all"] != 0,
          let trials = row["observed"] as? [String: Int],
          !page.contains("The soak at effort <code>\(effort)</code> ")
        else { continue }
        expected += 1
        let text = try #require(stated.first { $0.output.1 == effort }, "\(judgment.claim.id)").output
        #expect(seeds == ["asRequired": Int(text.2) ?? -1, "all": Int(text.3) ?? -1])
        #expect(trials == ["asRequired": Int(text.4) ?? -1, "all": Int(text.5) ?? -1])
        let bound = try #require(Double(text.6))
        let (k, n) = (seeds["asRequired"] ?? 0, seeds["all"] ?? 0)
        if k == 0 {
          #expect(bound == 0)
        } else {
          #expect(Self.atLeast(k, of: n, probability: bound * 0.999) < 0.05)
          #expect(Self.atLeast(k, of: n, probability: min(1, bound * 1.001)) > 0.05)
        }
      }
      #expect(stated.count == expected, "\(judgment.claim.id)")
    }
  }

  /// A rate as a page states it.
  private static var rate:
    Regex<(Substring, Substring, Substring, Substring, Substring, Substring, Substring)>
  {
    /<code>(\w+)<\/code> all of its[^(]* (\d+) of (\d+) fresh[^,]*, (\d+) of (\d+) trials[^(]* least ([0-9.e-]+) \(/
  }

  /// The probability of k heads or more in n tosses.
  private static func atLeast(_ k: Int, of n: Int, probability p: Double) -> Double {
    var law = [1.0]
    for _ in 0..<n {
      law = (0...law.count).map { heads in
        (heads < law.count ? (1 - p) * law[heads] : 0) + (heads > 0 ? p * law[heads - 1] : 0)
      }
    }
    return law[k...].reduce(0, +)
  }
}
