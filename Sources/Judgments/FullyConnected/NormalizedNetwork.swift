import Evidence
import Sim
import Theory

/// A network trained on the direction of its input, its least risk and its risk beside F21's bound.
struct NormalizedNetwork: Experiment {
  let variant: NetworkVariant
  /// How many ranks fewer than its own the bound counts.
  var ranksFewer = 0

  static let all: [any Experiment] = cases.map { NormalizedNetwork(variant: $0) }

  private static let cases = [
    (SmallProblem(3, 2, 1), 3), (SmallProblem(4, 2, 2), 4), (SmallProblem(8, 4, 2), 16),
  ].map { problem, width in
    NetworkVariant(problem: problem, hidden: [width, 64], reading: .normalized)
  }

  static let controls: [Control] = [
    (cases[1], VariantRow.certificateCheck), (cases[0], VariantRow.riskCheck),
  ].map { variant, check in
    .nearMiss(
      of: NormalizedNetwork(variant: variant), "one rank fewer counted", check: check,
      NormalizedNetwork(variant: variant, ranksFewer: 1))
  }

  var claim: Claim { .f21NormalizedInput }
  var name: String { variant.name + (ranksFewer == 0 ? "" : ", counted as rank - \(ranksFewer)") }
  func cost(_ effort: Effort) -> Cost { variant.cost(effort) }
  /// A quick run's networks are too far from the bound for its near misses.
  func repetitions(_ effort: Effort) -> Int { effort == .quick && !(ranksFewer == 0) ? 0 : 1 }

  func run(_ trial: Trial, _ settings: Settings) async throws -> VariantRow {
    let network = VariantNetwork(variant: variant, repetition: trial.repetition, settings: settings)
    let sums = try await network.result().sums
    let problem = sums.target.problem
    return VariantRow(
      sums, risk: try sums.measuredRisk(falseAlarm: claim.falseAlarmPerTrial, onSphere: true),
      scale: try F21NormalizedInput.kappa(problem.inputDimension),
      offset: try F21NormalizedInput.leastRisk(problem: problem, certificate: 0),
      bound: try predicate(sums.rank).bound, trivialRisk: problem.trivialRisk)
  }

  func judge(_ row: VariantRow) throws -> [Check] { row.checks(try predicate(row.rank)) }

  private func predicate(_ rank: Int) throws -> RiskBoundPredicate {
    try F21NormalizedInputPredicate(problem: variant.problem.problem(), rank: rank - ranksFewer).trained()
  }
}
