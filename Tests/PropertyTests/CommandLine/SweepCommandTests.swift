import Foundation
import Judgments
import Testing

@testable import sts

@Suite struct SweepGridTests {
  @Test func `ranges, lists and their product`() throws {
    let grid = try #require(SweepGrid("tokens=8..24:8,sparsity=1..2,positions=one-hot|frame:64"))
    #expect(grid.axes.map(\.name) == ["tokens", "sparsity", "positions"])
    #expect(grid.axes[0].values == ["8", "16", "24"] && grid.axes[1].values == ["1", "2"])
    #expect(grid.points.count == 12)
    #expect(grid.points[1].map(\.value) == ["8", "1", "frame:64"])
    #expect(try #require(SweepGrid("a=1..9:4|3")).axes[0].values == ["1", "5", "9", "3"])
  }

  @Test(arguments: [
    "", "tokens", "tokens=", "=3", "tokens=8,", "tokens=8..", "tokens=..8", "tokens=8..4", "tokens=1..8:0",
    "tokens=1..8:-1", "tokens=1..8:x", "tokens=8,tokens=9", "tokens=8|8", "tokens=8||9", "tokens=1..2000000",
    "tokens=1..2000,sparsity=1..2000", "tokens=1...3", "tokens=-9223372036854775807..9223372036854775807",
  ]) func `what is no grid is refused`(text: String) { #expect(SweepGrid(text) == nil) }
}

@Suite struct SweepCommandTests {
  struct Merged: Decodable {
    struct Row: Decodable {
      let point: [String: String]
      let trials: Int
      let verified: Int
      let outside: String?
    }
    let trials: Int
    let missing: Int
    let missingShards: [String]
    let rows: [Row]
  }

  static let context = Context(judgments: ClaimJudgment.all)
  static let grid = "--grid tokens=4..6,sparsity=2..5,dimension=2,logit=1|2 --seeds 2"

  private func folder() -> String { NSTemporaryDirectory() + "sweep-\(UUID().uuidString)" }

  private func sweep(_ shards: [String], into folder: String, grid: String = grid) async {
    for shard in shards {
      let result = await runCommand("sweep A2 \(grid) --shard \(shard) --out \(folder)", in: Self.context)
      #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    }
  }

  @Test func `any split in any order merges to the same bytes`() async throws {
    let (whole, parts) = (folder(), folder())
    defer { for path in [whole, parts] { try? FileManager.default.removeItem(atPath: path) } }
    await sweep(["0/1"], into: whole)
    await sweep(["2/3", "0/3", "1/3"], into: parts)
    for format in ["", " --format csv", " --json"] {
      let first = await runCommand("merge \(whole)\(format)", in: Self.context)
      let second = await runCommand("merge \(parts)\(format)", in: Self.context)
      #expect(first.status == 0 && first == second)
    }
    let merged = try await answer("merge \(parts)", as: Merged.self, in: Self.context)
    // Of 3 x 4 x 2 points, sparsity below T leaves 2 + 3 + 4 of 12, each at two logits.
    #expect(merged.rows.count == 24 && merged.rows.count { $0.outside == nil } == 18)
    #expect(merged.trials == 36 && merged.missing == 0 && merged.rows.allSatisfy { $0.verified == $0.trials })
  }

  @Test func `a word is a folder, commas and all, and there may be several`() async throws {
    let (whole, first, second) = (folder(), folder() + ",1", folder() + ",,2,")
    defer { for path in [whole, first, second] { try? FileManager.default.removeItem(atPath: path) } }
    await sweep(["0/1"], into: whole)
    await sweep(["0/2"], into: first)
    await sweep(["1/2"], into: second)
    let merged = await runCommand("merge \(whole)", in: Self.context)
    #expect(merged.status == 0)
    for folders in ["\(first) \(second)", "\(second) \(first)"] {
      #expect(await runCommand("merge \(folders)", in: Self.context) == merged)
    }
    let half = await runCommand("merge \(second)", in: Self.context)
    #expect(half.status == 1 && half.output.contains("0/2: 18 of 18 trials are missing"), "\(half)")
    #expect(await runCommand("merge \(first),\(second)", in: Self.context).status == 66)
  }

  @Test func `what is missing is named, and a cut line is done again`() async throws {
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    await sweep(["0/2"], into: path)
    let half = await runCommand("merge \(path) --json", in: Self.context)
    let merged = try JSONDecoder().decode(Merged.self, from: Data(half.output.utf8))
    #expect(half.status == 1 && merged.missing == 18)
    #expect(merged.missingShards == ["1/2: 18 of 18 trials are missing"])
    let file = "\(path)/A2-0-of-2.jsonl"
    let bytes = try #require(FileManager.default.contents(atPath: file))
    try bytes.dropLast(30).write(to: URL(fileURLWithPath: file))
    await sweep(["0/2", "1/2"], into: path)
    #expect(FileManager.default.contents(atPath: file) == bytes)
    #expect(await runCommand("merge \(path)", in: Self.context).status == 0)
  }

  @Test func `sweeps that differ are not mixed`() async throws {
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    await sweep(["0/2"], into: path)
    let other = "sweep A2 --grid tokens=4,sparsity=2,dimension=2,logit=1 --shard 0/2 --out \(path)"
    #expect(await runCommand(other, in: Self.context).status == 65)
    await sweep(["1/2"], into: path, grid: "--grid tokens=4,sparsity=2,dimension=2,logit=1 --seeds 2")
    #expect(await runCommand("merge \(path)", in: Self.context).status == 65)
  }

  @Test func `SLURM's array names the shard`() async throws {
    struct Swept: Decodable {
      let shard: Int
      let shards: Int
    }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let variables = [
      "SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_COUNT": "4",
    ]
    let context = Context(environment: variables, judgments: ClaimJudgment.all)
    let swept = try await answer("sweep A2 \(Self.grid) --out \(path)", as: Swept.self, in: context)
    #expect(swept.shard == 2 && swept.shards == 4)
  }

  @Test(arguments: [
    "sweep A2", "sweep A2 --grid tokens=4,sparsity=2,dimension=2,logit=1", "sweep Z9 \(grid) --out x",
    "sweep A2 --grid tokens=4 --out x", "sweep A2 --grid depth=4 --out x",
    "sweep A2 \(grid) --tokens 4 --out x",
    "sweep A2 \(grid) --shard 2/2 --out x", "sweep A2 \(grid) --shard 1 --out x",
    "sweep A2 \(grid) --seeds 0 --out x",
    "sweep A2 --grid tokens=x,sparsity=2,dimension=2,logit=1 --out x",
    "sweep A2 --grid tokens=4,sparsity=4..6,dimension=2,logit=1 --out x", "merge", "merge x --format html",
  ]) func `what is not allowed is refused`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init), in: Self.context)
  }

  @Test func `a folder without shards has status 66`() async throws {
    let empty = try TemporaryFolder()
    for folder in ["/nonexistent", empty.url.path] {
      #expect(await runCommand("merge \(folder)", in: Self.context).status == 66)
    }
  }
}
