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
    let file = RunLedger.packageRoot.appending(path: "\(RunReport.folder)/report.json")
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    var rows: [Trial: Any] = [:]
    for entry in root?["claims"] as? [[String: Any]] ?? [] {
      let claim = (entry["claim"] as? [String: Any])?["id"] as? String ?? ""
      for (role, key) in [(Trial.Role.claim, "experiments"), (.control, "controls")] {
        for listed in entry[key] as? [[String: Any]] ?? [] {
          let name = (listed["experiment"] as? [String: Any])?["name"] as? String ?? ""
          for trial in listed["trials"] as? [[String: Any]] ?? [] {
            let repetition = trial["repetition"] as? Int ?? 0
            rows[Trial(claim: claim, role: role, experiment: name, repetition: repetition)] = trial["row"]
          }
        }
      }
    }
    var snapshot = LedgerSnapshot(expected: ClaimJudgment.allTrials(effort: .standard))
    var unread: [String] = []
    for judgment in ClaimJudgment.all {
      for role in Trial.Role.allCases {
        for experiment in judgment.experiments(role) {
          for trial in experiment.trials(role, effort: .standard) {
            if let outcome = rows[trial].flatMap({ Self.outcome($0, of: experiment) }) {
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

  /// A row that is measured and not judged.
  private static func outcome<Measuring: Experiment>(_ row: Any, of experiment: Measuring) -> Outcome? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    guard let data = try? JSONSerialization.data(withJSONObject: row),
      let row = try? decoder.decode(Measuring.Row.self, from: data)
    else { return nil }
    return Outcome(row: row, checks: [])
  }
}
