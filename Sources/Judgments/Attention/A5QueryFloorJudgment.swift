import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A5: the sum query's floor and its minimum, layers trained with either query, the limits of infinite C,
  /// and the concentration predicate on draws of both queries.
  public static let a5QueryFloor = ClaimJudgment(
    claim: .a5QueryFloor,
    experiments: worlds.flatMap(experiments) + LogitLimit.all,
    controls: worlds.flatMap(SumLayer.nearMisses) + worlds.map(SumMinimum.nearMiss)
      + [
        DualLayer.nearMiss(.gaussian), DualLayer.narrow(.gaussian), DualLayer.narrower(.gaussian),
        QueryConcentration.orthonormal,
      ]
      + LogitLimit.controls + [
        .otherWorld(
          of: SumLayer(world: .gaussian), "fixed positions, W = 8 (E^+)^T E^+", check: "trained risk",
          SumLayer(world: .gaussian, layer: .onFixedPositions))
      ],
    own: .takes(required: [.positions], optional: [.steps]) { own in
      guard let positions = own.positions, !positions.law.isOrthonormal else {
        throw TheoryError(value: "positions", rule: "gaussian, rademacher or sphere, whose queries differ")
      }
      guard own.problem.sparsity >= 2, positions.dimension >= own.problem.sparsity + 8 else {
        throw TheoryError(
          value: "\(own.problem), positions in R^\(positions.dimension)",
          rule: "a sparsity of at least 2 and a width of at least sparsity + 8")
      }
      return experiments(
        ResampledQuery.World(
          problem: SmallProblem(own.problem), positions: positions.law, width: positions.dimension,
          steps: own.steps))
    })

  /// The laws that are not orthonormal, so that the two queries differ.
  private static let worlds = [ResampledQuery.World.gaussian, .init(.rademacher), .init(.sphere)]

  private static func experiments(_ world: ResampledQuery.World) -> [any Experiment] {
    [
      SumLayer(world: world), SumMinimum(world: world), DualLayer(world: world),
      QueryConcentration(world: world),
    ]
  }
}

extension ResampledQuery.World {
  fileprivate static let gaussian = ResampledQuery.World(.gaussian)

  /// The claim's problem and width with a law of the positions.
  fileprivate init(_ positions: Positions) {
    self.init(problem: SmallProblem(20, 5, 3), positions: positions, width: 64)
  }

  /// A quick run takes Gaussian positions only.
  func repetitions(_ effort: Effort, standard: Int = 2, thorough: Int = 5) -> Int {
    effort.pick(quick: positions == .gaussian ? 1 : 0, standard: standard, thorough: thorough)
  }
}

/// The dual query's floor, and a layer trained with it, against half of the sum query's floor.
struct DualLayer: Experiment {
  let world: ResampledQuery.World
  /// The width of the positions in whose floor by quadrature is taken; nil is the world's own.
  var floorWidth: Int?

  static func nearMiss(_ world: ResampledQuery.World) -> Control {
    var short = world
    short.steps = 150
    return .nearMiss(
      of: DualLayer(world: world), "150 steps of training only", check: "trained risk, dual query",
      DualLayer(world: short))
  }

  /// So narrow that the dual query's floor is not far below the other.
  static func narrow(_ world: ResampledQuery.World) -> Control {
    var short = world
    short.steps = 1
    return .nearMiss(
      of: DualLayer(world: world), "the dual query's floor in R^16", check: "floor, dual query",
      DualLayer(world: short, floorWidth: 16))
  }

  /// Half as wide as the positions are.
  static func narrower(_ world: ResampledQuery.World) -> Control {
    var short = world
    short.steps = 1
    return .nearMiss(
      of: DualLayer(world: world), "the dual query's floor in R^32", check: "floor by quadrature",
      DualLayer(world: short, floorWidth: 32))
  }

  struct Row: EvidenceRow {
    let sumFloor: Measured
    let floor: ResampledQuery.Floor
    let layer: ResampledQuery.Trained
    /// The floor on Gaussian positions by quadrature.
    let exactFloor: Double?
    let exactLogit: Double?

    static let columns: [Column<Row>] = [
      Column("floor, sum query") { $0.sumFloor.estimate },
      Column("floor, dual query") { $0.floor.risk.estimate },
      Column("its upper end") { $0.floor.risk.upper },
      Column("at C") { $0.floor.logit },
      Column("trained risk, dual query") { $0.layer.risk.estimate },
      Column("floor by quadrature") { $0.exactFloor },
      Column("at C, by quadrature") { $0.exactLogit },
    ]
  }

  var claim: Claim { .a5QueryFloor }
  var name: String { "\(world.name), dual query" + (floorWidth.map { ", floor in R^\($0)" } ?? "") }
  func repetitions(_ effort: Effort) -> Int {
    world.steps == nil ? world.repetitions(effort) : world.repetitions(effort, standard: 1, thorough: 1)
  }
  func cost(_ effort: Effort) -> Cost { world.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let dual = ResampledQuery(world: world, query: .dual, repetition: trial.repetition, run: settings)
    let exact = try dual.exactDualFloor(width: floorWidth)
    return Row(
      sumFloor: try await dual.sweep().floor.risk, floor: try await dual.floor(),
      layer: try dual.trained(), exactFloor: exact?.risk,
      exactLogit: exact.flatMap { $0.logit.isFinite ? $0.logit : nil })
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = A5QueryFloorPredicate(floor: row.sumFloor)
    let (floor, risk) = (row.floor.risk, row.layer.risk)
    let half = 0.5 * row.sumFloor.upper
    let exact = row.exactFloor.map { Measured.exactly($0) }
    let quadrature = row.exactFloor.map {
      [
        Check(
          "floor by quadrature", predicate.judge(exactDualFloor: $0, measured: floor),
          falseAlarm: floor.falseAlarm,
          detects: Check.Detectable(floor.upper / $0 - 1, "of the dual floor"))
      ]
    }
    return [
      Check(
        "floor, dual query", predicate.judge(farBelow: exact ?? floor),
        falseAlarm: exact == nil ? floor.falseAlarm : .none,
        detects: Check.Detectable(half / row.sumFloor.estimate, "of the sum query's floor")),
      Check(
        "trained risk, dual query", predicate.judge(farBelow: risk), falseAlarm: row.sumFloor.falseAlarm,
        detects: Check.Detectable(
          (half + 1.47 * (risk.upper - risk.estimate)) / row.sumFloor.estimate, "of the sum query's floor")),
    ] + (quadrature ?? [])
  }
}

/// What the concentration predicate (A3) says of either query, over draws whose margin lets a logit suffice.
struct QueryConcentration: Experiment {
  let world: ResampledQuery.World

  /// Where both queries are the same.
  static let orthonormal = Control.nearMiss(
    of: QueryConcentration(world: .gaussian), "orthonormal positions, whose queries agree",
    check: "concentration", QueryConcentration(world: .init(.orthonormalFrame)))

  struct Row: EvidenceRow {
    let sum: A3ConcentrationPredicate.Shares
    let dual: A3ConcentrationPredicate.Shares

    static let columns: [Column<Row>] = [
      Column("mass off y / bound, sum") { $0.sum.massOff },
      Column("mass off y / bound, dual") { $0.dual.massOff },
      Column("risk / eps, sum") { $0.sum.sufficient },
      Column("risk / eps, dual") { $0.dual.sufficient },
    ]
  }

  var claim: Claim { .a5QueryFloor }
  var name: String { "\(world.name), concentration of both queries" }
  func repetitions(_ effort: Effort) -> Int {
    world.positions == .orthonormalFrame ? 1 : world.repetitions(effort)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    func shares(_ query: Query) throws -> A3ConcentrationPredicate.Shares {
      let own = ResampledQuery(world: world, query: query, repetition: trial.repetition, run: settings)
      return try ConcentrationDraws(own.settings(), address: own.address(), onlyPositiveMargins: true).shares
    }
    return Row(sum: try shares(.sum), dual: try shares(.dual))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try A3ConcentrationPredicate(problem: world.problem.problem())
    return [
      Check(
        "concentration",
        A5QueryFloorPredicate.judge(
          concentrationOfSum: predicate.judge(row.sum), ofDual: predicate.judge(row.dual)),
        detects: Check.Detectable(
          Self.detectable(sum: row.sum, dual: row.dual), "of a query's bounded quantities"))
    ]
  }

  /// The share of itself by which what A3 bounds of the dual query may grow, or of the sum query shrink,
  /// until the check refutes; of the two the greater.
  ///
  /// Nothing is sampled but the positions and the subsets: at the same ones a violation of that size is
  /// refuted for certain.
  private static func detectable(
    sum: A3ConcentrationPredicate.Shares, dual: A3ConcentrationPredicate.Shares
  ) -> Double {
    func greatest(_ shares: A3ConcentrationPredicate.Shares) -> Double {
      max(shares.massOff, shares.risk, shares.sufficient ?? 0)
    }
    return max(1 / max(greatest(dual), .leastNormalMagnitude) - 1, 1 - 1 / greatest(sum))
  }
}
