import Evidence
import Sim
import Theory

/// A network trained with a first layer shared over the tokens, its certificate and its risk beside (d - c)/q.
struct SharedNetwork: Experiment {
  let variant: NetworkVariant
  /// How many channels fewer than its own the bound counts.
  var countedLess = 0

  static let all: [any Experiment] = cases.map { SharedNetwork(variant: $0) }

  private static let cases: [NetworkVariant] =
    [1, 2, 3].map { .shared(SmallProblem(8, 4, 2), channels: $0) } + [
      .shared(SmallProblem(20, 3, 3), channels: 2), .shared(SmallProblem(20, 3, 3), channels: 12),
    ]

  static let controls: [Control] = [
    .nearMiss(
      of: SharedNetwork(variant: cases[1]), "one channel fewer counted", check: VariantRow.certificateCheck,
      SharedNetwork(variant: cases[1], countedLess: 1)),
    .nearMiss(
      of: SharedNetwork(variant: cases[2]), "one channel fewer counted", check: VariantRow.riskCheck,
      SharedNetwork(variant: cases[2], countedLess: 1)),
  ]

  var claim: Claim { .f15SharedLayer }
  var name: String {
    variant.name + (countedLess == 0 ? "" : ", counted as \(variant.hidden[0] - countedLess)")
  }
  func cost(_ effort: Effort) -> Cost { variant.cost(effort) }
  /// A quick run's networks are too far from the bound for its near misses.
  func repetitions(_ effort: Effort) -> Int { effort == .quick && !(countedLess == 0) ? 0 : 1 }

  func run(_ trial: Trial, _ settings: Settings) async throws -> VariantRow {
    let network = VariantNetwork(variant: variant, repetition: trial.repetition, settings: settings)
    let sums = try await network.result().sums
    return VariantRow(
      sums, risk: try sums.measuredRisk(falseAlarm: claim.falseAlarmPerTrial), bound: try predicate.bound,
      trivialRisk: sums.target.problem.trivialRisk)
  }

  func judge(_ row: VariantRow) throws -> [Check] { row.checks(try predicate) }

  private var predicate: RiskBoundPredicate {
    get throws {
      try F15SharedLayerPredicate(variant.problem.problem()).trained(
        channels: variant.hidden[0] - countedLess)
    }
  }
}

extension NetworkVariant {
  /// A network applied to each token and summed: c channels, then a hidden layer of 32.
  static func shared(_ problem: SmallProblem, channels: Int, _ steps: Int? = nil) -> NetworkVariant {
    NetworkVariant(problem: problem, hidden: [channels, 32], reading: .shared, ownSteps: steps)
  }
}
