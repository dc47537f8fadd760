import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A mode with a problem.
  struct ModeCase: Sendable {
    let problem: SmallProblem
    let mode: WeightMode

    init(_ tokens: Int, _ sparsity: Int, _ mode: WeightMode, dimension: Int = 2) {
      problem = SmallProblem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      self.mode = mode
    }

    var name: String { "\(problem.name), \(mode.rawValue) mode" }
  }

  private static let d9Modes = [
    ModeCase(6, 1, .symmetric), ModeCase(5, 1, .antisymmetric), ModeCase(6, 2, .difference),
    ModeCase(6, 3, .difference), ModeCase(5, 4, .difference), ModeCase(8, 2, .difference, dimension: 5),
    ModeCase(5, 2, .symmetric), ModeCase(6, 2, .symmetric), ModeCase(8, 2, .symmetric, dimension: 1),
    ModeCase(6, 2, .antisymmetric), ModeCase(6, 3, .symmetric),
  ]
  /// Each is held against the exponent of the second mode.
  private static let d9Controls: [(ModeCase, WeightMode)] = [
    (ModeCase(6, 2, .difference), .symmetric), (ModeCase(6, 2, .symmetric), .difference),
    (ModeCase(6, 2, .difference), .antisymmetric), (ModeCase(6, 2, .antisymmetric), .symmetric),
  ]
  /// Modes whose decay is measured on the full flow as well.
  private static let d9FullModes = [
    ModeCase(6, 1, .symmetric), ModeCase(6, 2, .difference), ModeCase(6, 3, .difference),
    ModeCase(5, 4, .difference), ModeCase(6, 2, .symmetric),
  ]
  private static let d9FullControls: [(ModeCase, WeightMode)] = [
    (ModeCase(6, 2, .difference), .symmetric), (ModeCase(6, 2, .symmetric), .difference),
  ]
  private static let d9Problems = [(5, 2, 1), (5, 2, 2), (6, 3, 3)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  /// D9: exponents of the linearised and of the full population flow, what the full flow from random starts conserves and
  /// loses, and SGD from random starts.
  public static let d9RandomStart = ClaimJudgment(
    claim: .d9RandomStart,
    cases: d9Modes.map { Case($0.name) }
      + d9Problems.map { item in
        Case("\(item.name), flow from a random start") { $0.pick(quick: 1, standard: 2, thorough: 20) }
      }
      + d9Problems.map { item in
        Case("\(item.name), SGD from a random start") { $0.pick(quick: 1, standard: 2, thorough: 20) }
      }
      + d9FullModes.map { item in
        Case("\(item.name), full flow") { $0.pick(quick: 1, standard: 4, thorough: 20) }
      },
    judge: { trial, run in
      if trial.caseIndex < d9Modes.count {
        let item = d9Modes[trial.caseIndex]
        return try slowMode(item, against: item.mode)
      }
      let place = trial.caseIndex - d9Modes.count
      let address = try trial.address(run, claim: .d9RandomStart, purpose: .initialization)
      if place >= 2 * d9Problems.count {
        let item = d9FullModes[place - 2 * d9Problems.count]
        return try fullMode(item, against: item.mode, address)
      }
      let problem = try d9Problems[place % d9Problems.count].problem()
      return place < d9Problems.count
        ? try randomFlow(problem, address) : try randomDescent(problem, address)
    },
    controlCases: d9Controls.map { Case("\($0.0.name), exponent of the \($0.1.rawValue) mode") }
      + d9FullControls.map { Case("\($0.0.name), full flow, exponent of the \($0.1.rawValue) mode") },
    judgeControl: { trial, run in
      if trial.caseIndex < d9Controls.count {
        let (item, mode) = d9Controls[trial.caseIndex]
        return try slowMode(item, against: mode)
      }
      let (item, mode) = d9FullControls[trial.caseIndex - d9Controls.count]
      return try fullMode(
        item, against: mode, trial.address(run, claim: .d9RandomStart, purpose: .initialization))
    })

  private static func slowMode(_ item: ModeCase, against mode: WeightMode) throws -> Outcome {
    let problem = try item.problem.problem()
    var linear = try LinearizedFlow(
      SubsetEnumeration(problem), basis: item.mode.basis(problem).map(\.elements))
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    let norms = try linear.norms(
      start: item.mode.coefficients(problem), flow: flow, from: 1, to: 1e12, stepsPerUnit: 20)
    let late = norms.filter { $0.time >= 1e9 }
    let exponent = D9RandomStartPredicate.exponent(times: late.map(\.time), norms: late.map(\.norm))
    let predicate = D9RandomStartPredicate(problem)
    return Outcome(
      verdict: .all([
        try predicate.judge(exponent: exponent, of: mode),
        .within(1e-12, deviation: linear.leak, "part of the motion outside the span"),
      ]),
      values: [
        Outcome.Value("exponent", exponent), Outcome.Value("predicted exponent", try mode.exponent(problem)),
        Outcome.Value("norm at t = 10^12 over the start's", norms[norms.count - 1].norm / norms[0].norm),
      ])
  }

  /// The full matrices along the population flow.
  private static func randomFlow(_ problem: Problem, _ address: StreamAddress) throws -> Outcome {
    let start = randomStart(problem, address)
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
    let predicate = D9RandomStartPredicate(problem)
    return Outcome(
      verdict: .all(
        [
          predicate.judge(columnSums: columnSums(last.weights), before: columnSums(start), allowed: 1e-11),
          predicate.judge(valueDecay: decay, start: start.valueOffFamily),
        ] + (problem.sparsity == 1 ? [] : [predicate.judge(risk: last.risk, fromZero: fromZero.risk)])),
      values: startValues(start, last.weights) + [
        Outcome.Value("V off its family at the start", start.valueOffFamily),
        Outcome.Value("V off its family, t = 50", middle.valueOffFamily),
        Outcome.Value("W off its family, column sums apart, last", movable(last.weights)),
        Outcome.Value("risk / risk from zero", last.risk / fromZero.risk),
      ])
  }

  /// Samples, in single precision: column sums move by at most T roundings of a gradient and one of W in each step.
  private static func randomDescent(_ problem: Problem, _ address: StreamAddress) throws -> Outcome {
    let settings = try AttentionSettings(
      problem: problem, positions: .oneHot, positionDimension: problem.tokens, batch: 16, stepSize: 0.1)
    let steps = 500
    let start = randomStart(problem, address)
    let training = try AttentionTraining.run(
      settings, address: address, checkpoints: [steps], evaluationDraws: 1, initial: start)
    let largest = training.weights.keyQuery.reduce(1) { max($0, abs($1)) }
    return Outcome(
      verdict: D9RandomStartPredicate(problem).judge(
        columnSums: columnSums(training.weights), before: columnSums(start),
        allowed: Double(steps * problem.tokens) * 0x1p-24 * largest),
      values: startValues(start, training.weights) + [
        Outcome.Value("V off its family at the start", start.valueOffFamily),
        Outcome.Value("V off its family, t = 50", training.weights.valueOffFamily),
        Outcome.Value("W off its family, column sums apart, last", movable(training.weights)),
      ])
  }

  private static func randomStart(_ problem: Problem, _ address: StreamAddress) -> AttentionWeights {
    var stream = RandomStream(address, step: 0)
    return .random(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: 0.2, stream: &stream)
  }

  private static func columnSums(_ weights: AttentionWeights) -> [Double] {
    let size = weights.positionDimension
    return (0..<size).map { column in
      (0..<size).reduce(0) { $0 + weights.keyQuery[$1 * size + column] }
    }
  }

  /// The distance of W from its family without the part 1 c^T that never moves.
  private static func movable(_ weights: AttentionWeights) -> Double {
    var moved = weights
    let size = weights.positionDimension
    let sums = columnSums(weights)
    for index in moved.keyQuery.indices { moved.keyQuery[index] -= sums[index % size] / Double(size) }
    return KeyQueryFamily.centered.distance(moved)
  }

  private static func startValues(_ start: AttentionWeights, _ end: AttentionWeights) -> [Outcome.Value] {
    let (before, after) = (columnSums(start), columnSums(end))
    return [
      Outcome.Value("largest column sum", before.map(abs).max() ?? .nan),
      Outcome.Value("its largest change", zip(before, after).map { abs($0 - $1) }.max() ?? .nan),
    ]
  }
}
