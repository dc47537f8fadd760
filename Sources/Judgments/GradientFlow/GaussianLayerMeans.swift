import Evidence
import Theory

/// The means over all layers of a recipe against descent of the system; not one layer's, so not counted as a
/// network.
struct GaussianLayerMeans: Experiment {
  typealias Quantity = GaussianMeanPredicate.Quantity

  let layers: GaussianLayers
  /// The quantity that a control is about.
  var shown: Quantity?

  static func check(_ quantity: Quantity) -> String { "mean of \(quantity.rawValue)" }

  /// The system of one dimension more, and a risk 3 % higher.
  static let nearMisses: [Control] = {
    let ofWidth: [(GaussianLayers, Quantity)] = [
      (.wide, .logit), (.middle, .logit), (.middle, .risk), (.narrow, .logit), (.short, .alpha),
      (.short, .massOnSubset),
    ]
    let widths = ofWidth.map { layers, quantity in
      let told = layers.told(.width(layers.recipe.positionDimension + 1))
      return nearMiss(layers, "the system of width + 1", quantity, told)
    }
    return widths
      + GaussianLayers.all.map { layers in
        nearMiss(layers, "a risk 3 % higher", .risk, layers.told(.riskHigher(share: 0.03)))
      }
  }()

  private static func nearMiss(
    _ original: GaussianLayers, _ change: String, _ quantity: Quantity, _ told: GaussianLayers
  ) -> Control {
    .nearMiss(
      of: GaussianLayerMeans(layers: original), change, check: check(quantity),
      GaussianLayerMeans(layers: told, shown: quantity))
  }

  struct Row: EvidenceRow {
    /// What layers show at one time, beside what is told.
    struct Moment: Codable, Hashable, Sendable {
      let alpha: SampleMean
      let logit: SampleMean
      let massOnSubset: SampleMean
      let risk: SampleMean
      let told: FlowState

      func sample(_ quantity: Quantity) -> SampleMean {
        switch quantity {
        case .alpha: alpha
        case .logit: logit
        case .massOnSubset: massOnSubset
        case .risk: risk
        }
      }
    }

    let networks: Int
    let moments: [Moment]

    static let columns: [Column<Row>] = [
      Column(count: "networks") { $0.networks },
      Column(series: "t") { $0.moments.map(\.told.time) },
      Column(series: "P") { $0.moments.map(\.massOnSubset.mean) },
      Column(series: "P told") { $0.moments.map(\.told.massOnSubset) },
      Column(series: "alpha") { $0.moments.map(\.alpha.mean) },
      Column(series: "alpha told") { $0.moments.map(\.told.alpha) },
      Column(series: "C") { $0.moments.map(\.logit.mean) },
      Column(series: "C told") { $0.moments.map(\.told.logit) },
      Column(series: "risk / told - 1") { $0.moments.map { $0.risk.mean / $0.told.risk - 1 } },
      Column(series: "standard error") { $0.moments.map { $0.risk.standardError / $0.told.risk } },
    ]
  }

  var claim: Claim { .d8GaussianPositions }
  var name: String { layers.name + ", means" + (shown.map { " of \($0.rawValue)" } ?? "") }
  /// A quick run has too few networks for means.
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 0, standard: 1, thorough: 1) }

  func cost(_ effort: Effort) -> Cost {
    let one = GaussianNetwork.cost(layers.recipe, effort)
    let count = layers.recipe.networks.at(effort)
    return Cost(
      seconds: Double(count) * one.seconds, bytes: one.bytes, shared: one.shared.map { $0.over(count) })
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    var seen: [[GaussianNetwork.State]] = []
    for network in GaussianNetwork.all(layers.recipe, settings) { seen.append(try await network.states()) }
    let told = try await layers.states(settings.effort)
    return Row(
      networks: seen.count,
      moments: told.enumerated().map { index, told in
        func mean(_ field: KeyPath<GaussianNetwork.State, Double>) -> SampleMean {
          SampleMean(seen.map { $0[index][keyPath: field] })
        }
        return Row.Moment(
          alpha: mean(\.alpha), logit: mean(\.logit), massOnSubset: mean(\.massOnSubset), risk: mean(\.risk),
          told: told)
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let recipe = layers.recipe
    let predicate = try GaussianMeanPredicate(
      problem: recipe.problem.problem(), stepSize: recipe.stepSize, batch: recipe.batch)
    return Quantity.allCases.map { quantity in
      let samples = row.moments.map { ($0.sample(quantity), $0.told) }
      return Check(
        Self.check(quantity), .all(samples.map { predicate.judge(quantity, $0.0, told: $0.1) }),
        detects: samples.map { predicate.detects(quantity, $0.0, told: $0.1) }.max().map {
          .init($0, "of \(quantity.rawValue)")
        })
    }
  }
}
