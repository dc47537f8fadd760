import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A5: measured floors of both queries, layers trained with either, and the concentration predicate on draws of both.
  public static let a5QueryFloor = ClaimJudgment(
    claim: .a5QueryFloor,
    experiments: BothQueries.all,
    controls: BothQueries.all.flatMap { original in
      LayerWithoutFloor.Reason.allCases.map { reason in
        .otherWorld(
          of: original, reason.rawValue, LayerWithoutFloor(world: original.world, reason: reason))
      }
    },
    own: .takes(required: [.positions], optional: [.steps]) { own in
      guard let positions = own.positions, !positions.law.isOrthonormal else {
        throw TheoryError(value: "positions", rule: "gaussian, rademacher or sphere, whose queries differ")
      }
      guard own.problem.sparsity >= 2, positions.dimension >= own.problem.sparsity + 8 else {
        throw TheoryError(
          value: "\(own.problem), positions in R^\(positions.dimension)",
          rule: "a sparsity of at least 2 and a width of at least sparsity + 8")
      }
      return [
        BothQueries(
          world: .init(
            problem: SmallProblem(own.problem), positions: positions.law, width: positions.dimension,
            steps: own.steps))
      ]
    })
}

/// The floors of both queries and layers trained with either, on positions drawn anew.
struct BothQueries: Experiment {
  let world: ResampledQuery.World

  /// The laws that are not orthonormal, so that the two queries differ.
  static let all = [Positions.gaussian, .rademacher, .sphere].map { law in
    BothQueries(world: .init(problem: SmallProblem(20, 5, 3), positions: law, width: 64))
  }

  struct Row: EvidenceRow {
    /// What a query does.
    struct Side: Codable, Hashable, Sendable {
      let floor: ResampledQuery.Floor
      let trained: ResampledQuery.Trained
      let concentration: A3ConcentrationPredicate.Shares
    }

    let sum: Side
    let dual: Side
    /// The dual query's floor on Gaussian positions, by quadrature.
    let exactDualFloor: Double?
    let exactDualLogit: Double?

    static let columns: [Column<Row>] = [
      Column("floor, sum query") { $0.sum.floor.risk.estimate },
      Column("its lower end") { $0.sum.floor.risk.lower },
      Column("its upper end") { $0.sum.floor.risk.upper },
      Column("at C") { $0.sum.floor.logit },
      Column("trained risk, sum query") { $0.sum.trained.risk.estimate },
      Column("trained C, sum query") { $0.sum.trained.logit },
      Column("cosine of W to I, sum query") { $0.sum.trained.cosine },
      Column("floor, dual query") { $0.dual.floor.risk.estimate },
      Column("at C, dual query") { $0.dual.floor.logit },
      Column("trained risk, dual query") { $0.dual.trained.risk.estimate },
      Column("floor by quadrature, dual query") { $0.exactDualFloor },
      Column("at C, by quadrature") { $0.exactDualLogit },
    ]
  }

  var claim: Claim { .a5QueryFloor }
  var name: String { world.name }

  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: world.positions == .gaussian ? 1 : 0, standard: 2, thorough: 5)
  }

  func cost(_ effort: Effort) -> Cost { world.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    func side(_ query: Query) async throws -> Row.Side {
      let own = ResampledQuery(world: world, query: query, repetition: trial.repetition, run: settings)
      return Row.Side(
        floor: try await own.floor(), trained: try own.trained(),
        concentration: try ConcentrationDraws(
          own.settings(), address: own.address(), onlyPositiveMargins: true
        ).shares)
    }
    let exact = try ResampledQuery(world: world, query: .dual, repetition: 0, run: settings).exactDualFloor()
    return Row(
      sum: try await side(.sum), dual: try await side(.dual), exactDualFloor: exact?.risk,
      exactDualLogit: exact.flatMap { $0.logit.isFinite ? $0.logit : nil })
  }

  func judge(_ row: Row) throws -> [Check] {
    let (floor, dualFloor) = (row.sum.floor.risk, row.dual.floor.risk)
    let predicate = A5QueryFloorPredicate(floor: floor)
    let concentration = try A3ConcentrationPredicate(problem: world.problem.problem())
    let exact = row.exactDualFloor.map {
      [Check("dual floor by quadrature", predicate.judge(exactDualFloor: $0, measured: dualFloor))]
    }
    return [
      Check("trained risk", predicate.judge(risk: row.sum.trained.risk), falseAlarm: floor.falseAlarm),
      Check(
        "dual query", predicate.judge(dualFloor: dualFloor, dualRisk: row.dual.trained.risk),
        falseAlarm: dualFloor.falseAlarm),
      Check(
        "concentration",
        predicate.judge(
          concentrationOfSum: concentration.judge(row.sum.concentration),
          ofDual: concentration.judge(row.dual.concentration))),
    ] + (exact ?? [])
  }
}

/// A layer made by hand where the sum query's floor does not hold, held against that floor.
struct LayerWithoutFloor: Experiment {
  /// Why it does not hold.
  enum Reason: String, Sendable, CaseIterable {
    case fixed = "fixed positions, sum query, W = 8 (E^+)^T E^+"
    case dual = "positions drawn anew, dual query, W = 8 I"
  }

  let world: ResampledQuery.World
  let reason: Reason

  struct Row: EvidenceRow {
    let floor: Measured
    let risk: Measured

    static let columns: [Column<Row>] = [
      Column("floor, sum query") { $0.floor.estimate }, Column("risk") { $0.risk.estimate },
    ]
  }

  var claim: Claim { .a5QueryFloor }
  var name: String { "\(world.name), \(reason.rawValue)" }

  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: world.positions == .gaussian ? 1 : 0, standard: 1, thorough: 3)
  }

  func cost(_ effort: Effort) -> Cost { world.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let floor = try await ResampledQuery(world: world, query: .sum, repetition: 0, run: settings).floor()
    let layer = try ResampledQuery(
      world: world, query: reason == .fixed ? .sum : .dual, repetition: trial.repetition, run: settings
    ).settings(renewal: reason == .fixed ? .fixed : .stochastic)
    let address = try trial.address(settings)
    let weights =
      reason == .fixed
      ? try AttentionWeights(
        selectingAmong: PositionDraw(layer, address: address, index: 0).positions,
        dimension: layer.problem.dimension, logit: 8)
      : AttentionWeights(
        alpha: 1, logit: 8, dimension: layer.problem.dimension, positionDimension: layer.positionDimension)
    return Row(
      floor: floor.risk,
      risk: ResampledQuery.measured(
        try AttentionEvaluation.evaluate(weights, settings: layer, address: address, draws: 2000)))
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        "trained risk", A5QueryFloorPredicate(floor: row.floor).judge(risk: row.risk),
        falseAlarm: row.floor.falseAlarm)
    ]
  }
}
