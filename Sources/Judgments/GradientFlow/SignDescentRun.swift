import Evidence
import Sim
import Theory

/// Sign descent with full matrices and exact gradients, to its two-cycle.
struct SignDescentRun: Experiment {
  /// What is not as claimed.
  enum Change: String, Sendable {
    case none = ""
    case faster = "C' larger by 1e-6"
    case later = "a stall six steps later"
    case upper = "a risk at the upper point 1 % larger"
    case lower = "a risk at the lower point 20 % larger"
    case start = "a start 1/1000 off the family"
  }

  let problem: SmallProblem
  /// 1/eta.
  let inverseStep: Int
  var change = Change.none

  static let speed = "C' = 2"
  static let path = "on the path of the signs"
  static let stall = "largest logit"
  static let upper = "risk at the upper point"
  static let lower = "risk at the lower point"

  /// k_0 = 3.
  private static let eightTokens = SignDescentRun(problem: SmallProblem(8, 3, 2), inverseStep: 100)

  /// k_0 = 1, 2, 3 and 11, q below and above T/2, eta from 1/50 to 1/1000.
  static let all = [
    SignDescentRun(problem: SmallProblem(6, 2, 2), inverseStep: 100),
    SignDescentRun(problem: SmallProblem(6, 2, 2), inverseStep: 1000),
    eightTokens,
    SignDescentRun(problem: SmallProblem(6, 1, 4), inverseStep: 50),
    SignDescentRun(problem: SmallProblem(10, 2, 4), inverseStep: 100),
    SignDescentRun(problem: SmallProblem(12, 1, 1), inverseStep: 500),
  ]

  static let nearMisses: [Control] = [
    (Change.faster, speed), (.later, stall), (.upper, upper), (.lower, lower), (.start, path),
  ].map { change, check in
    var miss = eightTokens
    miss.change = change
    return .nearMiss(of: eightTokens, change.rawValue, check: check, miss)
  }

  /// A reader's own problem, at 1/100 or the largest step that the stall's window allows.
  ///
  /// - Throws: `TheoryError` if the subsets are too many for so many steps.
  static func own(_ problem: Problem) throws -> SignDescentRun {
    let (tokens, q) = (problem.tokens, problem.sparsity)
    let level = (tokens - 1) / q
    let inverse = max(100, 4 * level * (tokens - q) / (tokens - level * q) + 1)
    let stall = try SignDescentStall(problem: problem, inverseStep: inverse)
    guard try Subsets.count(of: problem) * stall.stepsToStall * tokens <= 1_000_000_000 else {
      throw TheoryError(
        value: "\(problem), \(stall.stepsToStall) steps", rule: "steps * tokens * subsets <= 10^9")
    }
    return SignDescentRun(problem: SmallProblem(problem), inverseStep: inverse)
  }

  struct Row: EvidenceRow {
    /// 2 eta (k - 1) against C before the stall, the largest difference.
    let logitError: Double
    let offPath: Double
    let largestLogit: Double
    let upperRisk: Double
    let lowerRisk: Double
    /// In units of eta^2.
    let scaledUpperRisk: Double
    /// In units of eta^2.
    let scaledLowerRisk: Double

    static let columns: [Column<Row>] = [
      Column("largest error of C") { $0.logitError }, Column("off the path") { $0.offPath },
      Column("largest C") { $0.largestLogit },
      Column("risk at u / eta^2") { $0.scaledUpperRisk }
        .near(within: 1e-9) { [$0.scaledLowerRisk * $0.upperRisk / $0.lowerRisk] },
      Column("risk at l / eta^2") { $0.scaledLowerRisk },
    ]
  }

  var claim: Claim { .d22Adam }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(problem.name), sign descent, step 1/\(inverseStep)"
      + (change == .none ? "" : ", " + change.rawValue)
  }
  func cost(_ effort: Effort) -> Cost {
    guard let stall = try? stall(), let subsets = try? Subsets.count(of: stall.problem) else { return Cost() }
    return Cost(seconds: 3e-8 * Double(stall.stepsToStall * subsets * problem.tokens))
  }

  private func stall() throws(TheoryError) -> SignDescentStall {
    try SignDescentStall(
      problem: Problem(tokens: problem.tokens, dimension: problem.dimension, sparsity: problem.sparsity),
      inverseStep: inverseStep)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let stall = try stall()
    let problem = stall.problem
    var start = AttentionWeights(oneHot: problem)
    if change == .start { start.value[1] = 1e-3 }
    let path = try SignDescent.path(
      SubsetEnumeration(problem), from: start, stepSize: stall.stepSize, steps: stall.stepsToStall + 40)
    let speed = change == .faster ? 1 + 1e-6 : 1
    let errors = path.indices.filter { stall.logit(steps: $0) <= stall.logitOfStall }.map {
      abs(path[$0].logit - speed * stall.logit(steps: $0))
    }
    let last = path.suffix(2).sorted { $0.alpha < $1.alpha }
    let unit = stall.stepSize * stall.stepSize
    let (lower, upper) = (last.first?.risk ?? .nan, last.last?.risk ?? .nan)
    return Row(
      logitError: errors.max() ?? .nan, offPath: path.map(\.offPath).max() ?? .nan,
      largestLogit: path.map(\.logit).max() ?? .nan, upperRisk: upper, lowerRisk: lower,
      scaledUpperRisk: upper / unit, scaledLowerRisk: lower / unit)
  }

  func judge(_ row: Row) throws -> [Check] {
    let stall = try stall()
    let predicate = D22SignDescentPredicate(stall)
    let exact = Check.Detectable(2 * D22SignDescentPredicate.rounding, "of C")
    func width(_ range: (least: Double, most: Double)) -> Check.Detectable {
      .init(range.most / range.least - 1 + 1e-8, "of the risk")
    }
    return [
      Check(Self.speed, predicate.judge(distance: row.logitError, "C off 2 eta (k - 1)"), detects: exact),
      Check(Self.path, predicate.judge(distance: row.offPath, "off the path of the signs"), detects: exact),
      Check(
        Self.stall, predicate.judge(largestLogit: row.largestLogit, later: change == .later ? 6 : 0),
        detects: .init(4 * stall.stepSize, "in C")),
      Check(
        Self.upper, predicate.judge(upperRisk: row.upperRisk, over: change == .upper ? 1.01 : 1),
        detects: width(stall.upperRisk)),
      Check(
        Self.lower, predicate.judge(lowerRisk: row.lowerRisk, over: change == .lower ? 1.2 : 1),
        detects: width(stall.lowerRisk)),
    ]
  }
}
