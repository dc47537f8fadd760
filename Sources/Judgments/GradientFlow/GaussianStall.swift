import Evidence
import Theory

/// The flow on Gaussian positions followed to its stall, against the floor by sums of its own; the longest
/// sequence costs no more than the shortest.
struct GaussianStall: Experiment {
  let problem: SmallProblem
  let width: Int
  let time: Double
  /// The width whose floor is told, if another than the flow's.
  var toldWidth: Int?

  static let check = "stall"

  /// The floor of one dimension more, which is lower, and of one less.
  static let nearMisses: [Control] = [
    (eightTokens, 1), (eightTokens, -1), (twentyTokens, 1), (narrow, 1),
  ].map { original, offset in
    var told = original
    told.toldWidth = original.width + offset
    return .nearMiss(of: original, "the floor of width \(offset > 0 ? "+" : "-") 1", check: check, told)
  }

  static let all = [
    eightTokens, twentyTokens,
    GaussianStall(problem: SmallProblem(100_000, 5, 3), width: 96, time: 1e11), narrow,
  ]

  private static let eightTokens = GaussianStall(problem: SmallProblem(8, 3, 2), width: 16, time: 1e7)
  private static let twentyTokens = GaussianStall(problem: SmallProblem(20, 5, 3), width: 64, time: 1e9)
  /// Eight tokens too, in R^4.
  private static let narrow = GaussianStall(problem: SmallProblem(8, 3, 2), width: 4, time: 1e12)

  struct Row: EvidenceRow {
    let late: FlowState
    let floor: Double
    let logitOfFloor: Double

    static let columns: [Column<Row>] = [
      Column("late risk") { $0.late.risk }, Column("floor") { $0.floor },
      Column("late C") { $0.late.logit },
      Column("C of the floor") { $0.logitOfFloor }.near(within: 0.01) { [$0.late.logit] },
    ]
  }

  var claim: Claim { .d8GaussianPositions }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(problem.name), R^\(width), stall" + (toldWidth.map { ", floor of R^\($0)" } ?? "")
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 1) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try GaussianPositionFlow(problem: problem.problem(), width: width, largestLogit: 32)
    let floor = try GaussianPositionFloor(problem: problem.problem(), width: toldWidth ?? width)
    return Row(late: try flow.states(at: [time])[0], floor: floor.risk, logitOfFloor: floor.logit)
  }

  func judge(_ row: Row) throws -> [Check] {
    [
      Check(
        Self.check,
        D8GaussianPositionsPredicate.judge(
          lateRisk: row.late.risk, floor: row.floor, trivialRisk: try problem.problem().trivialRisk),
        detects: .init(2 * D8GaussianPositionsPredicate.stallBand, "of the floor"))
    ]
  }
}
