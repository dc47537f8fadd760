import Evidence
import Sim
import Theory

/// The problems of D9's starts V, W with entries N(0, 0.2^2), and what is looked at.
enum RandomStart {
  static let problems = [SmallProblem(5, 2, 1), SmallProblem(5, 2, 2), SmallProblem(6, 3, 3)]

  static func weights(_ problem: Problem, _ address: StreamAddress) -> AttentionWeights {
    var stream = RandomStream(address, step: 0)
    return .random(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: 0.2, stream: &stream)
  }

  static func columnSums(_ weights: AttentionWeights) -> [Double] {
    let size = weights.positionDimension
    return (0..<size).map { column in
      (0..<size).reduce(0) { $0 + weights.keyQuery[$1 * size + column] }
    }
  }

  /// The distance of W from its family without the part 1 c^T that never moves.
  static func movable(_ weights: AttentionWeights) -> Double {
    var moved = weights
    let size = weights.positionDimension
    let sums = columnSums(weights)
    for index in moved.keyQuery.indices { moved.keyQuery[index] -= sums[index % size] / Double(size) }
    return KeyQueryFamily.centered.distance(moved)
  }
}

/// The column sums of W before and after.
struct ColumnSums: Codable, Hashable, Sendable {
  let before: [Double]
  let after: [Double]

  var largest: Double { before.map(abs).max() ?? .nan }
  var largestChange: Double { zip(before, after).map { abs($0 - $1) }.max() ?? .nan }

  static let columns: [Column<ColumnSums>] = [
    Column("largest column sum") { $0.largest }, Column("its largest change") { $0.largestChange },
  ]
}

/// The full matrices along the population flow from a random start.
struct RandomStartFlow: Experiment {
  let problem: SmallProblem

  static let all = RandomStart.problems.map { RandomStartFlow(problem: $0) }

  struct Row: EvidenceRow {
    let sums: ColumnSums
    let startOffFamily: Double
    let decay: [D9RandomStartPredicate.ValueDecay]
    let lastMovable: Double
    let risk: Double
    let riskFromZero: Double

    static let columns: [Column<Row>] =
      ColumnSums.columns.map { $0.of(\.sums) } + [
        Column("V off its family at the start") { $0.startOffFamily },
        Column("V off its family, t = 50") { $0.decay.last?.norm },
        Column("W off its family, column sums apart, last") { $0.lastMovable },
        Column("risk / risk from zero") { $0.risk / $0.riskFromZero },
      ]
  }

  var claim: Claim { .d9RandomStart }
  var name: String { "\(problem.name), flow from a random start" }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 2, thorough: 20) }

  /// 6400 steps of four gradients.
  func cost(_ effort: Effort) -> Cost {
    Cost(seconds: 6400 * 4 * 5e-9 * ModeOfProblem(problem, .symmetric).work)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let start = RandomStart.weights(problem, try trial.address(settings, purpose: .initialization))
    let enumeration = try SubsetEnumeration(problem)
    let times = [1.0, 5, 20, 48, 50]
    let states = try PopulationFlow.run(enumeration, from: start, times: times, step: 0.1)
    let decay = try states.map { state in
      let gradient = try PopulationGradient(oneHot: state.weights, over: enumeration).gradient
      // The gradient in V off its family is E||s||^2 times V's part there.
      return D9RandomStartPredicate.ValueDecay(
        time: state.time, norm: state.valueOffFamily,
        attentionSquare: gradient.valueOffFamily / state.valueOffFamily)
    }
    let middle = states[states.count - 1]
    let end = 3000.0
    let last = try PopulationFlow.run(
      enumeration, from: middle.weights, times: [end - middle.time], step: 0.5)[0]
    let fromZero = try GradientFlow(problem: problem, positions: .oneHot).states(at: [end])[0]
    return Row(
      sums: ColumnSums(
        before: RandomStart.columnSums(start), after: RandomStart.columnSums(last.weights)),
      startOffFamily: start.valueOffFamily, decay: decay, lastMovable: RandomStart.movable(last.weights),
      risk: last.risk, riskFromZero: fromZero.risk)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D9RandomStartPredicate(try problem.problem())
    return [
      Check(
        "column sums",
        predicate.judge(columnSums: row.sums.after, before: row.sums.before, allowed: 1e-11)),
      Check("decay of V", predicate.judge(valueDecay: row.decay, start: row.startOffFamily)),
    ]
      + (problem.sparsity == 1
        ? [] : [Check("risk", predicate.judge(risk: row.risk, fromZero: row.riskFromZero))])
  }
}

/// SGD on samples from a random start, in single precision.
struct RandomStartDescent: Experiment {
  let problem: SmallProblem
  var steps = 500

  static let all = RandomStart.problems.map { RandomStartDescent(problem: $0) }

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
        Column("V off its family, last") { $0.lastOffFamily },
        Column("W off its family, column sums apart, last") { $0.lastMovable },
      ]
  }

  var claim: Claim { .d9RandomStart }
  var name: String {
    "\(problem.name), SGD from a random start" + (steps == 500 ? "" : ", \(steps) steps")
  }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 2, thorough: 20) }

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
    let layer = try AttentionSettings(
      problem: problem, positions: .oneHot, positionDimension: problem.tokens, batch: 16, stepSize: 0.1)
    let start = RandomStart.weights(problem, address)
    let training = try AttentionTraining.run(
      layer, address: address, checkpoints: [steps], evaluationDraws: 1, initial: start)
    return Row(
      sums: ColumnSums(
        before: RandomStart.columnSums(start), after: RandomStart.columnSums(training.weights)),
      largestEntry: training.weights.keyQuery.reduce(1) { max($0, abs($1)) },
      startOffFamily: start.valueOffFamily, lastOffFamily: training.weights.valueOffFamily,
      lastMovable: RandomStart.movable(training.weights))
  }

  /// Column sums move by at most T roundings of a gradient and one of W in each step.
  func judge(_ row: Row) throws -> [Check] {
    [
      Check(
        "column sums",
        D9RandomStartPredicate(try problem.problem()).judge(
          columnSums: row.sums.after, before: row.sums.before,
          allowed: Double(steps * problem.tokens) * 0x1p-24 * row.largestEntry))
    ]
  }
}
