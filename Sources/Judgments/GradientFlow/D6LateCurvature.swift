import Evidence
import Sim
import Theory

/// The largest curvature of R/2 at the end of training, of the full matrices over all subsets, against the closed form.
struct LateCurvature: Experiment {
  let problem: SmallProblem
  /// By what share the closed form is taken larger than it is.
  var excess = 0.0

  /// V's 1/q is the largest curvature in the first two, W's in the others.
  static let problems = [
    SmallProblem(5, 2, 2), SmallProblem(6, 3, 1), SmallProblem(4, 6, 2), SmallProblem(6, 4, 3),
    SmallProblem(5, 6, 4),
  ]
  static let all: [any Experiment] = problems.map { LateCurvature(problem: $0) }

  struct Row: EvidenceRow {
    let largest: Double
    let predicted: Double

    static let columns: [Column<Row>] = [
      Column("largest curvature", digits: 10) { $0.largest },
      Column("closed form", digits: 10) { $0.predicted },
      Column("step limit 2 / curvature") { 2 / $0.predicted },
    ]
  }

  var claim: Claim { .d6StepSize }
  var name: String {
    "\(problem.name), curvature at the end" + (excess == 0 ? "" : ", closed form larger by \(excess)")
  }
  /// Jacobi rotations of a matrix of d^2 + T^2 rows: ten sweeps of 6 n^3 operations.
  func cost(_ effort: Effort) -> Cost {
    let size = Double(problem.dimension * problem.dimension + problem.tokens * problem.tokens)
    return Cost(seconds: 6e-8 * size * size * size, bytes: 32 * size * size)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let weights = AttentionWeights(
      alpha: 1, logit: 40, dimension: problem.dimension, positionDimension: problem.tokens, family: .centered)
    let hessian = try PopulationHessian(oneHot: weights, over: SubsetEnumeration(problem)).matrix
    return Row(
      largest: try hessian.largestEigenvalue(),
      predicted: (1 + excess)
        * StepLimit(try FlowSystem(problem: problem, positions: .oneHot)).largestCurvature)
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        "largest curvature", D6StepSize.judge(largestCurvature: row.largest, predicted: row.predicted),
        detects: .init(2 * D6StepSize.curvatureTolerance, "of the curvature"))
    ]
  }

  static let nearMisses: [Control] = problems.map { problem in
    .nearMiss(
      of: LateCurvature(problem: problem), "the closed form larger by 1e-4", check: "largest curvature",
      LateCurvature(problem: problem, excess: 1e-4))
  }
}
