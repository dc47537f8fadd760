import Evidence
import Foundation
import Judgments
import Testing
import sts

@Suite struct SoakCommandTests {
  struct Table: Decodable {
    struct Row: Decodable {
      struct Count: Decodable {
        let all: Int
        let asRequired: Int
      }
      let claim: String
      let seeds: Int
      let cleanSeeds: Int
      let verified: Int
      let undecided: Int
      let nearMisses: Count
      let complaint: String?
    }
    let runs: Int
    let rows: [Row]
  }

  private func file() -> String { NSTemporaryDirectory() + "soak-\(UUID().uuidString).jsonl" }

  @Test func `verdicts are counted claim by claim`() async throws {
    let table = try await answer(
      "soak --runs 3 --effort quick", as: Table.self, in: Context(judgments: [.passing]))
    #expect(table.runs == 3 && table.rows.count == 1)
    let row = try #require(table.rows.first)
    #expect(row.claim == "F2" && row.seeds == 3 && row.cleanSeeds == 3 && row.verified == 9)
    #expect(row.nearMisses.all == 3 && row.nearMisses.asRequired == 3 && row.complaint == nil)
  }

  @Test func `a claim that is not verified has status 1 and says why`() async {
    let result = await runCommand("soak --runs 2", in: Context(judgments: [.failing]))
    #expect(result.status == 1 && result.output.contains("undecided"))
    #expect(result.output.hasPrefix("claim  seeds  verified  refuted  undecided  near misses refuted"))
    #expect(result.output.contains("0 of 1 claims clean at 2 base seeds from 1001"))
  }

  @Test func `a soak goes on where it was, and a cut line is done again`() async throws {
    let path = file()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let context = Context(judgments: [.passing])
    _ = await runCommand("soak --runs 2 --out \(path)", in: context)
    let two = try #require(FileManager.default.contents(atPath: path))
    let whole = await runCommand("soak --runs 3 --out \(path)", in: context)
    let three = try #require(FileManager.default.contents(atPath: path))
    #expect(three.starts(with: two) && three.count > two.count)
    try three.dropLast(20).write(to: URL(fileURLWithPath: path))
    #expect(await runCommand("soak --runs 3 --out \(path)", in: context) == whole)
    #expect(FileManager.default.contents(atPath: path) == three)
    #expect(await runCommand("soak --runs 3 --seed 5 --out \(path)", in: context).status == 65)
  }

  @Test func `a page holds the soak of each effort, and no other file is written over`() async throws {
    let folder = try TemporaryFolder()
    let page = folder.url.appending(path: "Soak.md").path
    let data = folder.url.appending(path: "Soak.json")
    let context = Context(judgments: [.passing])
    for words in ["--runs 2 --effort default", "--runs 3 --effort quick", "--runs 4 --effort quick"] {
      #expect(await runCommand("soak \(words) --write \(page)", in: context).status == 0)
    }
    let file = try #require(try SoakFile(contentsOf: data))
    #expect(file.soaks.map(\.settings.effort) == ["quick", "default"] && file.soaks.map(\.runs) == [4, 2])
    #expect(try String(contentsOfFile: page, encoding: .utf8) == file.page)
    #expect(file.page.components(separatedBy: "\n## Effort ").count == 3 && file.page.hasSuffix(" |\n"))
    try "{}".write(to: data, atomically: true, encoding: .utf8)
    let refused = await runCommand("soak --runs 2 --write \(page)", in: context)
    #expect(refused.status == 65 && refused.errors.contains("allowed"), "\(refused)")
    #expect(try String(contentsOf: data, encoding: .utf8) == "{}")
  }

  @Test func `a claim whose experiments are others by now is judged again`() async throws {
    let path = file()
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(await runCommand("soak --runs 2 --out \(path)", in: Context(judgments: [.elsewhere])).status == 1)
    let context = Context(judgments: [.passing])
    let fresh = await runCommand("soak --runs 2", in: context)
    #expect(fresh.status == 0)
    for _ in 0..<2 {
      #expect(await runCommand("soak --runs 2 --out \(path)", in: context).output == fresh.output)
    }
    // A header, two records of the experiments as they were, two of those that are.
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 5)
  }

  @Test(arguments: [
    "soak", "soak --runs 0", "soak --runs 3 --effort hard", "soak --runs 3 --seed -1", "soak F2 --runs 3",
    "soak --runs 3 --seed 18446744073709551615", "soak --runs 3 --write page",
  ]) func `what is not allowed is refused`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init), in: Context(judgments: [.passing]))
  }
}
