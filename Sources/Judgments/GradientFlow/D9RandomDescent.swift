import Evidence
import Sim
import Theory

/// SGD on samples from a random start, in single precision.
struct RandomStartDescent: Experiment {
  let problem: SmallProblem
  var steps = 500
  /// What W is multiplied with after training.
  var kept = 1.0

  static let all = RandomStart.problems.map { RandomStartDescent(problem: $0) }

  static let controls: [Control] = all.map { original in
    .nearMiss(
      of: original, "W shrunk by 0.5 %", check: "column sums",
      RandomStartDescent(problem: original.problem, kept: 0.995))
  }

  struct Row: EvidenceRow {
    let sums: ColumnSums
    /// The largest entry of W, at least 1.
    let largestEntry: Double
    let startOffFamily: Double
    let lastOffFamily: Double
    let lastMovable: Double

    static let columns: [Column<Row>] =
      ColumnSums.columns.map { $0.of(\.sums) } + [
        Column("V off its family at the start") { $0.startOffFamily },
        // Noise keeps up less than a tenth of it.
        Column("V off its family, last") { $0.lastOffFamily }.atMost { [0.5 * $0.startOffFamily] },
        Column("W off its family, column sums apart, last") { $0.lastMovable },
      ]
  }

  var claim: Claim { .d9RandomStart }
  var name: String {
    "\(problem.name), SGD from a random start" + (steps == 500 ? "" : ", \(steps) steps")
      + (kept == 1 ? "" : ", W shrunk to \(kept)")
  }
  func repetitions(_ effort: Effort) -> Int {
    kept == 1 ? effort.pick(quick: 1, standard: 2, thorough: 20) : 1
  }

  /// Batches of 16 examples with one-hot positions.
  func cost(_ effort: Effort) -> Cost {
    let tokens = Double(problem.tokens)
    return Cost(
      seconds: Double(steps)
        * (1e-5 + 16 * 1e-8 * tokens * Double(problem.dimension) + 2e-9 * tokens * tokens))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings, purpose: .initialization)
    let layer = try AttentionSettings(oneHot: problem, batch: 16, stepSize: 0.1)
    let start = RandomStart.weights(problem, address)
    let training = try AttentionTraining.run(
      layer, address: address, checkpoints: [steps], evaluationDraws: 1, initial: start)
    return Row(
      sums: ColumnSums(
        before: start.columnSums,
        after: training.weights.columnSums.map { kept * $0 }),
      largestEntry: training.weights.keyQuery.reduce(1) { max($0, abs($1)) },
      startOffFamily: start.valueOffFamily, lastOffFamily: training.weights.valueOffFamily,
      lastMovable: RandomStart.movable(training.weights))
  }

  /// Column sums move by at most T roundings of a gradient and one of W in each step.
  func judge(_ row: Row) throws -> [Check] {
    let allowed = Double(steps * problem.tokens) * 0x1p-24 * row.largestEntry
    return [
      Check(
        "column sums",
        D9RandomStartPredicate(try problem.problem()).judge(
          columnSums: row.sums.after, before: row.sums.before, allowed: allowed),
        detects: Check.Detectable(2 * allowed / row.sums.largest, "of the largest sum"))
    ]
  }
}
