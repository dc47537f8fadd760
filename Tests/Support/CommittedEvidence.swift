import Evidence
import Foundation
import Judgments

/// The rows of the report that stands in the package, read back from Report/report.json.
///
/// So laws of rows and of figures are tried on everything that a full run measured, without running it. The report may be
/// older than the experiments: those of which it has no row that this build reads are listed, and a full run holds the
/// figures that it draws itself to the same laws.
package struct CommittedEvidence: Sendable {
  /// The rows as they were measured, not judged.
  package let snapshot: LedgerSnapshot
  /// The experiments of which the report has no rows, or others than this build's.
  package let unread: [String]

  /// Reads the report of the package.
  package static let ofPackage = Result { try CommittedEvidence() }

  private init() throws {
    let records = try Self.records()
    var snapshot = LedgerSnapshot(expected: ClaimJudgment.allTrials(effort: .standard))
    var unread: [String] = []
    for judgment in ClaimJudgment.all {
      for role in Trial.Role.allCases {
        for experiment in judgment.experiments(role) {
          for trial in experiment.trials(role, effort: .standard) {
            if let row = records[trial]?["row"], let outcome = Self.outcome(row, of: experiment) {
              snapshot.outcomes[trial] = outcome
            } else {
              unread.append("\(trial)")
            }
          }
        }
      }
    }
    self.snapshot = snapshot
    self.unread = unread
  }

  /// What the report says of each trial: its row, its checks and its verdict.
  private static func records() throws -> [Trial: [String: Any]] {
    let file = RunLedger.packageRoot.appending(path: "\(RunReport.folder)/report.json")
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    var records: [Trial: [String: Any]] = [:]
    for entry in root?["claims"] as? [[String: Any]] ?? [] {
      let claim = (entry["claim"] as? [String: Any])?["id"] as? String ?? ""
      for (role, key) in [(Trial.Role.claim, "experiments"), (.control, "controls")] {
        for listed in entry[key] as? [[String: Any]] ?? [] {
          let name = (listed["experiment"] as? [String: Any])?["name"] as? String ?? ""
          for trial in listed["trials"] as? [[String: Any]] ?? [] {
            let repetition = trial["repetition"] as? Int ?? 0
            records[Trial(claim: claim, role: role, experiment: name, repetition: repetition)] = trial
          }
        }
      }
    }
    return records
  }

  /// The trials whose rows this build judges otherwise than the report says, down to each margin and detectable violation.
  package static func judgedOtherwise() throws -> [String] {
    let records = try records()
    var found: [String] = []
    for judgment in ClaimJudgment.all {
      for role in Trial.Role.allCases {
        for experiment in judgment.experiments(role) {
          for trial in experiment.trials(role, effort: .standard) {
            guard let record = records[trial], let row = record["row"],
              let checks = judged(row, of: experiment)
            else { continue }
            let stated = record["checks"] as? [[String: Any]] ?? []
            // Of a control the report has the check that must refute, if one is named.
            let names = Set(stated.compactMap { $0["name"] as? String })
            let now = checks.filter { role == .claim || names.contains($0.name) }
            if now.count != stated.count || !zip(now, stated).allSatisfy(isSame) {
              found.append("\(trial): \(now)")
            }
          }
        }
      }
    }
    return found
  }

  private static func judged<Measuring: Experiment>(_ row: Any, of experiment: Measuring) -> [Check]? {
    decoded(row, Measuring.Row.self).flatMap { try? experiment.judge($0) }
  }

  /// Whether a check found what the report says of it, but for what reading its row leaves of the last digits.
  private static func isSame(_ check: Check, _ record: [String: Any]) -> Bool {
    func isNear(_ now: Double?, _ before: Any?, within least: Double) -> Bool {
      // Numbers that are none are words in the report.
      guard let before = before as? Double, let now, now.isFinite else {
        return now?.isFinite != true && before as? Double == nil
      }
      return abs(now - before) <= max(least, 1e-9 * abs(before))
    }
    var margin: Double?
    if case .verified(let value) = check.verdict { margin = value }
    let detects = record["detects"] as? [String: Any]
    return check.name == record["name"] as? String && check.verdict.word == record["verdict"] as? String
      && isNear(margin, record["margin"], within: 1e-9)
      && isNear(check.falseAlarm, record["falseAlarm"] ?? 0.0, within: 0)
      && isNear(check.detects?.size, detects?["size"], within: 0)
      && check.detects?.unit == detects?["unit"] as? String
  }

  /// A row that is measured and not judged.
  private static func outcome<Measuring: Experiment>(_ row: Any, of experiment: Measuring) -> Outcome? {
    decoded(row, Measuring.Row.self).map { Outcome(row: $0, checks: []) }
  }

  private static func decoded<Row: EvidenceRow>(_ row: Any, _ type: Row.Type) -> Row? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    guard let data = try? JSONSerialization.data(withJSONObject: row) else { return nil }
    return try? decoder.decode(type, from: data)
  }
}
