import Evidence
import Theory

/// The check that a layer has learned its task: its risk at a length is at most a fifth of the trivial risk
/// d/q.
///
/// A layer of V = W = 0 has the risk d/q at every length, which the formulas of aligned weights give too:
/// without this check they would hold of a layer that was never trained.
enum LearnedTask {
  /// The name of the check at the trained length.
  static let name = "learned at T"
  /// The allowed share of the trivial risk.
  static let allowedShare = 0.2
  /// The share of the trivial risk that the law must predict where a longer sequence counts as learned.
  static let predictedShare = 0.1

  /// The name of the check at a longer length.
  static func name(at tokens: Int) -> String { "learned at T'=\(tokens)" }

  /// The check at the trained length, or at a longer one.
  static func check(_ risk: Double, trivial: Double, at tokens: Int? = nil) -> Check {
    let title = tokens.map { name(at: $0) } ?? name
    return Check(
      title,
      Measured.exactly(risk)
        .judge(atMost: allowedShare * trivial, "\(title): risk"),
      detects: .init(allowedShare, "of the trivial risk"))
  }
}

extension AttentionRecipe {
  /// The recipe stopped after one step.
  var untrained: AttentionRecipe {
    var other = self
    other.schedule = .at([stepSize])
    return other
  }

  /// Whether training stops after one step.
  var isUntrained: Bool { schedule == .at([stepSize]) }
}
