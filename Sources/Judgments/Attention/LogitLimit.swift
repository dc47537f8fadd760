import Evidence
import Sim
import Theory

/// The least risk over alpha at a logit as good as infinite, against A5's formula in one probability.
///
/// For the sum query the probability that the top score lies in y, counted on draws of its own; for the dual one that the
/// margin is positive, by A4 on Gaussian positions. Widths are such that the probability is not near 1.
struct LogitLimit: Experiment {
  let positions: Positions
  let width: Int
  let query: Query
  /// The sparsity that the formula is taken at beyond q.
  var extraSparsity = 0
  /// The number of draws in place of the usual one, for a calibration.
  var ownDraws: Int?

  static let all = [
    LogitLimit(positions: .gaussian, width: 16, query: .sum),
    LogitLimit(positions: .sphere, width: 8, query: .sum),
    LogitLimit(positions: .gaussian, width: 16, query: .dual),
    LogitLimit(positions: .sphere, width: 16, query: .dual),
  ]

  static let controls: [Control] = all.filter { $0.positions == .gaussian }.map { original in
    var wrong = original
    wrong.extraSparsity = 1
    return .nearMiss(of: original, "the formula for q + 1", check: "limit", wrong)
  }

  struct Row: EvidenceRow {
    let risk: Measured
    let probability: Measured
    var limit: Measured

    static let columns: [Column<Row>] = [
      Column("least risk at C = 10^6") { $0.risk.estimate },
      Column("from") { $0.risk.lower }, Column("to") { $0.risk.upper },
      Column("probability") { $0.probability.estimate }.within(0...1),
      Column("limit") { $0.limit.estimate },
    ]
  }

  private static let problem = SmallProblem(20, 5, 3)
  /// The dual query's attention varies more.
  private var draws: Int { ownDraws ?? (query == .sum ? 20_000 : 60_000) }

  var claim: Claim { .a5QueryFloor }
  var name: String {
    "\(Self.problem.name), \(positions.rawValue) positions in R^\(width), \(query.rawValue) query, infinite C"
      + (extraSparsity == 0 ? "" : ", formula for q + \(extraSparsity)")
  }

  func cost(_ effort: Effort) -> Cost {
    Cost(seconds: 2 * Double(draws) * 1.2e-7 * Double(width), bytes: 32 * Double(draws))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try Self.problem.problem()
    let layer = try AttentionSettings(
      problem: problem, positions: positions, positionDimension: width, query: query, batch: 1, stepSize: 0)
    func spread(_ part: Int) throws -> AttentionSpread {
      try AttentionSpread.sample(
        layer, address: trial.address(settings, part: part), logits: [1e6], draws: draws)[0]
    }
    let seen = try spread(0)
    let risk = try A5QueryFloor.leastRisk(
      problem: problem,
      massOffSubset: EmpiricalBernstein.mean(of: seen.massOffSubset, range: 0...1, falseAlarm: 1e-10),
      squaredMiss: EmpiricalBernstein.mean(
        of: seen.squaredMiss, range: 0...Double(problem.sparsity + 1), falseAlarm: 1e-10))
    let probability: Measured
    if positions == .gaussian && query == .dual {
      let law = try A4WidthForMargin(sparsity: problem.sparsity, positionDimension: width)
      probability = .exactly(1 - (try law.failureProbability(tokens: problem.tokens, margin: 0)))
    } else {
      probability = try ClopperPearson(
        successes: spread(1).massOffSubset.count { $0 < 0.5 }, trials: draws
      ).interval(falseAlarm: 1e-10)
    }
    return Row(risk: risk, probability: probability, limit: try limit(problem, probability))
  }

  /// Two independent intervals, each of at least 6.6 standard errors to either side, must meet.
  func judge(_ row: Row) -> [Check] {
    let halves =
      max(row.risk.upper - row.risk.estimate, row.risk.estimate - row.risk.lower)
      + max(row.limit.upper - row.limit.estimate, row.limit.estimate - row.limit.lower)
    return [
      Check(
        "limit", A5QueryFloorPredicate.judge(risk: row.risk, limit: row.limit),
        falseAlarm: row.risk.falseAlarm + row.limit.falseAlarm,
        detects: Check.Detectable(1.36 * halves / row.limit.estimate, "of the limit"))
    ]
  }

  /// The formula at a probability; it falls as the probability grows.
  private func limit(_ problem: Problem, _ probability: Measured) throws -> Measured {
    let claimed = try Problem(
      tokens: problem.tokens, dimension: problem.dimension, sparsity: problem.sparsity + extraSparsity)
    // The trivial risk stays that of the problem, whatever q the rest of the formula is taken at.
    let scale = problem.trivialRisk / claimed.trivialRisk
    func value(_ p: Double) throws -> Double {
      try scale
        * (query == .sum
          ? A5QueryFloor.sumQueryLimit(problem: claimed, topScoreInSubset: p)
          : A5QueryFloor.dualQueryLimit(problem: claimed, positiveMargin: p))
    }
    return Measured(
      estimate: try value(probability.estimate), lower: try value(probability.upper),
      upper: try value(probability.lower), falseAlarm: probability.falseAlarm)
  }
}
