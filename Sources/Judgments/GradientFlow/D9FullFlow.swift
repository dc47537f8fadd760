import Evidence
import Sim
import Theory

/// The decay of a slow mode in the full population flow from a small random start, V and W with entries N(0, 0.05^2).
///
/// W less its column means, which never move, is projected on the mode. Rounding of the gradient, 10^-16, must stay
/// far below the mode's velocity `c t^{-c-1}`: so times end at 1.6 * 10^6, at q = 1, where c is small, a hundred
/// times later.
struct FullFlowMode: Experiment {
  let mode: ModeOfProblem
  /// What is changed.
  var change = ModeChange.none

  static let all: [FullFlowMode] = [
    ModeOfProblem(6, 1, .symmetric), ModeOfProblem(6, 2, .difference), ModeOfProblem(6, 3, .difference),
    ModeOfProblem(5, 4, .difference), ModeOfProblem(6, 2, .symmetric),
  ].map { FullFlowMode(mode: $0) }

  /// Every exponent off by a little.
  static let controls: [Control] = all.map { original in
    let change = ModeChange.exponentFactor(original.mode.problem.sparsity == 1 ? 1.02 : 1.005)
    return .nearMiss(
      of: original, change.name, check: "exponent", FullFlowMode(mode: original.mode, change: change))
  }

  struct Row: EvidenceRow {
    let early: Double?
    let late: Double?
    let predicted: Double?
    let lastNorm: Double

    static let columns: [Column<Row>] = [
      Column("exponent") { row in row.late.flatMap { late in row.early.map { 2 * late - $0 } } },
      Column("predicted exponent") { $0.predicted },
      Column("exponent of the early window") { $0.early },
      Column("of the late window") { $0.late },
      Column("norm of the mode, last") { $0.lastNorm },
    ]
  }

  var claim: Claim { .d9RandomStart }
  var name: String {
    "\(mode.name), full flow" + (change == .none ? "" : ", \(change.name)")
  }

  func repetitions(_ effort: Effort) -> Int {
    change == .none ? effort.pick(quick: 1, standard: 4, thorough: 20) : 1
  }

  /// Some hundreds of steps, each with the Hessian and a factorisation.
  func cost(_ effort: Effort) -> Cost {
    let size = Double(
      mode.problem.dimension * mode.problem.dimension + mode.problem.tokens * mode.problem.tokens)
    return Cost(seconds: 350 * (3e-10 * size * size * size + 1e-8 * mode.work), bytes: 32 * size * size)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try mode.problem.problem()
    var stream = RandomStream(try trial.address(settings, purpose: .initialization), step: 0)
    let start = AttentionWeights.random(oneHot: problem, scale: 0.05, stream: &stream)
    let first = problem.sparsity == 1 ? 1e7 : 1e5
    // Two windows of a factor 4, nine times in each.
    let times = (0...16).map { first * Elementary.exp(Elementary.log(2) / 4 * Double($0)) }
    let norms = try LatePopulationFlow.run(SubsetEnumeration(problem), from: start, times: times).map {
      try mode.mode.norm(
        in: Matrix(rows: problem.tokens, columns: problem.tokens, elements: $0.keyQuery), problem)
    }
    func exponent(_ window: ClosedRange<Int>) -> Double? {
      let value = D9RandomStartPredicate.exponent(times: Array(times[window]), norms: Array(norms[window]))
      return value.isFinite ? value : nil
    }
    let predicted = try change.exponent(mode.mode, problem)
    return Row(
      early: exponent(0...8), late: exponent(8...16), predicted: predicted.isFinite ? predicted : nil,
      lastNorm: norms[norms.count - 1])
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D9RandomStartPredicate(try mode.problem.problem())
    return [
      Check(
        "exponent",
        predicate.judge(
          early: row.early ?? .infinity, late: row.late ?? .infinity, predicted: row.predicted ?? .infinity),
        detects: Check.Detectable(2 * predicate.fullFlowTolerance, "of the exponent"))
    ]
  }
}
