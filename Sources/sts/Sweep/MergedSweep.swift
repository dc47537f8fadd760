import Evidence

/// The judged table of a sweep.
struct MergedSweep: Answer {
  /// How the table is printed as text.
  enum Format: String { case markdown, csv }

  /// An experiment at a point, or a point outside the claim's range.
  struct Row: Encodable {
    enum CodingKeys: String, CodingKey {
      case point, trials, verified, refuted, undecided, leastMargin, counterexample, outside
      case experiment = "case"
    }
    let point: [String: String]
    let experiment: String?
    var trials = 0
    var verified = 0
    var refuted = 0
    var undecided = 0
    /// The least margin of a verified trial.
    var leastMargin: Double?
    /// What the first trial that is not verified said.
    var counterexample: String?
    /// Why there is no trial.
    var outside: String?
  }

  enum CodingKeys: String, CodingKey {
    case claim, grid, fixed, seeds, effort, seed, version, trials, missing, missingShards, rows
  }

  let claim: String
  let grid: String
  let fixed: String
  let seeds: Int
  let effort: String
  let seed: UInt64
  let version: String
  let trials: Int
  let missing: Int
  let missingShards: [String]
  let rows: [Row]
  private let axes: [String]
  private let format: Format

  /// Joins the trials of shards.
  ///
  /// - Throws: `FileError` for a trial that is none of the sweep's, or two that disagree.
  init(_ plan: SweepPlan, _ shards: [ShardContents], format: Format) throws {
    let identity = plan.identity
    (claim, grid, fixed) = (identity.claim, identity.grid, identity.fixed)
    (seeds, effort, seed, version) = (identity.seeds, identity.effort, identity.seed, identity.version)
    self.format = format
    axes = plan.points[0].parameters.map(\.name)
    let found = try Self.trials(plan, shards)
    trials = found.count
    missing = plan.tasks.count - found.count
    missingShards = Self.missingShards(plan, shards, found)
    rows = Self.rows(plan, found)
  }

  var isComplete: Bool { missing == 0 }
  var status: Int32 { isComplete && rows.allSatisfy { $0.verified == $0.trials } ? 0 : 1 }
  var quotesPredicates: Bool { true }

  private static func trials(_ plan: SweepPlan, _ shards: [ShardContents]) throws -> [Int: SweepTrial] {
    var found: [Int: SweepTrial] = [:]
    for trial in shards.flatMap(\.records) {
      guard plan.tasks.indices.contains(trial.task) else {
        throw FileError.broken("trial \(trial.task) is none of the sweep's \(plan.tasks.count)")
      }
      let planned = plan.tasks[trial.task].trial
      guard planned.experiment == trial.experiment, planned.repetition == trial.repetition else {
        throw FileError.broken(
          "trial \(trial.task) is \(trial.experiment), the sweep's is \(planned.experiment)")
      }
      if let other = found.updateValue(trial, forKey: trial.task), other != trial {
        throw FileError.broken("two shards disagree about trial \(trial.task), \(planned)")
      }
    }
    return found
  }

  /// The shards, of those splits that were begun, whose trials are not all there.
  private static func missingShards(_ plan: SweepPlan, _ shards: [ShardContents], _ found: [Int: SweepTrial])
    -> [String]
  {
    if found.count == plan.tasks.count { return [] }
    return Set(shards.map(\.header.shards)).sorted().flatMap { count in
      (0..<count).compactMap { shard in
        let tasks = plan.tasks(shard: shard, of: count)
        let left = tasks.count { found[$0] == nil }
        return left == 0 ? nil : "\(shard)/\(count): \(left) of \(tasks.count) trials are missing"
      }
    }
  }

  private static func rows(_ plan: SweepPlan, _ found: [Int: SweepTrial]) -> [Row] {
    var rows: [Row] = []
    var task = 0
    for point in plan.points {
      let parameters = Dictionary(uniqueKeysWithValues: point.parameters.map { ($0.name, $0.value) })
      if let reason = point.reason {
        rows.append(Row(point: parameters, experiment: nil, outside: reason))
      }
      for experiment in point.experiments {
        var row = Row(point: parameters, experiment: experiment.name)
        for number in task..<(task + plan.identity.seeds) { found[number].map { row.add($0) } }
        task += plan.identity.seeds
        rows.append(row)
      }
    }
    return rows
  }

  var text: String {
    let head = axes + ["case", "trials", "verified", "refuted", "undecided", "least margin", "remark"]
    let cells = rows.map { row in
      axes.map { row.point[$0] ?? "" } + [
        row.experiment ?? "", "\(row.trials)", "\(row.verified)", "\(row.refuted)", "\(row.undecided)",
        row.leastMargin.map { "\($0)" } ?? "", row.outside ?? row.counterexample ?? "",
      ]
    }
    switch format {
    case .csv: return ([head] + cells).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
    case .markdown:
      let bar = "|" + head.map { _ in " :-- |" }.joined()
      let lines = [head].map(Self.line) + [bar] + cells.map(Self.line)
      let total = "\(claim): \(trials) trials, \(missing) missing"
      return (lines + ["", total] + missingShards.map { "shard \($0)" }).joined(separator: "\n") + "\n"
    }
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  /// A cell by RFC 4180.
  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}

extension MergedSweep.Row {
  /// Counts a trial.
  fileprivate mutating func add(_ trial: SweepTrial) {
    trials += 1
    switch trial.verdict {
    case "verified": verified += 1
    case "refuted": refuted += 1
    default: undecided += 1
    }
    if let margin = trial.margin { leastMargin = min(leastMargin ?? margin, margin) }
    if trial.margin == nil, counterexample == nil { counterexample = trial.detail }
  }
}
