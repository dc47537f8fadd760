import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D7: layers trained on samples against the flow corrected by the noise law, one by one and in the mean.
  ///
  /// The near misses hold the same layers against the law of a step, a batch or positions that are a little other ones, and
  /// their means and spreads against the law of a step 4 % longer or a batch up to three times as large.
  public static let d7SampleTracking = ClaimJudgment(
    claim: .d7SampleTracking,
    experiments: AttentionRecipe.tracked.map { TrackedLayer(recipe: $0) } + LayerMeans.all,
    controls: TrackedLayer.controls + LayerMeans.controls,
    own: .takes(required: [], optional: [.positions, .batch, .learningRate, .steps]) { own in
      let recipe = try AttentionRecipe.own(own, allowed: [.oneHot, .orthonormalFrame])
      try NoiseRange(own.problem, positions: recipe.positionLaw, batch: recipe.batch)
        .checkFirstOrder(recipe.stepSize)
      return [TrackedLayer(recipe: recipe)]
    },
    figures: { [try FlowAndSamples.figure($0), try AttentionMaps.figure()] })
}

/// One trained layer against the noise law at every time it is looked at.
struct TrackedLayer: Experiment {
  let recipe: AttentionRecipe
  /// The law that it is held against.
  let told: NoiseLaw

  /// A layer against its own law, or in a control against another.
  init(recipe: AttentionRecipe, told: NoiseLaw? = nil) {
    self.recipe = recipe
    self.told = told ?? NoiseLaw(recipe: recipe)
  }

  /// The near misses: a step that is wrong for the four quantities, a batch or wider frames for W off its family.
  static let controls = AttentionRecipe.tracked.flatMap { recipe -> [Control] in
    let own = TrackedLayer(recipe: recipe)
    func told(_ change: String, _ check: String, _ other: AttentionRecipe) -> Control {
      .nearMiss(
        of: own, change, check: check, TrackedLayer(recipe: recipe, told: NoiseLaw(recipe: other)))
    }
    return D7SampleTrackingPredicate.Quantity.allCases.map {
      told("the law of a step 1.5 times as long", $0.rawValue, recipe.scaled(step: 1.5))
    } + [
      recipe.positions == .oneHot
        ? told("the law of six times the batch", "W off the family", recipe.scaled(batch: 6))
        : told("the law of frames twice as wide", "W off the family", recipe.scaled(width: 2))
    ]
  }

  /// The farthest that each quantity lies from the law at any time.
  struct Row: EvidenceRow {
    /// In standard deviations.
    let alpha: Double
    /// In standard deviations.
    let logit: Double
    /// In standard deviations.
    let massOnSubset: Double
    /// In standard deviations.
    let risk: Double
    /// Of the squared norm off the family: -1 and 1 are the ends of its range.
    let placeOffFamily: Double

    static let columns: [Column<Row>] = [
      Column("farthest alpha / sigma") { $0.alpha }, Column("farthest C / sigma") { $0.logit },
      Column("farthest P / sigma") { $0.massOnSubset }, Column("farthest R / sigma") { $0.risk },
      Column("place of the norm off the family") { $0.placeOffFamily },
    ]

    func distance(_ quantity: D7SampleTrackingPredicate.Quantity) -> Double {
      switch quantity {
      case .alpha: alpha
      case .logit: logit
      case .massOnSubset: massOnSubset
      case .risk: risk
      }
    }
  }

  var claim: Claim { .d7SampleTracking }
  var name: String { recipe.name + LayerMeans.suffix(recipe, told) }
  func repetitions(_ effort: Effort) -> Int {
    let networks = recipe.networks.at(effort)
    return told.recipe == recipe ? networks : min(networks, effort.pick(quick: 1, standard: 4, thorough: 20))
  }
  func cost(_ effort: Effort) -> Cost { recipe.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let layer = TrainedLayer(recipe: recipe, repetition: trial.repetition, settings: settings)
    let seen = try await layer.states()
    let law = try await told.states(settings.effort)
    guard seen.map(\.steps) == law.map(\.steps) else {
      throw TheoryError(value: "steps \(seen.map(\.steps))", rule: "those of the law, \(law.map(\.steps))")
    }
    func farthest(_ value: (TrainedState, NoisyDescentState) -> Double) -> Double {
      let all = zip(seen, law).map { value($0, $1) }
      return all.first { $0.isNaN } ?? all.max { abs($0) < abs($1) } ?? .nan
    }
    let predicate = predicate
    return Row(
      alpha: farthest { predicate.distance(.alpha, $0, law: $1) },
      logit: farthest { predicate.distance(.logit, $0, law: $1) },
      massOnSubset: farthest { predicate.distance(.massOnSubset, $0, law: $1) },
      risk: farthest { predicate.distance(.risk, $0, law: $1) },
      placeOffFamily: farthest { predicate.placeOffFamily($0, law: $1) })
  }

  func judge(_ row: Row) -> [Check] {
    D7SampleTrackingPredicate.Quantity.allCases.map {
      Check(
        $0.rawValue, predicate.judge(distance: row.distance($0), of: $0),
        detects: .init($0.bound + 2.33, "standard deviations of one layer"))
    } + [
      Check(
        "W off the family", predicate.judge(placeOffFamily: row.placeOffFamily),
        detects: .init(2, "half-widths of its range"))
    ]
  }

  private var predicate: D7SampleTrackingPredicate {
    D7SampleTrackingPredicate(draws: recipe.evaluationDraws)
  }
}

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
  static let all = AttentionRecipe.tracked.flatMap { all(of: $0) }

  /// A recipe at each of its times.
  static func all(of recipe: AttentionRecipe) -> [LayerMeans] {
    recipe.times(.standard).map { LayerMeans(recipe: recipe, time: $0) }
  }

  /// One time of each recipe, while the risk falls, at which the near misses are held.
  private static let middle = zip(AttentionRecipe.tracked, [50.0, 150, 500]).map {
    LayerMeans(recipe: $0, time: $1)
  }

  /// The near misses for each check: a step 4 % longer for the means, other batches for the spreads; with frames the frame's
  /// width where no batch averages the noise.
  static let controls = middle.flatMap { own -> [Control] in
    let recipe = own.recipe
    func told(_ change: String, _ check: String, _ law: NoiseLaw) -> Control {
      .nearMiss(
        of: own, change, check: check, LayerMeans(recipe: recipe, time: own.time, told: law))
    }
    let isFrame = recipe.positions != .oneHot
    let longer = NoiseLaw(recipe: recipe.scaled(step: isFrame ? 1.1 : 1.04))
    let batch = NoiseLaw(recipe: recipe.scaled(batch: 3))
    let ownFrames = NoiseLaw(recipe: recipe, sharesFrame: false)
    return D7SampleTrackingPredicate.Quantity.allCases.map {
      told("the law of a longer step", "mean of \($0.rawValue)", longer)
    } + [
      told("the law of three times the batch", "variance of alpha", batch),
      isFrame
        ? told("the law of frames of each example's own", "variance of C", ownFrames)
        : told("the law of three times the batch", "variance of C", batch),
      isFrame
        ? told(
          "the law of frames a quarter wider", "square of W off the family",
          NoiseLaw(recipe: recipe.scaled(width: 1.25)))
        : told(
          "the law of 1.25 times the batch", "square of W off the family",
          NoiseLaw(recipe: recipe.scaled(batch: 1.25))),
      told(
        "the law of 1.5 times the batch", "square of V off the family",
        NoiseLaw(recipe: recipe.scaled(batch: 1.5))),
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
      Column("t") { $0.time }, Column(count: "networks") { $0.networks },
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
  var name: String { "\(recipe.name), t = \(NumberText.short(time)), means\(Self.suffix(recipe, told))" }
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
    let steps = recipe.steps(to: time)
    guard let state = try await told.states(effort).first(where: { $0.steps == steps }) else {
      throw TheoryError(value: "\(steps) steps", rule: "as many as the law is looked at")
    }
    return state
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
    if !told.sharesFrame { text += ", law of frames of each example's own" }
    return text
  }
}
