import Evidence
import Theory

/// A claim's closed form in floating point and as a rational against its enclosure by outward-rounded intervals.
struct EnclosedFormula: Experiment {
  /// Which closed form.
  enum Formula: String, Sendable {
    /// F2's LB(m).
    case lowerBound = "LB(m)"
    /// A2's R(alpha, C).
    case alignedRisk = "R(alpha, C)"
    /// L1's R(alpha, C; T', q').
    case transfer = "R(alpha, C; T', q')"
    /// L3's risk at T' and its limit.
    case fixedPositions = "risk at T' and its limit"

    var claim: Claim {
      switch self {
      case .lowerBound: .f2RiskLowerBound
      case .alignedRisk: .a2AlignedWeights
      case .transfer: .l1Transfer
      case .fixedPositions: .l3FixedPositions
      }
    }
  }

  let formula: Formula
  /// Whether both numbers are told a part in 10^9 too large.
  var isOff = false
  /// In a control the check that must refute it.
  var refuter: String?

  static let computed = "closed form in its enclosure"
  static let exact = "rational in its enclosure"

  /// A constant wrong by a part in 10^9, for each check.
  static func nearMisses(_ formula: Formula) -> [Control] {
    [computed, exact].map { check in
      .nearMiss(
        of: EnclosedFormula(formula: formula), "a constant a part in 10^9 larger", check: check,
        EnclosedFormula(formula: formula, isOff: true, refuter: check))
    }
  }

  struct Row: EvidenceRow {
    let values: [EnclosedValue]

    static let columns: [Column<Row>] = [
      Column(count: "values") { $0.values.count },
      Column(count: "rational") { $0.values.filter { $0.exact != nil }.count },
      Column("widest enclosure, relative") { $0.values.map(\.enclosed.relativeWidth).max() },
      Column("farthest from the middle, relative") { row in
        row.values.map { abs($0.computed / $0.enclosed.interval.midpoint - 1) }.max()
      },
    ]
  }

  var claim: Claim { formula.claim }
  var grade: Claim.Grade { .enclosed }
  var name: String {
    "enclosure of \(formula.rawValue)" + (isOff ? ", a constant a part in 10^9 larger: \(refuter ?? "")" : "")
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 1e-3) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let values =
      switch formula {
      case .lowerBound: try Self.lowerBounds()
      case .alignedRisk: try Self.alignedRisks(SmallProblem.few.map { ($0, $0) })
      case .transfer:
        try Self.alignedRisks([
          (SmallProblem(20, 5, 3), SmallProblem(60, 5, 3)), (SmallProblem(20, 5, 3), SmallProblem(40, 5, 6)),
          (SmallProblem(8, 3, 2), SmallProblem(1_000_000, 3, 100)),
        ])
      case .fixedPositions: try Self.fixedPositions()
      }
    let factor = try Rational(numerator: isOff ? 1_000_000_001 : 1_000_000_000, denominator: 1_000_000_000)
    return Row(values: try values.map { try $0.times(factor) })
  }

  func judge(_ row: Row) throws -> [Check] {
    let detects = Check.Detectable(EnclosurePredicate.widest, "of the value")
    return [
      Check(
        Self.computed, .all(row.values.map { EnclosurePredicate.judge(computed: $0) }), detects: detects),
      Check(
        Self.exact, .all(try row.values.compactMap { try EnclosurePredicate.judge(exact: $0) }),
        detects: detects),
    ]
  }

  /// Widths on both lines of the bound, at small problems and at the longest.
  private static func lowerBounds() throws -> [EnclosedValue] {
    let problems = SmallProblem.few + [SmallProblem(20, 5, 3), SmallProblem(1_000_000, 64, 3)]
    return try problems.flatMap { small in
      let problem = try small.problem()
      let size = problem.inputDimension
      return try [0, problem.dimension, size / 3, size - 1].map { width in
        EnclosedValue(
          computed: try F2RiskLowerBound.value(problem: problem, width: width),
          enclosed: try F2RiskLowerBound.enclosed(problem: problem, width: width),
          exact: try F2RiskLowerBound.exact(problem: problem, width: width))
      }
    }
  }

  /// R(alpha, C) of weights trained at one problem and tested at another; rational at C = 0.
  private static func alignedRisks(_ pairs: [(SmallProblem, SmallProblem)]) throws -> [EnclosedValue] {
    try pairs.flatMap { trained, tested in
      let (own, test) = (try trained.problem(), try tested.problem())
      return try ["-1/2", "3/4", "1", "3/2"].flatMap { text in
        let alpha = try Rational(parsing: text)
        return try [-2.0, 0, 1, 5, 40].map { logit in
          let weights = try AlignedWeights(problem: test, alpha: alpha.double, logit: logit)
          return EnclosedValue(
            computed: try L1Transfer.risk(
              own, alpha: alpha.double, logit: logit, testTokens: test.tokens, testSparsity: test.sparsity),
            enclosed: try weights.enclosedRisk(),
            exact: logit == 0 ? try AlignedWeights.exactRisk(test, alpha: alpha) : nil)
        }
      }
    }
  }

  /// The limit, rational, and the risk at three (alpha, C).
  private static func fixedPositions() throws -> [EnclosedValue] {
    let cases = [
      (SmallProblem(20, 5, 3), 40), (SmallProblem(8, 2, 4), 9), (SmallProblem(6, 1, 1), 30),
      (SmallProblem(12, 3, 10), 20),
    ]
    return try cases.flatMap { small, tokens in
      let fixed = try FixedPositions(problem: small.problem(), testTokens: tokens)
      let limit = EnclosedValue(
        computed: try fixed.limit(), enclosed: try fixed.enclosedLimit(), exact: try fixed.exactLimit())
      return try [limit]
        + [(1.0, 3.0), (1.2, 6.0), (0.9, 12.0)].map { alpha, logit in
          EnclosedValue(
            computed: try fixed.risk(alpha: alpha, logit: logit),
            enclosed: try fixed.enclosedRisk(alpha: alpha, logit: logit))
        }
    }
  }
}
