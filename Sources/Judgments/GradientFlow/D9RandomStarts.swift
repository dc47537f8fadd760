import Evidence
import Sim
import Theory

/// The problems of D9's starts V, W with entries N(0, 0.2^2), and what is looked at.
enum RandomStart {
  static let problems = [SmallProblem(5, 2, 1), SmallProblem(5, 2, 2), SmallProblem(6, 3, 3)]

  static func weights(_ problem: Problem, _ address: StreamAddress) -> AttentionWeights {
    var stream = RandomStream(address, step: 0)
    return .random(oneHot: problem, scale: 0.2, stream: &stream)
  }

  /// The distance of W from its family without the part 1 c^T that never moves.
  static func movable(_ weights: AttentionWeights) -> Double {
    KeyQueryFamily.centered.distance(weights.withCenteredColumns)
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
  /// What differs from the flow, or from what is claimed of it.
  enum Change: String, CaseIterable, Sendable {
    case none = ""
    case shrinking = "W shrinks by 10^-12 in a unit of time"
    case fasterDecay = "V decays like e^(-t/(T-1))"
    case rate = "E||s||^2 off by 0.5 % as the rate of V"
    case curvature = "E||s||^2 off by 10^-8 as the curvature"
    case earlier = "the risk from zero 2 % earlier"

    var check: String {
      switch self {
      case .none: ""
      case .shrinking: "column sums"
      case .fasterDecay: "decay of V"
      case .rate: "rate of V"
      case .curvature: "curvature in V"
      case .earlier: "risk"
      }
    }
  }

  let problem: SmallProblem
  var change = Change.none

  static let all = RandomStart.problems.map { RandomStartFlow(problem: $0) }

  /// Only with q = 1, where attention starts nearly even, is the decay of V nearly as slow as e^(-t/T) for a while.
  static let controls: [Control] = Change.allCases.filter { $0 != .none }.map { change in
    let problem = RandomStart.problems[change == .fasterDecay ? 0 : 1]
    return .nearMiss(
      of: RandomStartFlow(problem: problem), change.rawValue, check: change.check,
      RandomStartFlow(problem: problem, change: change))
  }

  struct Row: EvidenceRow {
    let sums: ColumnSums
    let startOffFamily: Double
    let decay: [D9RandomStartPredicate.ValueDecay]
    /// The second derivative of R/2 along V's part off its family, and E||s||^2, both at the start.
    let curvature: Double
    let startSquare: Double
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
  var name: String {
    "\(problem.name), flow from a random start" + (change == .none ? "" : ", \(change.rawValue)")
  }
  func repetitions(_ effort: Effort) -> Int {
    change == .none ? effort.pick(quick: 1, standard: 2, thorough: 20) : 1
  }

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
    let decay = states.map { state in
      D9RandomStartPredicate.ValueDecay(
        time: state.time, norm: state.valueOffFamily,
        attentionSquare: (change == .rate ? 1.005 : 1) * attentionSquare(state.weights, problem))
    }
    let middle = states[states.count - 1]
    let end = 3000.0
    let last = try PopulationFlow.run(
      enumeration, from: middle.weights, times: [end - middle.time], step: 0.5)[0]
    let fromZero = try GradientFlow(problem: problem, positions: .oneHot).states(at: [
      change == .earlier ? 0.98 * end : end
    ])[0]
    let kept = change == .shrinking ? Elementary.exp(-1e-12 * end) : 1
    return Row(
      sums: ColumnSums(
        before: start.columnSums, after: last.weights.columnSums.map { kept * $0 }),
      startOffFamily: start.valueOffFamily, decay: decay,
      curvature: try curvature(start, enumeration),
      startSquare: (change == .curvature ? 1 + 1e-8 : 1) * attentionSquare(start, problem),
      lastMovable: RandomStart.movable(last.weights),
      risk: last.risk, riskFromZero: fromZero.risk)
  }

  /// E||s||^2 by the softmax of every subset.
  private func attentionSquare(_ weights: AttentionWeights, _ problem: Problem) -> Double {
    var (sum, count) = (0.0, 0.0)
    for subset in Subsets(of: problem) {
      sum += weights.oneHotAttention(on: subset).reduce(0) { $0 + $1 * $1 }
      count += 1
    }
    return sum / count
  }

  /// The second derivative of R/2 along V's part off its family, by the second difference of the risk.
  private func curvature(_ weights: AttentionWeights, _ enumeration: SubsetEnumeration) throws -> Double {
    let d = weights.dimension
    func risk(_ factor: Double) throws -> Double {
      var moved = weights
      for index in moved.value.indices {
        let off = weights.value[index] - (index % (d + 1) == 0 ? weights.alpha : 0)
        moved.value[index] += factor * off
      }
      return try PopulationGradient(oneHot: moved, over: enumeration).risk
    }
    // Steps of three times the part itself; the risk is quadratic.
    let second = try risk(3) - 2 * risk(0) + risk(-3)
    return second / (2 * 9 * weights.valueOffFamily * weights.valueOffFamily)
  }

  /// A number that is off by twice its tolerance is refuted, whatever the error within it; of V's decay what its slowest
  /// moment leaves of the rate.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = D9RandomStartPredicate(try problem.problem())
    let rate = 1 / Double(change == .fasterDecay ? problem.tokens - 1 : problem.tokens)
    let slowest = row.decay.map { Elementary.log(row.startOffFamily / $0.norm) / ($0.time * rate) }.min()
    return [
      Check(
        "column sums",
        predicate.judge(columnSums: row.sums.after, before: row.sums.before, allowed: 1e-11),
        detects: Check.Detectable(2e-11 / row.sums.largest, "of the largest sum")),
      Check(
        "decay of V", predicate.judge(decay: row.decay, start: row.startOffFamily, rate: rate),
        detects: slowest.map { Check.Detectable(max(0, $0 - 1), "of the rate 1/T") }, margin: .distance),
      Check(
        "rate of V", predicate.judge(rateOf: row.decay),
        detects: Check.Detectable(2 * D9RandomStartPredicate.rateTolerance, "of the rate")),
      Check(
        "curvature in V", predicate.judge(curvature: row.curvature, attentionSquare: row.startSquare),
        detects: Check.Detectable(2 * D9RandomStartPredicate.curvatureTolerance, "of E||s||^2")),
    ]
      + (problem.sparsity == 1
        ? []
        : [
          Check(
            "risk", predicate.judge(risk: row.risk, fromZero: row.riskFromZero),
            detects: Check.Detectable(2 * D9RandomStartPredicate.riskTolerance, "of the risk"))
        ])
  }
}
