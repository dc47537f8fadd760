import Evidence
import Sim
import Theory

/// A layer with the sum query against the sum query's floor.
struct SumLayer: Experiment {
  /// Which layer.
  enum Layer: Hashable, Sendable {
    case trained
    /// V = alpha I, W = C I with alpha moved until the risk is above the floor's by so large a share of it.
    case aboveFloor(Double)
    /// Made by hand for fixed positions, which have no floor.
    case onFixedPositions
  }

  let world: ResampledQuery.World
  var layer = Layer.trained

  static func nearMisses(_ world: ResampledQuery.World) -> [Control] {
    let shares = [(0.04, "trained excess")] + (world.positions == .gaussian ? [(0.25, "trained risk")] : [])
    return shares.map { share, check in
      .nearMiss(
        of: SumLayer(world: world), "aligned weights with a risk \(share) of the floor above it",
        check: check,
        SumLayer(world: world, layer: .aboveFloor(share)))
    }
  }

  struct Row: EvidenceRow {
    let floor: ResampledQuery.Floor
    let layer: ResampledQuery.Trained

    static let columns: [Column<Row>] = [
      Column("floor") { $0.floor.risk.estimate },
      Column("its lower end") { $0.floor.risk.lower }.atMost { [$0.floor.risk.estimate] },
      Column("its upper end") { $0.floor.risk.upper }.atLeast { [$0.floor.risk.estimate] },
      Column("at C") { $0.floor.logit },
      Column("trained risk") { $0.layer.risk.estimate },
      Column("less the floor's, on the same draws") { $0.layer.excess?.estimate },
      Column("five standard errors of that") { $0.layer.excess.map { $0.upper - $0.estimate } },
      Column("trained C") { $0.layer.logit },
      Column("cosine of W to I") { $0.layer.cosine },
    ]
  }

  var claim: Claim { .a5QueryFloor }
  var name: String {
    switch layer {
    case .trained: "\(world.name), layer trained with the sum query"
    case .aboveFloor(let share): "\(world.name), aligned weights \(share) of the floor above it"
    case .onFixedPositions: "\(world.name), fixed, W = 8 (E^+)^T E^+"
    }
  }
  func repetitions(_ effort: Effort) -> Int {
    // A quick run's draws are too few to tell a quarter of the floor.
    if case .aboveFloor = layer, effort == .quick { return 0 }
    return layer == .trained ? world.repetitions(effort) : world.repetitions(effort, standard: 1, thorough: 1)
  }
  func cost(_ effort: Effort) -> Cost { world.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let sum = ResampledQuery(world: world, query: .sum, repetition: trial.repetition, run: settings)
    let floor = try await sum.floor()
    switch layer {
    case .trained: return Row(floor: floor, layer: try sum.trained(comparedWith: floor))
    case .aboveFloor(let share): return Row(floor: floor, layer: try sum.madeAbove(floor, by: share))
    case .onFixedPositions:
      return Row(floor: floor, layer: try sum.madeForFixedPositions(over: floor, trial.address(settings)))
    }
  }

  /// The layer's interval and the floor's add up in what is detected; the noise of five standard errors is 2.15 times 2.33.
  func judge(_ row: Row) -> [Check] {
    let predicate = A5QueryFloorPredicate(floor: row.floor.risk)
    let (floor, risk) = (row.floor.risk, row.layer.risk)
    let excess = row.layer.excess ?? .exactly(.nan)
    let most = (1 + predicate.band) * floor.upper + 1.47 * (risk.upper - risk.estimate)
    let largest = predicate.excessBand.upperBound * floor.upper + 1.47 * (excess.upper - excess.estimate)
    return [
      Check(
        "trained risk", predicate.judge(risk: risk), falseAlarm: floor.falseAlarm,
        detects: Check.Detectable(most / floor.estimate - 1, "of the floor")),
      Check(
        "trained excess", predicate.judge(excess: excess),
        detects: Check.Detectable(largest / floor.estimate, "of the floor")),
    ]
  }
}

/// Where the sum query's infimum over all logits is attained.
struct SumMinimum: Experiment {
  let world: ResampledQuery.World
  /// The logits between which it is claimed to be attained.
  var window = 0.0...8.0

  static func nearMiss(_ world: ResampledQuery.World) -> Control {
    .nearMiss(
      of: SumMinimum(world: world), "a minimum between C = 5 and 8 claimed", check: "attained at a finite C",
      SumMinimum(world: world, window: 5...8))
  }

  struct Row: EvidenceRow {
    let logit: Double
    let inside: Measured
    let outside: Measured

    static let columns: [Column<Row>] = [
      Column("least risk at C") { $0.logit },
      Column("infimum inside, from") { $0.inside.lower }, Column("to") { $0.inside.upper },
      Column("infimum outside, from") { $0.outside.lower },
    ]
  }

  var claim: Claim { .a5QueryFloor }
  var name: String {
    "\(world.name), minimum of the sum query between C = \(window.lowerBound) and \(window.upperBound)"
  }
  func repetitions(_ effort: Effort) -> Int { world.repetitions(effort, standard: 1, thorough: 1) }
  func cost(_ effort: Effort) -> Cost { world.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let sweep = try await ResampledQuery(
      world: world, query: .sum, repetition: trial.repetition, run: settings
    ).sweep()
    let infimum = sweep.infimum(from: window.lowerBound, to: window.upperBound)
    return Row(logit: sweep.floor.logit, inside: infimum.inside, outside: infimum.outside)
  }

  /// An infimum outside that is less by both intervals is detected.
  func judge(_ row: Row) -> [Check] {
    [
      Check(
        "attained at a finite C", A5QueryFloorPredicate.judge(inside: row.inside, outside: row.outside),
        falseAlarm: row.inside.falseAlarm,
        detects: Check.Detectable(
          (row.inside.upper - row.inside.lower) / row.inside.estimate, "of the floor, outside below inside"))
    ]
  }
}
