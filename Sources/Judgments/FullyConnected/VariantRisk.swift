import Evidence
import Sim
import Theory

/// A trained network's certificate and its risk beside the lower bound of the claim about networks of its variant.
struct VariantRisk: Experiment {
  /// The claims about networks that differ from F2's.
  enum Bound: Hashable, Sendable {
    /// F15: (d - c)/q.
    case sharedLayer
    /// F18: LB(rank + d).
    case skipConnection
    /// F20: tail(rank).
    case correlatedTokens
    /// F21: (1 - kappa) d/q + kappa LB(rank).
    case normalizedInput
  }

  /// What the bound is told of the network.
  enum Told: Hashable, Sendable {
    /// What is so.
    case stated
    /// One less of what it counts: of the channels, of the neurons that a skip connection is worth, or of the rank.
    case oneLess
    /// Tokens of another correlation.
    case correlation(Double)
  }

  let bound: Bound
  let variant: NetworkVariant
  var told = Told.stated

  /// One less told, which one check must refute.
  func nearMiss(_ change: String, check: String) -> Control {
    .nearMiss(of: self, change, check: check, VariantRisk(bound: bound, variant: variant, told: .oneLess))
  }

  var claim: Claim {
    switch bound {
    case .sharedLayer: .f15SharedLayer
    case .skipConnection: .f18SkipConnection
    case .correlatedTokens: .f20CorrelatedTokens
    case .normalizedInput: .f21NormalizedInput
    }
  }

  var name: String {
    switch told {
    case .stated: variant.name
    case .correlation(let correlation): "\(variant.name), held against correlation \(correlation)"
    case .oneLess:
      switch bound {
      case .sharedLayer: "\(variant.name), counted as \(variant.hidden[0] - 1)"
      case .skipConnection: "\(variant.name), worth \(variant.problem.dimension - 1) neurons"
      case .correlatedTokens, .normalizedInput: "\(variant.name), counted as rank - 1"
      }
    }
  }

  func cost(_ effort: Effort) -> Cost { variant.cost(effort) }
  /// A quick run's networks are too far from the bound for its near misses.
  func repetitions(_ effort: Effort) -> Int { effort == .quick && told != .stated ? 0 : 1 }

  func run(_ trial: Trial, _ settings: Settings) async throws -> VariantRow {
    let network = VariantNetwork(variant: variant, repetition: trial.repetition, settings: settings)
    let sums = try await network.result().sums
    let problem = sums.target.problem
    let isOnSphere = bound == .normalizedInput
    return VariantRow(
      sums, risk: try sums.measuredRisk(falseAlarm: claim.falseAlarmPerTrial, onSphere: isOnSphere),
      scale: isOnSphere ? try F21NormalizedInput.kappa(problem.inputDimension) : 1,
      offset: isOnSphere ? try F21NormalizedInput.leastRisk(problem: problem, certificate: 0) : 0,
      bound: try predicate(rank: sums.rank).bound,
      trivialRisk: bound == .correlatedTokens
        ? try tokens(variant.correlation).trivialRisk : problem.trivialRisk)
  }

  func judge(_ row: VariantRow) throws -> [Check] { row.checks(try predicate(rank: row.rank)) }

  private func tokens(_ correlation: Double) throws -> F20CorrelatedTokens {
    try F20CorrelatedTokens(problem: variant.problem.problem(), correlation: correlation)
  }

  private func predicate(rank: Int) throws -> RiskBoundPredicate {
    let problem = try variant.problem.problem()
    let less = told == .oneLess ? 1 : 0
    switch bound {
    case .sharedLayer:
      return try F15SharedLayerPredicate(problem).trained(channels: variant.hidden[0] - less)
    case .skipConnection:
      return try F18SkipConnectionPredicate(problem).trained(rank: rank, worth: problem.dimension - less)
    case .correlatedTokens:
      return try F20CorrelatedTokensPredicate(tokens(toldCorrelation)).trained(rank: rank - less)
    case .normalizedInput:
      return try F21NormalizedInputPredicate(problem: problem, rank: rank - less).trained()
    }
  }

  private var toldCorrelation: Double {
    if case .correlation(let correlation) = told { correlation } else { variant.correlation }
  }
}
