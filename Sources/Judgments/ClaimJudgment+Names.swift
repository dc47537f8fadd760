import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// Why the names of some judgments' experiments cannot be told apart; empty if they can.
  ///
  /// A name is the key of an experiment's random streams and of its row in the report: it must be unique among a claim's
  /// experiments and among its controls, and no two streams, of trials or of what trials share, may have one hash.
  public static func nameClashes(among judgments: [ClaimJudgment]) -> [String] {
    var found: [String] = []
    var streams: [StreamName] = []
    for judgment in judgments {
      for role in Trial.Role.allCases {
        var seen: Set<String> = []
        for experiment in judgment.experiments(role) {
          if !seen.insert(experiment.name).inserted {
            found.append("\(judgment.claim.id) has two \(role.rawValue) experiments named \(experiment.name)")
          }
          streams += experiment.trials(role, effort: .quick, repetitions: 1).map { StreamName($0) }
          streams += experiment.cost(.quick).shared.map { StreamName($0.name) }
        }
      }
    }
    if let (one, other) = StreamName.collision(among: streams) {
      found.append("the random streams of '\(one)' and '\(other)' are the same")
    }
    return found
  }
}
