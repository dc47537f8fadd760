import Evidence
import Foundation
import Judgments

extension Command {
  static let merge = Command(
    name: "merge", summary: "the judged table of a sweep's shards",
    discussion: """
      Reads the shards that `sts sweep` left in the folders and prints a row for each experiment at each point: how many
      trials are verified, refuted and undecided, and the least margin. The table is the same bytes however the sweep was
      split, in whatever order and on whatever machines. Shards of different sweeps, or versions, are not mixed.
      The exit status is 0 when every trial of the sweep is there and verified, 1 otherwise; shards that are missing or
      not done are named.
      JSON: {claim, grid, fixed, seeds, effort, seed, version, trials, missing, missingShards: [..], rows: [{point: {..},
      case, trials, verified, refuted, undecided, leastMargin, counterexample, outside}]}.
      """,
    operands: ["<DIR>"], rest: "<DIR>",
    options: [
      Option(
        "--format", "format", "how the table is printed", allowed: "markdown or csv; --json for JSON",
        absence: .means("markdown"))
    ]
  ) { arguments, context in
    let format = try arguments.text("--format")
    guard let format = MergedSweep.Format(rawValue: format) else {
      throw arguments.refusal("--format", format)
    }
    let shards = try arguments.operands.flatMap(shardPaths).map {
      try ShardContents(path: $0, kind: ShardFile.kind)
    }
    guard let first = shards.first else {
      let folders = arguments.operands.map(UsageError.quotedPath).joined(separator: ", ")
      throw FileError.missing("no shard of a sweep in \(folders)")
    }
    for shard in shards where shard.header.sweep != first.header.sweep {
      throw FileError.broken(
        "shards of two sweeps or versions: \(first.header.sweep.summary), and \(shard.header.sweep.summary)")
    }
    guard first.header.sweep.version == PackageIdentity.version else {
      throw FileError.broken(
        "the shards are of version \(first.header.sweep.version); allowed: \(PackageIdentity.version)")
    }
    let plan = try SweepPlan(first.header.sweep, among: context.judgments)
    return try MergedSweep(plan, shards, format: format)
  }
}

/// The shards' files in a folder, in the order of their names.
private func shardPaths(_ folder: String) throws -> [String] {
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
    throw FileError.missing("\(UsageError.quotedPath(folder)) is no folder that can be read")
  }
  return names.filter { $0.hasSuffix(ShardFile.suffix) }.sorted().map { "\(folder)/\($0)" }
}

extension SweepIdentity {
  /// In a line.
  fileprivate var summary: String {
    "\(claim) on \(grid)\(fixed.isEmpty ? "" : " " + fixed), \(seeds) seeds from \(seed), \(effort), version \(version)"
  }
}
