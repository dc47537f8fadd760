import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D1: the full matrices along the population flow, with the expectation over all subsets; one-hot positions.
  public static let d1Symmetry = ClaimJudgment(
    claim: .d1Symmetry,
    experiments: FullMatrixFlow.all,
    controls: FullMatrixFlow.all.map { experiment in
      var skewed = experiment
      skewed.firstSubsetWeight = 2
      return .otherWorld(of: experiment, "the first subset is twice as likely as the others", skewed)
    },
    own: .takes { [FullMatrixFlow(problem: SmallProblem($0.problem))] })
}

/// The flow of the full matrices from zero, with one-hot positions, and what of it lies off the family.
struct FullMatrixFlow: Experiment {
  let problem: SmallProblem
  /// The weight of the first subset, all others having 1.
  var firstSubsetWeight = 1.0

  static let all = [
    (2, 1, 1), (3, 2, 1), (4, 5, 2), (5, 2, 4), (6, 2, 2), (6, 3, 4), (7, 1, 3), (8, 2, 6), (10, 2, 1),
  ].map { FullMatrixFlow(problem: SmallProblem($0.0, $0.1, $0.2)) }

  struct Row: EvidenceRow {
    struct Moment: Codable, Hashable, Sendable {
      let time: Double
      let value: FamilyFit
      let attentionWeights: FamilyFit
    }

    let subsets: Int
    let moments: [Moment]

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column(series: "t") { $0.moments.map(\.time) },
      Column(series: "part of V off alpha I") { $0.moments.map(\.value.residual) },
      Column(series: "part of W off its family") { $0.moments.map(\.attentionWeights.residual) },
      Column("C at the end") { $0.moments.last?.attentionWeights.coefficient },
    ]
  }

  var claim: Claim { .d1Symmetry }
  var name: String {
    "\(problem.name), one-hot"
      + (firstSubsetWeight == 1 ? "" : ", first subset \(firstSubsetWeight) times as likely")
  }
  func cost(_ effort: Effort) -> Cost { FullMatrixCost.cost(problem, gradients: 1600) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let count = try Subsets.count(of: problem)
    let enumeration = try SubsetEnumeration(
      problem, relativeWeights: (0..<count).map { $0 == 0 ? firstSubsetWeight : 1 })
    let states = try PopulationFlow.run(enumeration, times: [1, 10, 30, 100], step: 0.25)
    return Row(
      subsets: count,
      moments: try states.map {
        Row.Moment(
          time: $0.time, value: try FamilyFit(identity: $0.weights.valueMatrix()),
          attentionWeights: try FamilyFit(centeredIdentity: $0.weights.keyQueryMatrix()))
      })
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D1SymmetryPredicate()
    return [
      Check("V", .all(row.moments.map { predicate.judge($0.value, "V") })),
      Check("W", .all(row.moments.map { predicate.judge($0.attentionWeights, "W") })),
    ]
  }
}
