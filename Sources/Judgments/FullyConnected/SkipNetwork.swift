import Evidence
import Sim
import Theory

/// A network trained with a skip connection, its certificate and its risk beside LB(rank + d).
struct SkipNetwork: Experiment {
  let variant: NetworkVariant
  /// How many neurons fewer the skip connection is said to be worth.
  var worthLess = 0

  static let all: [any Experiment] = cases.map { SkipNetwork(variant: $0) }

  private static let cases: [NetworkVariant] = [
    .skip(SmallProblem(8, 4, 2), 8), .skip(SmallProblem(8, 4, 2), 20), .skip(SmallProblem(7, 2, 5), 6),
    .skip(SmallProblem(6, 3, 1), 9),
  ]

  static let controls: [Control] = [
    .nearMiss(
      of: SkipNetwork(variant: cases[0]), "worth d - 1 neurons", check: VariantRow.certificateCheck,
      SkipNetwork(variant: cases[0], worthLess: 1)),
    .nearMiss(
      of: SkipNetwork(variant: cases[3]), "worth d - 1 neurons", check: VariantRow.riskCheck,
      SkipNetwork(variant: cases[3], worthLess: 1)),
  ]

  var claim: Claim { .f18SkipConnection }
  var name: String {
    variant.name + (worthLess == 0 ? "" : ", worth \(variant.problem.dimension - worthLess) neurons")
  }
  func cost(_ effort: Effort) -> Cost { variant.cost(effort) }
  /// A quick run's networks are too far from the bound for its near misses.
  func repetitions(_ effort: Effort) -> Int { effort == .quick && !(worthLess == 0) ? 0 : 1 }

  func run(_ trial: Trial, _ settings: Settings) async throws -> VariantRow {
    let network = VariantNetwork(variant: variant, repetition: trial.repetition, settings: settings)
    let sums = try await network.result().sums
    return VariantRow(
      sums, risk: try sums.measuredRisk(falseAlarm: claim.falseAlarmPerTrial),
      bound: try predicate(sums.rank).bound, trivialRisk: sums.target.problem.trivialRisk)
  }

  func judge(_ row: VariantRow) throws -> [Check] { row.checks(try predicate(row.rank)) }

  private func predicate(_ rank: Int) throws -> RiskBoundPredicate {
    try F18SkipConnectionPredicate(variant.problem.problem())
      .trained(rank: rank, worth: variant.problem.dimension - worthLess)
  }
}

extension NetworkVariant {
  /// A network with a skip connection, first width m and a second hidden layer of 64.
  static func skip(_ problem: SmallProblem, _ width: Int, _ steps: Int? = nil) -> NetworkVariant {
    NetworkVariant(problem: problem, hidden: [width, 64], skipsTokens: true, ownSteps: steps)
  }
}
