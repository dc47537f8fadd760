import Evidence
import Judgments
import Theory

/// Every trial and control of every claim at base seeds one after the other.
struct SoakPlan: Sendable {
  /// A trial at a base seed.
  struct Piece: Sendable {
    /// The place of its record among the plan's.
    let place: Int
    let trial: Trial
  }

  let settings: SoakTable.Settings
  let runs: Int
  let effort: Effort
  let judgments: [ClaimJudgment]

  /// The base seeds, in order.
  var seeds: [UInt64] { (0..<UInt64(runs)).map { settings.seed &+ $0 } }

  /// The records of the experiments that the claims have now.
  func current(_ records: [SoakRecord]) -> [SoakRecord] {
    let now = Dictionary(judgments.map { ($0.claim.id, SoakRecord.fingerprint(of: $0.trials(effort))) }) {
      first, _ in first
    }
    return records.filter { $0.experiments == now[$0.claim] }
  }

  /// Judges what has no record yet, as many trials at once as there are cores, and hands over each record when its last trial
  /// is judged.
  ///
  /// A base seed begins when the one before has no trial left to begin: networks are trained once a seed for all claims, and
  /// freed when its last trial is judged.
  func run(
    without done: [SoakRecord], _ context: Context, finished: (SoakRecord) throws -> Void
  ) async throws {
    struct Key: Hashable {
      let seed: UInt64
      let claim: String
    }
    let known = Set(done.map { Key(seed: $0.seed, claim: $0.claim) })
    var records: [OpenRecord] = []
    var pieces: [Piece] = []
    for seed in seeds {
      for judgment in judgments where !known.contains(Key(seed: seed, claim: judgment.claim.id)) {
        let trials = judgment.trials(effort)
        pieces += trials.map { Piece(place: records.count, trial: $0) }
        records.append(OpenRecord(seed: seed, judgment: judgment, trials: trials))
      }
    }
    let works = records.map { (judgment: $0.judgment, settings: Settings(baseSeed: $0.seed, effort: effort)) }
    var left = Dictionary(pieces.map { (records[$0.place].seed, 1) }, uniquingKeysWith: +)
    var closed = 0
    try await onCores(pieces) { piece in
      let work = works[piece.place]
      return await work.judgment.outcome(of: piece.trial, settings: work.settings).verdict
    } finished: { piece, verdict in
      records[piece.place].verdicts[piece.trial] = verdict
      let seed = records[piece.place].seed
      left[seed, default: 0] -= 1
      if left[seed] == 0 { Memos.forget(baseSeed: seed) }
      guard let record = records[piece.place].closed else { return }
      records[piece.place].verdicts = [:]
      try finished(record)
      closed += 1
      context.progress(
        "\(closed) of \(records.count)  seed \(record.seed) \(record.claim): "
          + (record.isClean ? "clean" : record.complaint ?? "not clean"))
    }
  }
}

/// A record whose trials are not all judged.
private struct OpenRecord {
  let seed: UInt64
  let judgment: ClaimJudgment
  let trials: [Trial]
  var verdicts: [Trial: Verdict] = [:]

  init(seed: UInt64, judgment: ClaimJudgment, trials: [Trial]) {
    (self.seed, self.judgment, self.trials) = (seed, judgment, trials)
  }

  /// The record once every trial is judged, added up in the trials' order.
  var closed: SoakRecord? {
    guard verdicts.count == trials.count else { return nil }
    var record = SoakRecord(
      seed: seed, claim: judgment.claim.id, experiments: SoakRecord.fingerprint(of: trials))
    let observed = Set(judgment.experiments.filter { $0.grade == .observed }.map(\.name))
    let kinds = Dictionary(judgment.controls.map { ($0.experiment.name, $0.kind) }) { first, _ in first }
    for trial in trials {
      guard let verdict = verdicts[trial] else { return nil }
      if trial.role == .claim {
        record.add(verdict, of: trial, isObserved: observed.contains(trial.experiment))
      } else if let kind = kinds[trial.experiment] {
        record.add(verdict, of: trial, control: kind)
      }
    }
    return record
  }
}
