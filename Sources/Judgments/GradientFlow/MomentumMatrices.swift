import Evidence
import Sim
import Theory

/// Descent with momentum on the full matrices from zero, exact expectations, beside the reduced one.
struct MomentumMatrices: Experiment {
  let problem: SmallProblem
  let momentum: Momentum
  /// The momentum of the reduced descent; nil for the same.
  var told: Momentum?

  private static let cases = [
    (SmallProblem(5, 2, 2), Momentum.heavyBall(0.9), Momentum.heavyBall(0.9 + 1e-6)),
    (SmallProblem(6, 3, 3), .heavyBall(0.5), .heavyBall(0.5 + 1e-6)),
    (SmallProblem(5, 2, 2), .nesterov(3), .nesterov(3 + 1e-6)),
    (SmallProblem(6, 2, 1), .nesterov(5), .nesterov(5 + 1e-6)),
  ]
  static let all: [any Experiment] = cases.map { MomentumMatrices(problem: $0.0, momentum: $0.1) }
  static let controls: [Control] = cases.map { problem, momentum, other in
    .nearMiss(
      of: MomentumMatrices(problem: problem, momentum: momentum), "a parameter 1e-6 larger",
      check: check, MomentumMatrices(problem: problem, momentum: momentum, told: other))
  }

  static let check = "full matrices"

  struct Row: EvidenceRow {
    let steps: Int
    /// The largest |alpha - reduced|, |C - reduced|, or part of V or W off its family, over the times.
    let difference: Double
    /// The risk over its law at the last step.
    let scaledRisk: Double

    static let columns: [Column<Row>] = [
      Column(count: "steps") { $0.steps }, Column("largest difference") { $0.difference },
      // Two thousand steps, of quick effort, are not many delays.
      Column("risk over its law", digits: 6) { $0.scaledRisk }.near(within: 0.5) { _ in [1] },
    ]
    static let conditions: Set<String> = ["scaledRisk"]
  }

  var claim: Claim { .d20Acceleration }
  var name: String {
    "\(problem.name), full matrices, \(momentum)" + (told.map { ", held against \($0)" } ?? "")
  }
  private func steps(_ effort: Effort) -> Int { effort.pick(quick: 2000, standard: 10_000, thorough: 20_000) }
  func cost(_ effort: Effort) -> Cost {
    FullMatrixCost.cost(problem, gradients: Double(steps(effort)))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let system = try FlowSystem(problem: problem, positions: .oneHot)
    let step = 0.2 * StepLimit(system).value
    let last = steps(settings.effort)
    let counts = [5, 20, 100, 500, 2000, last]
    let enumeration = try SubsetEnumeration(problem)
    let path = try MomentumPath.weights(
      from: AttentionWeights(oneHot: problem), momentum: momentum, stepSize: step, after: counts
    ) { weights throws(TheoryError) in
      try PopulationGradient(oneHot: weights, over: enumeration).gradient
    }
    var reduced = try MomentumDescent(system, stepSize: step, momentum: told ?? momentum)
    let states = try reduced.states(after: counts)
    var difference = 0.0
    for (weights, state) in zip(path, states) {
      difference = max(
        difference, abs(weights.alpha - state.alpha), weights.valueOffFamily,
        max(
          abs(KeyQueryFamily.centered.project(weights).logit - state.logit),
          KeyQueryFamily.centered.distance(weights)))
    }
    let risk = try PopulationGradient(oneHot: path[path.count - 1], over: enumeration).risk
    return Row(
      steps: last, difference: difference,
      scaledRisk: try D20Acceleration(system, stepSize: step, momentum: momentum)
        .scaledRisk(risk, steps: last))
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.check, D20Acceleration.judge(matrices: row.difference),
        detects: .init(2 * D20Acceleration.matrixTolerance, "in alpha, C or off the family"))
    ]
  }
}
