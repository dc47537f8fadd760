import Evidence
import Sim
import Theory

/// A layer trained on samples by the heavy ball beside the reduced descent with the same step and momentum.
struct HeavyBallLayers: Experiment {
  let problem: SmallProblem
  let beta: Double
  /// The momentum of the reduced descent.
  let told: Double
  var refuter: TrainedBands.Part?

  static let step = 0.05
  static let batch = 512
  /// Times t = eta k/(1 - beta).
  static let times = [10.0, 30, 60, 100, 300, 600]

  init(_ problem: SmallProblem, beta: Double, told: Double? = nil, refuter: TrainedBands.Part? = nil) {
    (self.problem, self.beta, self.told, self.refuter) = (problem, beta, told ?? beta, refuter)
  }

  private static let cases = [(SmallProblem(8, 3, 2), 0.9), (SmallProblem(6, 2, 2), 0.8)]
  static let all: [any Experiment] = cases.map { HeavyBallLayers($0, beta: $1) }
  static let controls: [Control] = cases.flatMap { problem, beta -> [Control] in
    TrainedBands.Part.allCases.map { part in
      let told = part == .value ? beta - 0.1 : beta - 0.04
      return .nearMiss(
        of: HeavyBallLayers(problem, beta: beta), "the descent of beta = \(told)", check: Row.check(part),
        HeavyBallLayers(problem, beta: beta, told: told, refuter: part))
    }
  }

  struct Row: TrainedBandsRow {
    let value: Double
    let massOnSubset: Double
    let logit: Double
    let riskRatio: Double

    static let columns: [Column<Row>] = [
      Column("farthest alpha / sigma") { $0.value }, Column("farthest P") { $0.massOnSubset },
      Column("farthest C") { $0.logit },
      Column("R / reduced R, last") { $0.riskRatio }.near(within: 0.2) { _ in [1] },
    ]
    static let comparedValue = (check: "alpha", entry: "alpha")
  }

  var claim: Claim { .d20Acceleration }
  var grade: Claim.Grade { .observed }
  var independentNetworks: Bool { told == beta }
  var name: String {
    "\(problem.name), one-hot, trained on samples by the heavy ball beta=\(beta), batch \(Self.batch), step \(Self.step)"
      + (told == beta ? "" : ", held against beta=\(told)") + (refuter.map { ", \($0.rawValue)" } ?? "")
  }
  func repetitions(_ effort: Effort) -> Int {
    told == beta
      ? effort.pick(quick: 1, standard: 6, thorough: 40) : effort.pick(quick: 0, standard: 1, thorough: 10)
  }
  func cost(_ effort: Effort) -> Cost {
    let steps = (Self.times.last ?? 0) * (1 - beta) / Self.step
    return Cost(
      seconds: steps * Double(Self.batch * problem.tokens) * (1e-9 * Double(problem.dimension) + 1e-9))
  }

  /// Steps are counted by the layer's own beta.
  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let trainer = try AttentionTrainer(
      AttentionSettings(
        oneHot: problem, batch: Self.batch, stepSize: Self.step, optimizer: .heavyBall(beta)),
      address: trial.address(settings, purpose: .initialization))
    let enumeration = try SubsetEnumeration(problem)
    var reduced = try MomentumDescent(
      FlowSystem(problem: problem, positions: .oneHot), stepSize: Self.step, momentum: .heavyBall(told))
    let counts = Self.times.map { Int(($0 * (1 - beta) / Self.step).rounded()) }
    let states = try reduced.states(after: counts)
    let sigma = TrainedBands.deviation(
      stepSize: Self.step / (1 - beta), variance: 1 / Double(problem.dimension), sparsity: problem.sparsity,
      batch: Self.batch)
    var (byValue, byMass, byLogit, ratio) = (0.0, 0.0, 0.0, 0.0)
    for (count, state) in zip(counts, states) {
      trainer.run(steps: count - Int(trainer.steps))
      let weights = trainer.weights
      let seen = try PopulationGradient(oneHot: weights, over: enumeration)
      byValue = max(byValue, abs(weights.alpha - state.alpha) / sigma)
      byMass = max(byMass, abs(seen.massOnSubset - state.massOnSubset))
      byLogit = max(byLogit, abs(KeyQueryFamily.centered.project(weights).logit - state.logit))
      ratio = seen.risk / state.risk
    }
    return Row(value: byValue, massOnSubset: byMass, logit: byLogit, riskRatio: ratio)
  }

  func judge(_ row: Row) -> [Check] { row.checks }
}
