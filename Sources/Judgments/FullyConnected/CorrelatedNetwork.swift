import Evidence
import Sim
import Theory

/// A network trained on tokens that follow one another, its certificate and its risk beside F20's bound.
struct CorrelatedNetwork: Experiment {
  let variant: NetworkVariant
  /// How many ranks fewer than its own the bound counts.
  var ranksFewer = 0
  /// The correlation that the bound is told of, if not the tokens'.
  var toldCorrelation: Double?

  static let all: [any Experiment] = cases.map { CorrelatedNetwork(variant: $0) }

  private static let cases = [
    (SmallProblem(8, 4, 2), 8), (SmallProblem(8, 4, 2), 16), (SmallProblem(7, 2, 5), 5),
    (SmallProblem(12, 1, 1), 6),
  ].map { problem, width in NetworkVariant(problem: problem, hidden: [width, 64], correlation: 0.5) }

  static let controls: [Control] =
    [(cases[1], VariantRow.certificateCheck), (cases[3], VariantRow.riskCheck)].map { variant, check in
      .nearMiss(
        of: CorrelatedNetwork(variant: variant), "one rank fewer counted", check: check,
        CorrelatedNetwork(variant: variant, ranksFewer: 1))
    } + [
      .otherWorld(
        of: CorrelatedNetwork(variant: cases[1]), "the bound of uncorrelated tokens",
        CorrelatedNetwork(variant: cases[1], toldCorrelation: 0))
    ]

  var claim: Claim { .f20CorrelatedTokens }
  var name: String {
    variant.name + (ranksFewer == 0 ? "" : ", counted as rank - \(ranksFewer)")
      + (toldCorrelation.map { ", held against correlation \($0)" } ?? "")
  }
  func cost(_ effort: Effort) -> Cost { variant.cost(effort) }
  /// A quick run's networks are too far from the bound for its near misses.
  func repetitions(_ effort: Effort) -> Int {
    effort == .quick && !(ranksFewer == 0 && toldCorrelation == nil) ? 0 : 1
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> VariantRow {
    let network = VariantNetwork(variant: variant, repetition: trial.repetition, settings: settings)
    let sums = try await network.result().sums
    return VariantRow(
      sums, risk: try sums.measuredRisk(falseAlarm: claim.falseAlarmPerTrial),
      bound: try predicate(sums.rank).bound, trivialRisk: try tokens(variant.correlation).trivialRisk)
  }

  func judge(_ row: VariantRow) throws -> [Check] { row.checks(try predicate(row.rank)) }

  private func tokens(_ correlation: Double) throws -> F20CorrelatedTokens {
    try F20CorrelatedTokens(problem: variant.problem.problem(), correlation: correlation)
  }

  private func predicate(_ rank: Int) throws -> RiskBoundPredicate {
    try F20CorrelatedTokensPredicate(tokens(toldCorrelation ?? variant.correlation))
      .trained(rank: rank - ranksFewer)
  }
}
