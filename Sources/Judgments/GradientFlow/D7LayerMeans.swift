import Evidence
import Sim
import Theory

/// The means and variances over all layers of a recipe at one time; not one layer's, so not counted as a network.
struct LayerMeans: Experiment {
  let recipe: AttentionRecipe
  let time: Double
  /// The law that they are held against.
  let told: NoiseLaw

  /// The layers' means against their own law, or in a control against another.
  init(recipe: AttentionRecipe, time: Double, told: NoiseLaw? = nil) {
    self.recipe = recipe
    self.time = time
    self.told = told ?? NoiseLaw(recipe: recipe)
  }

  /// Every recipe at each of its times.
  static let all = (AttentionRecipe.tracked + AttentionRecipe.many).flatMap { all(of: $0) }

  /// A recipe at each of its times.
  static func all(of recipe: AttentionRecipe) -> [LayerMeans] {
    recipe.times(.standard).map { LayerMeans(recipe: recipe, time: $0) }
  }

  /// What near misses change, one for each kind of check; sized by what the number of layers detects.
  private struct Changes {
    /// The longer step, for the means.
    let step: Double
    /// The larger batch, for the variances of alpha and C.
    let variance: Double
    /// The larger batch, for V off its family.
    let value: Double
    /// The larger batch, for W off its family; with frames, whose noise no batch averages, a greater width.
    let keyQuery: Double
  }

  /// One time of each recipe, while the risk falls, at which the near misses are held.
  private static let middle: [(recipe: AttentionRecipe, time: Double, changes: Changes)] = [
    (.smallOneHot, 50, Changes(step: 1.04, variance: 4, value: 1.5, keyQuery: 1.25)),
    (.longOneHot, 150, Changes(step: 1.04, variance: 4, value: 1.5, keyQuery: 1.25)),
    (.wideFrames, 500, Changes(step: 1.1, variance: 4, value: 1.5, keyQuery: 1.25)),
    (.manyOneHot, 12, Changes(step: 1.01, variance: 1.2, value: 1.15, keyQuery: 1.15)),
    (.manyFrames, 16, Changes(step: 1.01, variance: 1.2, value: 1.15, keyQuery: 7.0 / 6)),
  ]

  /// The near misses for each check.
  static let controls = middle.flatMap { recipe, time, changes -> [Control] in
    let own = LayerMeans(recipe: recipe, time: time)
    func told(_ change: String, _ check: String, _ law: AttentionRecipe) -> Control {
      .nearMiss(
        of: own, change, check: check, remark: ": \(check)",
        LayerMeans(recipe: recipe, time: time, told: NoiseLaw(recipe: law)))
    }
    func batch(_ factor: Double, _ check: String) -> Control {
      told("the law of \(NumberText.short(factor)) times the batch", check, recipe.scaled(batch: factor))
    }
    let square = "square of W off the family"
    let means = D7SampleTrackingPredicate.Quantity.allCases.map {
      told(
        "the law of a step \(NumberText.short(changes.step)) times as long", "mean of \($0.rawValue)",
        recipe.scaled(step: changes.step))
    }
    return means + [
      batch(changes.variance, "variance of alpha"), batch(changes.variance, "variance of C"),
      batch(changes.value, "square of V off the family"),
      recipe.positions == .oneHot
        ? batch(changes.keyQuery, square)
        : told(
          "the law of frames \(NumberText.short(changes.keyQuery)) times as wide", square,
          recipe.scaled(width: changes.keyQuery)),
    ]
  }

  struct Row: EvidenceRow {
    let time: Double
    let networks: Int
    let alpha: SampleMean
    let logit: SampleMean
    let massOnSubset: SampleMean
    let risk: SampleMean
    /// The squared norm of W off its family.
    let offFamily: SampleMean
    /// The squared norm of V off alpha I.
    let valueOffFamily: SampleMean
    let law: NoisyDescentState

    static let columns: [Column<Row>] = [
      Column("t") { $0.time }.near(within: 1e-9) { [$0.law.quiet.time] },
      Column(count: "networks") { $0.networks },
      Column("P") { $0.massOnSubset.mean }, Column("P by law") { $0.law.massOnSubset.mean },
      Column("deviation of P") { $0.massOnSubset.deviation },
      Column("alpha") { $0.alpha.mean }, Column("alpha by law") { $0.law.alpha.mean },
      Column("deviation of alpha") { $0.alpha.deviation },
      Column("deviation of alpha by law") { $0.law.alpha.standardDeviation(draws: 1) },
      Column("C") { $0.logit.mean }, Column("C by law") { $0.law.logit.mean },
      Column("deviation of C") { $0.logit.deviation },
      Column("deviation of C by law") { $0.law.logit.standardDeviation(draws: 1) },
      Column("excess risk") { $0.excess }, Column("excess risk by law") { $0.law.excess },
      Column("deviation of risk") { $0.deviationOfExcess },
      Column("square of W off the family / law") { $0.offFamily.mean / $0.law.offFamily.mean },
      Column("square of V off the family / law") { $0.valueOffFamily.mean / $0.law.valueOffFamily.mean },
    ]

    /// The mean risk over that of descent without noise, less 1.
    var excess: Double { risk.mean / law.quiet.risk - 1 }
    /// The deviation over networks of a layer's excess.
    var deviationOfExcess: Double { risk.deviation / law.quiet.risk }

    func sample(_ quantity: D7SampleTrackingPredicate.Quantity) -> SampleMean {
      switch quantity {
      case .alpha: alpha
      case .logit: logit
      case .massOnSubset: massOnSubset
      case .risk: risk
      }
    }
  }

  var claim: Claim { .d7SampleTracking }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(recipe.name), t = \(NumberText.short(time)), means\(Self.suffix(recipe, told))"
  }
  /// A quick run has too few networks for means.
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 0, standard: 1, thorough: 1) }

  func cost(_ effort: Effort) -> Cost {
    let (one, count) = (recipe.cost(effort), Double(recipe.networks.at(effort)))
    let weights = Double(recipe.positionDimension * recipe.positionDimension)
    return Cost(
      seconds: count * one.seconds, bytes: one.bytes + 8 * count * weights,
      shared: one.shared.map { $0.over(recipe.networks.at(effort)) })
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let seen = try await TrainedLayer.states(recipe, at: time, settings)
    return Row(
      time: time, networks: seen.count, alpha: SampleMean(seen.map(\.alpha)),
      logit: SampleMean(seen.map(\.logit)), massOnSubset: SampleMean(seen.map(\.massOnSubset)),
      risk: SampleMean(seen.map(\.risk)), offFamily: SampleMean(seen.map(\.offFamily)),
      valueOffFamily: SampleMean(seen.map(\.valueOffFamily)), law: try await state(settings.effort))
  }

  /// The law's state after as many steps as the layers took.
  private func state(_ effort: Effort) async throws -> NoisyDescentState {
    try await told.state(steps: recipe.steps(to: time), effort)
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D7SampleTrackingPredicate(draws: recipe.evaluationDraws)
    return D7SampleTrackingPredicate.Quantity.allCases.flatMap { checks($0, row, predicate) } + [
      offFamily("W", row.offFamily, row.law.offFamily, predicate),
      offFamily("V", row.valueOffFamily, row.law.valueOffFamily, predicate),
    ]
  }

  private func checks(
    _ quantity: D7SampleTrackingPredicate.Quantity, _ row: Row, _ predicate: D7SampleTrackingPredicate
  ) -> [Check] {
    let sample = row.sample(quantity)
    let mean = Check(
      "mean of \(quantity.rawValue)", predicate.judge(mean: sample, of: quantity, law: row.law),
      detects: .init(
        predicate.detectableMean(quantity, networks: sample.count, law: row.law), "of the mean"))
    guard quantity.isLinear else { return [mean] }
    let spread = SpreadLaw(directions: 1, samples: sample.count - 1, slack: 0.05)
    return [
      mean,
      Check(
        "variance of \(quantity.rawValue)",
        predicate.judge(variance: sample, of: quantity, law: row.law),
        detects: .init(spread.detectable, "of the variance")),
    ]
  }

  private func offFamily(
    _ weights: String, _ seen: SampleMean, _ law: NoisyDescentState.OffFamily,
    _ predicate: D7SampleTrackingPredicate
  ) -> Check {
    let spread = predicate.offFamilyLaw(law, networks: seen.count)
    return Check(
      "square of \(weights) off the family",
      spread.judge(ratio: seen.mean / law.mean, "mean square of \(weights) off its family over the law's"),
      detects: .init(spread.detectable, "of the variance"))
  }

  /// What a control's law is told, in words.
  static func suffix(_ recipe: AttentionRecipe, _ told: NoiseLaw) -> String {
    var text = ""
    if told.recipe.positionLaw != recipe.positionLaw { text += ", law of \(told.recipe.positionsName)" }
    if told.recipe.stepSize != recipe.stepSize {
      text += ", law of step \(NumberText.short(told.recipe.stepSize))"
    }
    if told.recipe.batch != recipe.batch { text += ", law of batch \(told.recipe.batch)" }
    if told.recipe.optimizer != recipe.optimizer { text += ", law of gradient descent" }
    if !told.sharesFrame { text += ", law of frames of each example's own" }
    return text
  }
}
