import Evidence

/// What makes a sweep the same sweep: shards are merged if they agree in it.
struct SweepIdentity: Hashable, Sendable, Codable {
  let version: String
  let claim: String
  let grid: String
  /// Own parameters that are the same at all points, as options.
  let fixed: String
  let seeds: Int
  let effort: String
  let seed: UInt64
}

/// The first line of a shard's file.
struct ShardHeader: Hashable, Sendable, Codable {
  let sweep: SweepIdentity
  let shard: Int
  let shards: Int
}

/// A line of a shard's file: one trial, with what it measured.
struct SweepTrial: Hashable, Sendable, FileRecord {
  struct Value: Hashable, Sendable, Codable {
    let name: String
    let unit: String
    let numbers: [Double?]
  }

  enum CodingKeys: String, CodingKey {
    case task, repetition, verdict, margin, detail, falseAlarm, values
    case experiment = "case"
  }

  /// Its number among all trials of the sweep, from 0.
  let task: Int
  let experiment: String
  let repetition: Int
  let verdict: String
  let margin: Double?
  let detail: String?
  let falseAlarm: Double?
  let values: [Value]

  init(task: Int, _ trial: JudgedTrial) {
    self.task = task
    experiment = trial.experiment
    repetition = trial.repetition
    verdict = trial.verdict
    margin = trial.margin
    detail = trial.detail
    falseAlarm = trial.falseAlarm
    values = trial.values.map { Value(name: $0.name, unit: $0.unit, numbers: $0.numbers) }
  }

  /// Whether its verdict is one, with a margin where it is verified and with words where it is not.
  var isPossible: Bool {
    switch verdict {
    case "verified": detail == nil
    case "refuted", "undecided": margin == nil && detail != nil
    default: false
    }
  }
}
