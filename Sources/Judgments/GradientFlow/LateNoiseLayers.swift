import Evidence
import Sim
import Theory

/// The noise law late, extrapolated in time, against the late law's first order in 1/B.
struct LateLimit: Experiment {
  let problem: SmallProblem
  let stepSize: Double
  let batch: Int
  /// What is told for the law.
  var told = Told.law

  /// The law, or another.
  enum Told: String, Sendable {
    /// `LateNoise`, to first order in 1/B.
    case law = ""
    /// W's part as at small steps.
    case smallSteps = ", W's part as at small steps"
  }

  static let limitCheck = "late excess"
  static let times = [1e4, 1e5]

  static let all = [
    LateLimit(problem: SmallProblem(8, 3, 2), stepSize: 2, batch: 64),
    LateLimit(problem: SmallProblem(5, 4, 3), stepSize: 2, batch: 64),
    LateLimit(problem: SmallProblem(6, 2, 4), stepSize: 1.5, batch: 16),
    LateLimit(problem: SmallProblem(6, 4, 1), stepSize: 1, batch: 64),
  ]

  /// At q = 1 W adds nothing at any step.
  static let controls: [Control] = all.filter { $0.problem.sparsity > 1 }.map { original in
    var small = original
    small.told = .smallSteps
    return .nearMiss(of: original, "W's part as at small steps", check: limitCheck, small)
  }

  struct Row: EvidenceRow {
    let excesses: [Double]
    let predicted: Double

    /// As what is left falls like a power 1/2 of the time.
    var extrapolated: Double? {
      guard let first = excesses.first, let last = excesses.last else { return nil }
      let root = (LateLimit.times[1] / LateLimit.times[0]).squareRoot()
      return (root * last - first) / (root - 1)
    }

    static let columns: [Column<Row>] = [
      Column(series: "excess at t = 10^4, 10^5", digits: 6) { $0.excesses },
      Column("extrapolated", digits: 6) { $0.extrapolated },
      Column("predicted", digits: 6) { $0.predicted },
    ]
    static let conditions: Set = ["predicted"]
  }

  var claim: Claim { .d17ExactMisadjustment }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(problem.name), step \(stepSize), batch \(batch), noise law late\(told.rawValue)"
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 1.5e-6 * Self.times[1] / stepSize) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    var descent = try NoisyDescent(
      FlowSystem(problem: problem, positions: .oneHot), stepSize: stepSize, batch: batch)
    let states = try descent.states(after: Self.times.map { Int(($0 / stepSize).rounded()) })
    let late = try LateNoise(problem, batch: batch)
    var predicted = try late.firstOrder(stepSize: stepSize)
    if told == .smallSteps {
      // V's part, and W's with its trace.
      let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
      predicted =
        stepSize / (2 * d * Double(batch)) * (d * d / q / (1 - stepSize / (2 * q)) + d * (q - 1) / q)
    }
    return Row(excesses: states.map(\.excess), predicted: predicted)
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.limitCheck,
        D17ExactMisadjustment.judge(extrapolated: row.extrapolated ?? .nan, predicted: row.predicted),
        detects: .init(D17ExactMisadjustment.extrapolation, "of the excess"))
    ]
  }
}

/// Layers trained in full at a large step or a small batch: their mean excess over a window of times against the late law.
struct LateExcess: Experiment {
  let cell: NoiseCell
  /// What is told for the law.
  var told = Told.law

  /// The law, or another.
  enum Told: String, Sendable {
    /// D12's law at the times, times the late law over its first order.
    case law = ""
    /// D12's law at the times alone.
    case firstOrder = ", to first order in 1/B"
    /// D12's limit of small steps.
    case smallSteps = ", limit of small steps"
  }

  static let excessCheck = "excess"

  static let all: [LateExcess] = [
    NoiseCell(
      SmallProblem(8, 3, 2), step: 2, batch: 64, window: 300...800, networks: .init(16, 120, 800),
      isQuick: true),
    NoiseCell(
      SmallProblem(8, 3, 2), step: 0.4, batch: 2, window: 400...800, networks: .init(16, 60, 400)),
    NoiseCell(
      SmallProblem(5, 4, 3), step: 2, batch: 16, window: 300...800, networks: .init(16, 80, 400)),
  ].map { LateExcess(cell: $0) }

  static let controls: [Control] = all.flatMap { original -> [Control] in
    [(Told.firstOrder, "the law to first order in 1/B"), (.smallSteps, "the limit of small steps")]
      .filter { original.cell.batch < 64 || $0.0 == .smallSteps }
      .map { told, change in
        .nearMiss(of: original, change, check: excessCheck, LateExcess(cell: original.cell, told: told))
      }
  }

  struct Row: EvidenceRow {
    let seen: SampleMean
    let firstOrder: Double
    /// The late excess over its first order.
    let factor: Double

    static let columns: [Column<Row>] = [
      Column(count: "networks") { $0.seen.count },
      Column("excess predicted") { $0.firstOrder * $0.factor },
      Column("to first order in 1/B") { $0.firstOrder },
      Column("excess seen") { $0.seen.mean },
      Column("standard error") { $0.seen.standardError },
    ]
    static let conditions: Set = ["firstOrder", "factor"]
  }

  var claim: Claim { .d17ExactMisadjustment }
  var grade: Claim.Grade { .observed }
  var name: String { "\(cell.name), late excess\(told.rawValue)" }
  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: cell.isQuick ? 1 : 0, standard: 1, thorough: 1)
  }
  func cost(_ effort: Effort) -> Cost { cell.cost(effort) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let states = try cell.states()
    let late = try LateNoise(cell.problem.problem(), batch: cell.batch)
    let factor = try late.factor(stepSize: cell.stepSize)
    return Row(
      seen: try await cell.excess(settings).whole,
      firstOrder: told == .smallSteps
        ? try cell.limit() : states.reduce(0) { $0 + $1.excess } / Double(states.count),
      factor: told == .law ? factor : 1)
  }

  func judge(_ row: Row) -> [Check] {
    let predicate = D17LatePredicate(firstOrder: row.firstOrder, factor: row.factor)
    let error = row.seen.standardError
    return [
      Check(
        Self.excessCheck, predicate.judge(meanExcess: row.seen.mean, standardError: error),
        detects: predicate.detectable(standardError: error).map { .init($0, "of the excess") })
    ]
  }
}
