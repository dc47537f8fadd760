import Evidence
import Theory

/// The system's risk against D2's law with kappa = 1/d_e at a great width.
struct OrthonormalApproach: Experiment {
  let width: Int
  /// The width whose orthonormal law is told, if another.
  var toldWidth: Int?

  static let check = "ratio of risks"
  static let all = [512, 2048, 8192].map { OrthonormalApproach(width: $0) }

  /// The law of a width 1 % less, whose risk is too low, and 1 % greater, whose risk is not even reached.
  static let nearMisses: [Control] = [("less", 8110), ("greater", 8274)].map { word, told in
    .nearMiss(
      of: OrthonormalApproach(width: 8192), "the law of a width 1 % \(word)", check: check,
      OrthonormalApproach(width: 8192, toldWidth: told))
  }

  private static let problem = SmallProblem(20, 5, 3)

  struct Row: EvidenceRow {
    let flow: [FlowState]
    let orthonormal: [FlowState]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.flow.map(\.time) },
      Column(series: "risk / orthonormal") { row in zip(row.flow, row.orthonormal).map { $0.risk / $1.risk }
      },
    ]
  }

  var claim: Claim { .d8GaussianPositions }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(Self.problem.name), R^\(width), against the orthonormal law" + (toldWidth.map { " of R^\($0)" } ?? "")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try Self.problem.problem()
    // The same states at times in proportion to the width.
    let times = [10.0, 50, 500, 5000].map { $0 * Double(width) }
    return Row(
      flow: try GaussianPositionFlow(problem: problem, width: width).states(at: times),
      orthonormal: try GradientFlow(problem: problem, positions: .orthonormalFrame(width: toldWidth ?? width))
        .states(at: times))
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try Self.problem.problem()
    let verdicts = zip(row.flow, row.orthonormal).map {
      D8GaussianPositionsPredicate.judge(
        risk: $0.risk, orthonormal: $1, problem: problem, width: width)
    }
    let allowed = row.orthonormal.map {
      D8GaussianPositionsPredicate.allowedExcess(orthonormal: $0, problem: problem, width: width)
    }
    return [
      Check(
        Self.check, .all(verdicts), detects: allowed.max().map { .init($0, "of the risk, at the last time") })
    ]
  }
}
