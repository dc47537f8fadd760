import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D7: layers trained on samples against the flow corrected by the noise law, one by one and in the mean.
  ///
  /// The near misses hold the same layers against the law of a step, a batch or positions that are a little other ones:
  /// where there are tens of thousands of layers, of a step 1 % longer and of 1.2 times the batch.
  public static let d7SampleTracking = ClaimJudgment(
    claim: .d7SampleTracking,
    experiments: AttentionRecipe.tracked.map { TrackedLayer(recipe: $0) } + LayerMeans.all,
    controls: TrackedLayer.controls + LayerMeans.controls + [TrackedLayer.otherWorld],
    own: .takes(required: [], optional: [.positions, .batch, .learningRate, .steps]) { own in
      let recipe = try AttentionRecipe.own(own, allowed: [.oneHot, .orthonormalFrame])
      try NoiseRange(recipe.system(), batch: recipe.batch).checkFirstOrder(recipe.stepSize)
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
        of: own, change, check: check, remark: ": \(check)",
        TrackedLayer(recipe: recipe, told: NoiseLaw(recipe: other)))
    }
    return D7SampleTrackingPredicate.Quantity.allCases.map {
      told("the law of a step 1.5 times as long", $0.rawValue, recipe.scaled(step: 1.5))
    } + [
      recipe.positions == .oneHot
        ? told("the law of six times the batch", "W off the family", recipe.scaled(batch: 6))
        : told("the law of frames twice as wide", "W off the family", recipe.scaled(width: 2))
    ]
  }

  /// A layer trained by Adam with the same step, held against the law of gradient descent.
  static let otherWorld: Control = {
    let recipe = AttentionRecipe.smallOneHot
    var adam = recipe
    adam.optimizer = .adam
    return .otherWorld(
      of: TrackedLayer(recipe: recipe), "trained by Adam", check: quantity,
      TrackedLayer(recipe: adam, told: NoiseLaw(recipe: recipe)))
  }()
  private static let quantity = D7SampleTrackingPredicate.Quantity.logit.rawValue

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
  /// Each repetition trains a layer of its own, unless it is a control, which looks at the same ones.
  var independentNetworks: Bool { told.recipe == recipe }
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
