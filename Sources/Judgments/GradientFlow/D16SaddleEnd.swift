import Evidence
import Sim
import Theory

/// The sign of the full layer's least eigenvalue across, shortly before and after the stated end of the saddle.
struct SaddleEnd: Experiment {
  let problem: SmallProblem
  /// How much later the end is stated, as a share.
  var later = 0.0
  static let check = "end of the saddle"

  static let all = [(4, 2, 1), (5, 1, 4), (6, 2, 2), (8, 1, 1)].map {
    SaddleEnd(problem: SmallProblem($0.0, $0.1, $0.2))
  }

  struct Row: EvidenceRow {
    /// The last time at which an eigenvalue is negative, as stated.
    let time: Double
    /// The least eigenvalues of the exact Hessian before and after it.
    let before: Double
    let after: Double

    static let columns: [Column<Row>] = [
      Column("stated end t") { $0.time },
      Column("least eigenvalue before") { $0.before },
      Column("least eigenvalue after") { $0.after },
    ]
    static let conditions: Set<String> = ["time"]
  }

  var claim: Claim { .d16TransversalStability }
  var name: String {
    "\(problem.name), end of the saddle" + (later == 0 ? "" : ", stated \(later) later")
  }
  func repetitions(_ effort: Effort) -> Int { ExactLayers.repetitions(problem, effort) }
  func cost(_ effort: Effort) -> Cost {
    ExactLayers.cost(problem, gradients: 8 * Double(problem.inputDimension))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let layers = try ExactLayers(problem, signs: false)
    let flow = try TransversalFlow(layers.problem)
    let time = try flow.saddleEnd() * (1 + later)
    let window = D16TransversalStabilityPredicate.endWindow
    let least = try flow.curvatures(at: [time * (1 - window), time * (1 + window)]).map {
      try layers.hessian(at: $0.weights).symmetricEigenvalues().min() ?? .nan
    }
    return Row(time: time, before: least[0], after: least[1])
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.check,
        D16TransversalStabilityPredicate.judge(leastBefore: row.before, leastAfter: row.after),
        detects: .init(2 * D16TransversalStabilityPredicate.endWindow, "of the time"))
    ]
  }

  static let nearMisses: [Control] = all.map { original in
    var late = original
    late.later = 0.06
    return .nearMiss(of: original, "6 % later", check: check, late)
  }
}
