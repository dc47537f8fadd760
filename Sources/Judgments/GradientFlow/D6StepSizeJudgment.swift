import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// What is stepped: the full matrices by a method, or the two coordinates from zero to a late time.
  private enum Stepping: Sendable {
    case full(SmallProblem, isFromZero: Bool, PopulationDescent.Method, order: Double)
    case reduced(FlowCase, lastTime: Double)

    var name: String {
      switch self {
      case .full(let problem, let isFromZero, let method, _):
        let words =
          switch method {
          case .gradient: "gradient steps"
          case .midpoint: "midpoint steps"
          case .ascent: "steps up the gradient"
          case .frozenValue: "V frozen"
          }
        return "\(problem.name), full matrices, \(words), from \(isFromZero ? "zero" : "a random start")"
      case .reduced(let item, let lastTime): return "\(item.name), alpha and C to t = \(lastTime)"
      }
    }

    var order: Double {
      if case .full(_, _, _, let order) = self { order } else { 1 }
    }
  }

  private static let d6Problems = [(4, 2, 1), (5, 2, 2), (6, 3, 4)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }
  private static let d6Cases: [Stepping] =
    d6Problems.flatMap { problem in
      [true, false].flatMap { isFromZero in
        [
          Stepping.full(problem, isFromZero: isFromZero, .gradient, order: 1),
          Stepping.full(problem, isFromZero: isFromZero, .midpoint, order: 2),
        ]
      }
    }
    + [FlowCase(8, 4, 2), FlowCase(20, 5, 3), FlowCase(20, 5, 3, .orthonormalFrame(width: 64))].map {
      Stepping.reduced($0, lastTime: 2e4)
    }
  private static let d6Controls: [Stepping] = [
    .full(d6Problems[1], isFromZero: false, .ascent, order: 1),
    .full(d6Problems[1], isFromZero: false, .frozenValue, order: 1),
    .full(d6Problems[1], isFromZero: true, .gradient, order: 2),
  ]

  /// D6: the largest distance from the flow along the path, at five step sizes.
  public static let d6StepSize = ClaimJudgment(
    claim: .d6StepSize,
    cases: d6Cases.map { Case($0.name) },
    judge: { trial, run in
      try stepSizes(
        d6Cases[trial.caseIndex], trial.address(run, claim: .d6StepSize, purpose: .initialization))
    },
    controlCases: d6Controls.map { Case("\($0.name), held against order \(Int($0.order))") },
    judgeControl: { trial, run in
      try stepSizes(
        d6Controls[trial.caseIndex], trial.address(run, claim: .d6StepSize, purpose: .initialization))
    })

  private static func stepSizes(_ stepping: Stepping, _ address: StreamAddress) throws -> Outcome {
    let study: StepSizeStudy
    switch stepping {
    case .full(let problem, let isFromZero, let method, _):
      study = try fullStudy(problem.problem(), method, isFromZero ? nil : address)
    case .reduced(let item, let lastTime): study = try reducedStudy(item, lastTime: lastTime)
    }
    return Outcome(
      verdict: D6StepSizePredicate(order: stepping.order).judge(study),
      values: [
        Outcome.Value("largest step", study.stepSizes[0]),
        Outcome.Value("distance there", study.distances[0]),
        Outcome.Value("smallest step", study.stepSizes[study.stepSizes.count - 1]),
        Outcome.Value("distance there, smallest", study.distances[study.distances.count - 1]),
        Outcome.Value("least order", study.orders.min() ?? .nan),
        Outcome.Value("largest order", study.orders.max() ?? .nan),
        Outcome.Value("last order", study.orders.last ?? .nan),
      ])
  }

  /// Distances in the largest entry at the multiples of 0.4 up to 40, against Runge-Kutta steps of 0.05.
  private static func fullStudy(
    _ problem: Problem, _ method: PopulationDescent.Method, _ address: StreamAddress?
  ) throws -> StepSizeStudy {
    let enumeration = try SubsetEnumeration(problem)
    var start = AttentionWeights(dimension: problem.dimension, positionDimension: problem.tokens)
    if let address {
      var stream = RandomStream(address, step: 0)
      start = .random(
        dimension: problem.dimension, positionDimension: problem.tokens, scale: 0.3, stream: &stream)
    }
    let count = 100
    let flow = try PopulationFlow.run(
      enumeration, from: start, times: (1...count).map { 0.4 * Double($0) }, step: 0.05)
    let strides = [1, 2, 4, 8, 16]
    let distances = try strides.map { stride in
      let path = try PopulationDescent.path(
        enumeration, from: start, method: method, stepSize: 0.4 / Double(stride), stride: stride, count: count
      )
      return zip(path, flow).reduce(0) { max($0, $1.0.supremumDistance(to: $1.1.weights)) }
    }
    return try StepSizeStudy(stepSizes: strides.map { 0.4 / Double($0) }, distances: distances)
  }

  /// Distances max(|alpha - alpha_flow|, |C - C_flow|) at every integer time up to 200, then at 1000 times.
  private static func reducedStudy(_ item: FlowCase, lastTime: Double) throws -> StepSizeStudy {
    let flow = try item.flow()
    let times =
      (1...200).map(Double.init) + (1...1000).map { 200 + ((lastTime - 200) * Double($0) / 1000).rounded() }
    let states = try flow.states(at: times, tolerance: 1e-12)
    let sizes = [1, 0.5, 0.25, 0.125, 0.0625]
    let distances = try sizes.map { size in
      var descent = try ReducedDescent(flow.system, stepSize: size)
      let path = try descent.states(after: times.map { Int($0 / size) })
      return zip(path, states).reduce(0) {
        max($0, abs($1.0.alpha - $1.1.alpha), abs($1.0.logit - $1.1.logit))
      }
    }
    return try StepSizeStudy(stepSizes: sizes, distances: distances)
  }
}
