import Evidence
import Theory

/// One layer trained on Gaussian positions against descent of the system, at every time it is looked at.
struct GaussianLayer: Experiment {
  let layers: GaussianLayers

  struct Row: EvidenceRow {
    let seen: [GaussianNetwork.State]
    let told: [FlowState]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.told.map(\.time) },
      Column(series: "C") { $0.seen.map(\.logit) },
      Column(series: "C told") { $0.told.map(\.logit) },
      Column(series: "1 - cosine") { $0.seen.map { 1 - $0.cosine } },
      Column(series: "risk / told") { row in zip(row.seen, row.told).map { $0.risk / $1.risk } },
    ]
  }

  /// Three times the greatest relative distance of a layer's risk on base seeds 101 to 110, 2.1 %.
  private static let riskBand = 0.06

  var claim: Claim { .d8GaussianPositions }
  var name: String { layers.name }
  var independentNetworks: Bool { true }

  func repetitions(_ effort: Effort) -> Int {
    let count = layers.recipe.networks.at(effort)
    return layers.isOwn ? count : min(count, effort.pick(quick: 1, standard: 2, thorough: 8))
  }

  func cost(_ effort: Effort) -> Cost { GaussianNetwork.cost(layers.recipe, effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let network = GaussianNetwork(
      recipe: layers.recipe, repetition: trial.repetition, settings: settings)
    return Row(seen: try await network.states(), told: try await layers.states(settings.effort))
  }

  /// A layer's noise is a seventh of each band at most: what is a third beyond a band is refuted.
  func judge(_ row: Row) throws -> [Check] {
    let recipe = layers.recipe
    let predicate = try D8GaussianPositionsPredicate(
      bands: TrackingPredicate.Bands(
        problem: recipe.problem.problem(), stepSize: recipe.stepSize, batch: recipe.batch,
        cosine: 1 - layers.cosineBand, cosineFromLogit: layers.cosineFromLogit),
      riskBand: Self.riskBand)
    let seen = row.seen.map {
      TrackingPredicate.Observation(
        time: $0.time, massOnSubset: $0.massOnSubset, alpha: $0.alpha, logit: $0.logit, cosine: $0.cosine)
    }
    let risks = zip(row.seen, row.told).map { predicate.judge(risk: $0.risk, flow: $1) }
    let bands = predicate.tracking.bands
    let beyond = 1 + 2.33 / 7
    return TrackingPredicate.Part.allCases.map { part in
      let detects: Check.Detectable =
        switch part {
        case .massOnSubset: .init(beyond * bands.mass, "in P")
        case .alpha: .init(beyond * bands.alpha, "in alpha")
        case .logit: .init(beyond * bands.logit, "in C")
        case .cosine: .init(beyond * layers.cosineBand, "in the cosine")
        }
      return Check(
        part.rawValue, predicate.tracking.judge(part, seen, flow: row.told), detects: detects)
    } + [Check("risk", .all(risks), detects: .init(beyond * predicate.riskBand, "of the risk"))]
  }

  /// What is told is a little beyond each band, in one quantity at a time; and W twice as far off its family.
  static let nearMisses: [Control] = {
    let middle = GaussianLayers.middle
    let changes: [(TrackingPredicate.Part, String, GaussianLayers.Told)] = [
      (.massOnSubset, "P told 0.04 higher", .massHigher(0.04)),
      (.alpha, "alpha told 0.17 higher", .alphaHigher(0.17)),
      (.logit, "C told 0.14 higher", .logitHigher(0.14)),
    ]
    return changes.map { part, change, told in
      .nearMiss(
        of: GaussianLayer(layers: middle), change, check: part.rawValue,
        GaussianLayer(layers: middle.told(told)))
    } + [
      .nearMiss(
        of: GaussianLayer(layers: middle), "risk told 9 % higher", check: "risk",
        GaussianLayer(layers: middle.told(.riskHigher(share: 0.09)))),
      .nearMiss(
        of: GaussianLayer(layers: middle), "a quarter of the batch",
        check: TrackingPredicate.Part.cosine.rawValue, GaussianLayer(layers: middle.ofQuarterBatch)),
    ]
  }()

  /// The orthonormal law instead of the system.
  static let farControl = Control.otherWorld(
    of: GaussianLayer(layers: .wide), "the orthonormal law",
    check: TrackingPredicate.Part.logit.rawValue,
    GaussianLayer(layers: GaussianLayers.wide.told(.orthonormal)))
}
