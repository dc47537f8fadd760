import Evidence
import Sim
import Theory

/// A layer trained on samples with tokens N(0, Sigma) beside the reduced descent of the same step.
struct AnisotropicLayers: Experiment {
  let item: AnisotropicCase
  /// The covariance of the descent that it is held against; nil for its own.
  var told: [Double]?
  /// In a control the check that must refute it.
  var refuter: TrainedBands.Part?

  static let step = 0.1
  static let batch = 512
  static let times = [3.0, 10, 30, 100, 300]
  private static let cases = [AnisotropicCase(5, [2, 0.5], q: 2), AnisotropicCase(6, [2, 1, 0.25], q: 2)]
  static let all: [any Experiment] = cases.map { AnisotropicLayers(item: $0) }

  static let controls: [Control] = cases.flatMap { item -> [Control] in
    let mean = item.variances.reduce(0, +) / Double(item.variances.count)
    return [
      (item.variances.map { _ in mean }, TrainedBands.Part.value, "isotropic tokens of the same trace"),
      (item.variances.map { 1.3 * $0 }, .massOnSubset, "variances 1.3 times as large"),
      (item.variances.map { 1.3 * $0 }, .logit, "variances 1.3 times as large"),
    ].map { told, part, change in
      .nearMiss(
        of: AnisotropicLayers(item: item), change, check: Row.check(part),
        AnisotropicLayers(item: item, told: told, refuter: part))
    }
  }

  struct Row: TrainedBandsRow {
    let value: Double
    let massOnSubset: Double
    let logit: Double
    /// The risk over the reduced descent's, at the last time.
    let riskRatio: Double

    static let columns: [Column<Row>] = [
      Column("farthest V / sigma") { $0.value }, Column("farthest P") { $0.massOnSubset },
      Column("farthest C") { $0.logit },
      Column("R / reduced R, last") { $0.riskRatio }.near(within: 0.2) { _ in [1] },
    ]
    static let comparedValue = (check: TrainedBands.Part.value.rawValue, entry: "an entry of V")
  }

  var claim: Claim { .d18UniversalRate }
  var grade: Claim.Grade { .observed }
  var independentNetworks: Bool { told == nil }
  var name: String {
    "\(item.name), trained on samples, batch \(Self.batch), step \(Self.step)"
      + (told.map { ", held against variances \($0.map { "\($0)" }.joined(separator: " "))" } ?? "")
      + (refuter.map { ", \($0.rawValue)" } ?? "")
  }
  func repetitions(_ effort: Effort) -> Int {
    told == nil
      ? effort.pick(quick: 1, standard: 6, thorough: 40) : effort.pick(quick: 0, standard: 1, thorough: 10)
  }
  func cost(_ effort: Effort) -> Cost {
    let steps = (Self.times.last ?? 0) / Self.step
    return Cost(
      seconds: steps * Double(Self.batch * item.tokens) * (2e-9 * Double(item.variances.count) + 1e-9))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let covariance = try item.covariance()
    let sparsity = item.sizes.sizes[0]
    let trainer = try AttentionTrainer(
      AttentionSettings(
        oneHot: Problem(tokens: item.tokens, dimension: item.variances.count, sparsity: sparsity),
        covariance: covariance, batch: Self.batch, stepSize: Self.step),
      address: trial.address(settings, purpose: .initialization))
    let population = try MixedPopulation(tokens: item.tokens, covariance: covariance, sizes: item.sizes)
    var other = item
    other.variances = told ?? item.variances
    var reduced = try AnisotropicDescent(other.system(), stepSize: Self.step)
    let counts = Self.times.map { Int(($0 / Self.step).rounded()) }
    let states = try reduced.states(after: counts)
    let d = item.variances.count
    var (byValue, byMass, byLogit, ratio) = (0.0, 0.0, 0.0, 0.0)
    for (count, state) in zip(counts, states) {
      trainer.run(steps: count - Int(trainer.steps))
      let weights = trainer.weights
      let value = covariance.inBasis(weights.value)
      for k in value.indices {
        let expected = k % (d + 1) == 0 ? state.point.values[k / (d + 1)] : 0
        let sigma = TrainedBands.deviation(
          stepSize: Self.step, variance: item.variances[k / d], sparsity: sparsity, batch: Self.batch)
        byValue = max(byValue, abs(value[k] - expected) / sigma)
      }
      let seen = try population.value(at: weights)
      byMass = max(byMass, abs(seen.massOnSubset - state.massOnSubset))
      byLogit = max(
        byLogit, abs(KeyQueryFamily.centered.project(weights).logit - state.point.logit))
      ratio = seen.risk / state.risk
    }
    return Row(value: byValue, massOnSubset: byMass, logit: byLogit, riskRatio: ratio)
  }

  func judge(_ row: Row) -> [Check] { row.checks }
}
