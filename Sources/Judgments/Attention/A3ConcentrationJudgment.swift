import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A3: mass, risk and sufficient logit for fresh draws of positions and subset.
  public static let a3Concentration = ClaimJudgment(
    claim: .a3Concentration,
    experiments: Concentration.all,
    controls: Concentration.all.prefix(3).map { original in
      var sum = original
      sum.query = .sum
      return .otherWorld(of: original, "the query is the sum of the subset's positions", sum)
    },
    own: .takes(required: [.positions], optional: []) { own in
      guard let positions = own.positions else {
        throw TheoryError(value: "no positions", rule: "a law of positions")
      }
      // With fewer dimensions to spare the query's equations may be too ill conditioned for scores exact to 1e-10.
      guard positions.law.isOrthonormal || positions.dimension >= own.problem.sparsity + 8 else {
        throw TheoryError(
          value: "positions in R^\(positions.dimension)", rule: "a width of at least sparsity + 8")
      }
      return [
        Concentration(SmallProblem(own.problem), positions.law, width: positions.dimension)
      ]
    })
}

/// Attention on positions drawn anew, at the logit that suffices for 1 % of the trivial risk.
struct Concentration: Experiment {
  let problem: SmallProblem
  let positions: Positions
  let width: Int
  var query = Query.dual

  init(_ problem: SmallProblem, _ positions: Positions, width: Int) {
    self.problem = problem
    self.positions = positions
    self.width = width
  }

  static let all = [
    Concentration(SmallProblem(20, 5, 3), .gaussian, width: 64),
    Concentration(SmallProblem(20, 5, 3), .rademacher, width: 64),
    Concentration(SmallProblem(20, 5, 3), .sphere, width: 64),
    Concentration(SmallProblem(8, 3, 2), .orthonormalFrame, width: 16),
    Concentration(SmallProblem(100, 4, 5), .gaussian, width: 200),
    Concentration(SmallProblem(12, 2, 1), .gaussian, width: 4),
    Concentration(SmallProblem(12, 2, 9), .sphere, width: 24),
  ]

  struct Row: EvidenceRow {
    let seen: ConcentrationDraws

    static let columns: [Column<Row>] = [
      Column(count: "draws") { $0.seen.draws },
      Column(count: "draws with margin above 0.01") { $0.seen.positiveMargins },
      Column("least margin") { $0.seen.leastMargin },
      Column("mass off y / bound") { $0.seen.shares.massOff },
      Column("risk / bound") { $0.seen.shares.risk },
      Column("risk at the sufficient logit / eps") { $0.seen.shares.sufficient },
    ]
  }

  var claim: Claim { .a3Concentration }
  var name: String {
    "\(problem.name), \(positions.rawValue) positions in R^\(width)" + (query == .dual ? "" : ", sum query")
  }

  func repetitions(_ effort: Effort) -> Int {
    query == .dual ? effort.pick(quick: 1, standard: 3, thorough: 30) : 1
  }

  /// A draw takes the positions, the query's q^2 inner products and the scores.
  func cost(_ effort: Effort) -> Cost {
    let vectors = Double(problem.tokens + problem.sparsity * problem.sparsity)
    let frame = positions == .orthonormalFrame ? Double(problem.tokens * problem.tokens * width) : 0
    return Cost(seconds: 200 * (5e-8 * vectors * Double(width) + 2e-9 * frame))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let layer = try AttentionSettings(
      problem: problem.problem(), positions: positions, positionDimension: width, query: query, batch: 1,
      stepSize: 0)
    return Row(seen: try ConcentrationDraws(layer, address: trial.address(settings)))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try A3ConcentrationPredicate(problem: problem.problem())
    let shares = row.seen.shares
    let sufficient =
      shares.sufficient.map { predicate.judge(share: $0, "risk at the sufficient logit") }
      ?? .undecided(reason: "no draw has a margin above \(ConcentrationDraws.leastUsed)")
    return [
      Check("mass on the subset", predicate.judge(share: shares.massOff, "mass off the subset")),
      Check("risk at V = I", predicate.judge(share: shares.risk, "risk at V = I")),
      Check("risk at the sufficient logit", sufficient),
    ]
  }
}
