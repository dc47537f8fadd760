import Evidence
import Sim
import Theory

/// The least width at which one of three trained networks reaches a share of the trivial risk, found by training up to three
/// of one width after another, from one neuron below F4's width on.
///
/// The networks have the hidden layers (m, 256) and are trained for max(4000, 500 T) steps, which were set on base seeds 101
/// to 103; their risk is estimated as excess plus certificate. A single network of the least width misses the risk now and
/// then: 1 of 30 at T = 16, trained at the seeds 301 to 330, so that of three hardly ever all do.
struct TrainedLeastWidth: Experiment {
  static let notBelow = "not below F4's width"
  static let reached = "reached with 5 % to spare"
  /// How many networks of a width may be trained.
  static let networksOfWidth = 3

  let problem: SmallProblem
  /// The share eps of d/q that is to be reached, as written.
  var share = "1/2"
  /// The share whose width the found one is held against, if another.
  var heldAgainst: String?

  /// Lengths from 4 to 32 with d = 1, q = 2.
  static let all = [4, 8, 16, 32].map { TrainedLeastWidth(problem: SmallProblem($0, 1, 2)) }

  /// Shares at which F4 asks for one neuron more, or for fewer, than the networks found.
  static let nearMisses: [Control] = {
    let original = TrainedLeastWidth(problem: SmallProblem(32, 1, 2))
    func nearMiss(_ change: String, check: String, _ share: String) -> Control {
      .nearMiss(
        of: original, change, check: check,
        TrainedLeastWidth(problem: original.problem, heldAgainst: share))
    }
    return [
      nearMiss("held against a share 10 % smaller", check: notBelow, "9/20"),
      nearMiss("held against a share 10 % larger", check: reached, "11/20"),
    ]
  }()

  struct Row: EvidenceRow {
    struct Attempt: Codable, Hashable, Sendable {
      let width: Int
      let risk: Double
      let standardError: Double
      let certificate: Double
    }

    let leastWidth: Int
    let allowedRisk: Double
    let attempts: [Attempt]

    /// The first width tried of which a network reaches the risk; nil if none does.
    var found: Int? {
      guard allowedRisk.isFinite, attempts.allSatisfy({ $0.risk.isFinite }) else { return nil }
      return attempts.first { $0.risk <= allowedRisk }?.width
    }

    static let columns: [Column<Row>] = [
      Column(count: "least width (F4)") { $0.leastWidth },
      Column(count: "least width trained") { $0.found },
      Column("risk to reach") { $0.allowedRisk },
      // One width after the other, from one below the least.
      Column(series: "widths tried") { $0.attempts.map { Double($0.width) } }
        .near(within: 0) { row in
          row.attempts.indices.map { Double(max(1, row.leastWidth - 1) + $0 / networksOfWidth) }
        },
      // F2, the risk being measured: ten standard errors are its slack.
      Column(series: "trained risk") { $0.attempts.map(\.risk) }
        .atLeast { $0.attempts.map { $0.certificate - 10 * $0.standardError } },
    ]
  }

  var claim: Claim { .f4WidthNeeded }
  var grade: Claim.Grade { .observed }

  var name: String {
    "\(problem.name), trained to \(share) of d/q" + (heldAgainst.map { ", held against \($0)" } ?? "")
  }

  func repetitions(_ effort: Effort) -> Int {
    if heldAgainst != nil { return 1 }
    return effort.pick(quick: problem.tokens <= 8 ? 1 : 0, standard: 2, thorough: 5)
  }

  /// Seven networks of F4's width.
  func cost(_ effort: Effort) -> Cost {
    let width = (try? F4WidthNeeded.exact(problem: problem.problem(), share: Rational(parsing: share))) ?? 1
    let one = recipe(width: max(1, width)).cost(effort)
    return Cost(seconds: 7 * one.seconds, bytes: one.bytes)
  }

  private func recipe(width: Int) -> NetworkRecipe {
    NetworkRecipe(
      problem: problem, hidden: [width, 256], schedule: .own(steps: max(4000, 500 * problem.tokens)))
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let problem = try problem.problem()
    let share = try Rational(parsing: share)
    let least = try F4WidthNeeded.exact(problem: problem, share: share)
    let allowed = share.double * problem.trivialRisk
    let limit = try F4TrainedWidthPredicate(problem: problem, share: share).greatestWidth()
    var attempts: [Row.Attempt] = []
    widths: for width in max(1, least - 1)...max(limit, least) {
      for network in 0..<Self.networksOfWidth {
        let sums = try await TrainedNetwork(
          recipe: recipe(width: width), repetition: Self.networksOfWidth * trial.repetition + network,
          settings: settings
        ).result().sums
        attempts.append(
          Row.Attempt(
            width: width, risk: sums.risk, standardError: sums.riskStandardError,
            certificate: sums.certificate.value))
        if sums.risk <= allowed { break widths }
      }
    }
    return Row(leastWidth: least, allowedRisk: allowed, attempts: attempts)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F4TrainedWidthPredicate(
      problem: problem.problem(), share: Rational(parsing: heldAgainst ?? share))
    let one = Check.Detectable(1, "neuron")
    return [
      Check(Self.notBelow, try predicate.judge(notBelow: row.found), detects: one),
      Check(Self.reached, try predicate.judge(reached: row.found), detects: one),
    ]
  }
}
