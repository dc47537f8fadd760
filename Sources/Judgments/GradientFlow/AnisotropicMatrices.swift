import Evidence
import Sim
import Theory

/// Gradient descent on the full matrices from zero, exact expectations over all subsets, beside the reduced descent.
struct AnisotropicMatrices: Experiment {
  let item: AnisotropicCase
  /// By what factor the first variance is larger in the reduced descent than in the tokens.
  var told = 1.0
  /// By what factor the claimed kappa is larger than the true one.
  var kappaFactor = 1.0

  static let step = 0.5
  static let all: [any Experiment] = AnisotropicCase.enumerated.map { AnisotropicMatrices(item: $0) }

  struct Row: EvidenceRow {
    let subsets: Int
    let lastTime: Double
    /// The largest |alpha_a - reduced|, |C - reduced|, or part of V or W off its family, over the times.
    let difference: Double
    /// 2 kappa t R of the full matrices at the last time.
    let scaledRisk: Double
    let expansion: Double
    let allowed: Double

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets }, Column("to t") { $0.lastTime },
      Column("largest difference") { $0.difference },
      Column("2 kappa t R there", digits: 8) { $0.scaledRisk },
      Column("expansion", digits: 8) { $0.expansion }
        .atMost { [$0.scaledRisk + 2 * $0.allowed] }.atLeast { [$0.scaledRisk - 2 * $0.allowed] },
      Column("allowed") { $0.allowed },
    ]
    static let conditions: Set<String> = ["lastTime", "allowed"]
  }

  var claim: Claim { .d18UniversalRate }
  var name: String {
    item.name + ", full matrices" + (told == 1 ? "" : ", first variance told \(told) times as large")
      + (kappaFactor == 1 ? "" : ", kappa told \(kappaFactor) times as large")
  }

  private func steps(_ effort: Effort) -> Int { effort.pick(quick: 7000, standard: 20_000, thorough: 40_000) }

  func cost(_ effort: Effort) -> Cost {
    let seconds = item.sizes.sizes.map {
      FullMatrixCost.cost(
        SmallProblem(item.tokens, item.variances.count, $0), gradients: Double(steps(effort))
      ).seconds
    }.reduce(0, +)
    return Cost(seconds: seconds + 0.03)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let covariance = try item.covariance()
    let population = try MixedPopulation(tokens: item.tokens, covariance: covariance, sizes: item.sizes)
    let count = steps(settings.effort)
    let counts = [5, 20, 100, 500, 2000, count].filter { $0 <= count }
    let path = try MomentumPath.weights(
      from: population.origin, momentum: .none, stepSize: Self.step, after: counts
    ) { weights throws(TheoryError) in try population.value(at: weights).gradient }
    var reduced = try AnisotropicDescent(item.scaled(told).system(), stepSize: Self.step)
    let states = try reduced.states(after: counts)
    let d = item.variances.count
    var difference = 0.0
    for (weights, state) in zip(path, states) {
      let value = covariance.inBasis(weights.value)
      for k in value.indices {
        let expected = k % (d + 1) == 0 ? state.point.values[k / (d + 1)] : 0
        difference = max(difference, abs(value[k] - expected))
      }
      let (logit, _) = KeyQueryFamily.centered.project(weights)
      difference = max(
        difference, abs(logit - state.point.logit), KeyQueryFamily.centered.distance(weights))
    }
    let system = try item.system()
    let time = Self.step * Double(count)
    let predicate = try Self.predicate(system)
    let last = try population.value(at: path[path.count - 1])
    return Row(
      subsets: try item.sizes.sizes.map {
        try Subsets.count(of: Problem(tokens: item.tokens, dimension: d, sparsity: $0))
      }.reduce(0, +),
      lastTime: time, difference: difference,
      scaledRisk: 2 * kappaFactor * system.kappa * time * last.risk,
      expansion: predicate.expansion.scaledRisk(time: time), allowed: predicate.allowed(time: time))
  }

  /// The expansion's predicate at a step.
  static func predicate(_ system: AnisotropicSystem, step: Double = AnisotropicMatrices.step) throws
    -> D18UniversalRatePredicate
  {
    guard let half = try AnisotropicDescent.halfTime(system, stepSize: step) else {
      throw TheoryError(value: "half time", rule: "within 10^7 steps")
    }
    return try D18UniversalRatePredicate(LateExpansion(system, stepSize: step), halfTime: half, of: system)
  }

  func judge(_ row: Row) throws -> [Check] {
    let tolerance = D18UniversalRatePredicate.matrixTolerance
    return [
      Check(
        "full matrices",
        D18UniversalRatePredicate.judge(difference: row.difference, tolerance: tolerance, "full matrices"),
        detects: .init(2 * tolerance, "in alpha, C or off the family")),
      Check(
        "2 kappa t R",
        try Self.predicate(item.system()).judge(scaledRisk: row.scaledRisk, time: row.lastTime),
        detects: .init(2 * row.allowed, "of the limit")),
    ]
  }

  static let controls: [Control] = AnisotropicCase.enumerated.flatMap { item -> [Control] in
    let original = AnisotropicMatrices(item: item)
    return [
      .nearMiss(
        of: original, "a first variance 1e-6 larger", check: "full matrices",
        AnisotropicMatrices(item: item, told: 1 + 1e-6)),
      .nearMiss(
        of: original, "kappa 2 % larger", check: "2 kappa t R",
        AnisotropicMatrices(item: item, kappaFactor: 1.02)),
    ]
  }
}
