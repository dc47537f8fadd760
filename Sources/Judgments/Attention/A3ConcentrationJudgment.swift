import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A3: mass, risk and sufficient logit for fresh draws of positions and subset.
  public static let a3Concentration = ClaimJudgment(
    claim: .a3Concentration,
    experiments: Concentration.all,
    controls: [
      Concentration.nearMiss("margins 1e-6 larger claimed", check: "mass on the subset") { $0.margin = 1e-6 },
      Concentration.nearMiss("V = 0.999 I", check: "risk at V = I") { $0.value = 0.999 },
      Concentration.nearMiss("0.999 of the sufficient logit", check: "risk at the sufficient logit") {
        $0.logit = 0.999
      },
      Concentration.sumQuery,
    ],
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

/// Attention on positions drawn anew, at the logit that suffices for a share of the trivial risk.
///
/// With one token outside the subset, N = 1, the bounds of mass and risk are equalities, and the sufficient logit misses its
/// risk by a share of order sqrt(eps) only: there near misses are refuted.
struct Concentration: Experiment {
  let problem: SmallProblem
  let positions: Positions
  let width: Int
  var query = Query.dual
  /// The risk asked for, as a share of the trivial risk.
  var riskShare = 0.01
  var change = ConcentrationDraws.Change()
  /// The change in words.
  var changeName = ""

  init(_ problem: SmallProblem, _ positions: Positions, width: Int) {
    self.problem = problem
    self.positions = positions
    self.width = width
  }

  private static let gaussianInR64 = Concentration(SmallProblem(20, 5, 3), .gaussian, width: 64)
  static let all = [
    gaussianInR64,
    Concentration(SmallProblem(20, 5, 3), .rademacher, width: 64),
    Concentration(SmallProblem(20, 5, 3), .sphere, width: 64),
    Concentration(SmallProblem(8, 3, 2), .orthonormalFrame, width: 16),
    Concentration(SmallProblem(100, 4, 5), .gaussian, width: 200),
    Concentration(SmallProblem(12, 2, 1), .gaussian, width: 4),
    Concentration(SmallProblem(12, 2, 9), .sphere, width: 24),
    tight,
  ]

  /// One token outside.
  private static let tight: Concentration = {
    var tight = Concentration(SmallProblem(8, 3, 7), .gaussian, width: 32)
    tight.riskShare = 1e-8
    return tight
  }()

  static func nearMiss(
    _ name: String, check: String, _ make: (inout ConcentrationDraws.Change) -> Void
  ) -> Control {
    var changed = tight
    changed.changeName = name
    make(&changed.change)
    return .nearMiss(of: tight, name, check: check, changed)
  }

  static let sumQuery: Control = {
    var sum = gaussianInR64
    sum.query = .sum
    return .otherWorld(of: gaussianInR64, "the query is the sum of the subset's positions", sum)
  }()

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
    "\(problem.name), \(positions.rawValue) positions in R^\(width)"
      + (riskShare == 0.01 ? "" : ", risk \(riskShare) of the trivial one")
      + (query == .dual ? "" : ", sum query") + (changeName.isEmpty ? "" : ", \(changeName)")
  }

  func repetitions(_ effort: Effort) -> Int {
    query == .dual && changeName.isEmpty ? effort.pick(quick: 1, standard: 3, thorough: 30) : 1
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
    return Row(
      seen: try ConcentrationDraws(
        layer, address: trial.address(settings), riskShare: riskShare, change: change))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try A3ConcentrationPredicate(problem: problem.problem())
    let shares = row.seen.shares
    let sufficient =
      shares.sufficient.map { predicate.judge(share: $0, "risk at the sufficient logit") }
      ?? .undecided(reason: "no draw has a margin above \(ConcentrationDraws.leastUsed)")
    // A bound less by more than what its tightest draw leaves would be refuted on these draws.
    func left(_ share: Double?, _ unit: String) -> Check.Detectable? {
      share.map { Check.Detectable(max(0, 1 - $0), unit) }
    }
    return [
      Check(
        "mass on the subset", predicate.judge(share: shares.massOff, "mass off the subset"),
        detects: left(shares.massOff, "of the bound of delta/P")),
      Check(
        "risk at V = I", predicate.judge(share: shares.risk, "risk at V = I"),
        detects: left(shares.risk, "of the bound of the risk")),
      Check("risk at the sufficient logit", sufficient, detects: left(shares.sufficient, "of the risk eps")),
    ]
  }
}
