import Theory

/// An experiment whose name says more than it does itself, and so draws other random numbers.
struct RemarkedExperiment<Original: Experiment>: Experiment {
  let original: Original
  let remark: String

  var claim: Claim { original.claim }
  var name: String { original.name + remark }
  var grade: Claim.Grade { original.grade }
  var independentNetworks: Bool { original.independentNetworks }
  var spendsAll: Bool { original.spendsAll }

  func repetitions(_ effort: Effort) -> Int { original.repetitions(effort) }

  func cost(_ effort: Effort) -> Cost { original.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Original.Row {
    try await original.run(trial, settings)
  }

  func judge(_ row: Original.Row) throws -> [Check] { try original.judge(row) }
}

extension Experiment {
  /// The experiment with a remark after its name; itself where there is none.
  func remarked(_ remark: String) -> any Experiment {
    remark.isEmpty ? self : RemarkedExperiment(original: self, remark: remark)
  }
}
