import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D6: the largest distance from the flow along the path, at five step sizes.
  public static let d6StepSize = ClaimJudgment(
    claim: .d6StepSize,
    experiments: FullMatrixSteps.all + ReducedSteps.all,
    controls: FullMatrixSteps.nearMisses + ReducedSteps.nearMisses + [
      .otherWorld(
        of: FullMatrixSteps(problem: SmallProblem(5, 2, 2), start: .random, method: .gradient),
        "steps up the gradient",
        FullMatrixSteps(problem: SmallProblem(5, 2, 2), start: .random, method: .ascent))
    ],
    own: .takes(required: [], optional: [.positions, .learningRate]) { own in
      let item = try FlowCase.own(own)
      let step = own.learningRate ?? 1
      let limit = StepLimit(try item.flow().system).value
      guard step > 0, step <= limit / 2 else {
        throw TheoryError(
          value: "learning rate = \(step)", rule: "0 < step <= \(limit / 2), half of the step limit")
      }
      return [ReducedSteps(item: item, largestStep: step)]
    })
}

/// Distances from the flow at the five step sizes.
struct StepSizeRow: EvidenceRow {
  let study: StepSizeStudy

  static let columns: [Column<StepSizeRow>] = [
    // Each half of the one before.
    Column(series: "step sizes") { $0.study.stepSizes }.near(within: 1e-12) { row in
      Array(row.study.stepSizes.prefix(1)) + row.study.stepSizes.dropLast().map { $0 / 2 }
    },
    Column(series: "largest distances") { $0.study.distances },
    Column(series: "orders") { $0.study.orders },
  ]

  func checks(order: Double) -> [Check] {
    let predicate = D6StepSizePredicate(order: order)
    func detects(_ orders: [Double], _ allowed: Double) -> Check.Detectable {
      let largest = orders.map { abs($0 - order) }.max() ?? .nan
      return .init(
        predicate.detectableFloor(deviation: allowed + largest),
        "of a distance, that does not fall with the step")
    }
    return [
      Check("orders", predicate.judge(study), detects: detects(study.orders, D6StepSizePredicate.allowed)),
      Check(
        "last order", predicate.judge(last: study),
        detects: detects(Array(study.orders.suffix(1)), D6StepSizePredicate.allowedLast)),
    ]
  }
}

/// The full matrices stepped by a method, against their flow.
struct FullMatrixSteps: Experiment {
  enum Start: String, Sendable { case zero, random }

  let problem: SmallProblem
  let start: Start
  let method: PopulationDescent.Method
  /// The order that the distances are held against; nil for the method's own.
  var heldAgainst: Double?
  /// By what share the steps are longer than the step sizes say.
  var excess = 0.0

  static let all: [any Experiment] = [
    SmallProblem(4, 2, 1), SmallProblem(5, 2, 2), SmallProblem(6, 3, 4),
  ].flatMap { problem in
    [Start.zero, .random].flatMap { start in
      [PopulationDescent.Method.gradient, .midpoint].map { method in
        FullMatrixSteps(problem: problem, start: start, method: method)
      }
    }
  }

  var claim: Claim { .d6StepSize }
  var name: String {
    let words =
      switch method {
      case .gradient: "gradient steps"
      case .midpoint: "midpoint steps"
      case .ascent: "steps up the gradient"
      case .frozenValue: "V frozen"
      }
    return "\(problem.name), full matrices, \(words), from \(start == .zero ? "zero" : "a random start")"
      + (excess == 0 ? "" : ", steps longer by \(excess)")
      + (heldAgainst.map { ", held against order \($0)" } ?? "")
  }
  /// Five paths of 100 to 1600 steps, and the flow in 800.
  func cost(_ effort: Effort) -> Cost {
    FullMatrixCost.cost(problem, gradients: method == .midpoint ? 9400 : 6300)
  }

  /// Distances in the largest entry at the multiples of 0.4 up to 40, against Runge-Kutta steps of 0.05.
  func run(_ trial: Trial, _ settings: Settings) throws -> StepSizeRow {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    var weights = AttentionWeights(oneHot: problem)
    if start == .random {
      var stream = RandomStream(try trial.address(settings, purpose: .initialization), step: 0)
      weights = .random(oneHot: problem, scale: 0.3, stream: &stream)
    }
    let count = 100
    let flow = try PopulationFlow.run(
      enumeration, from: weights, times: (1...count).map { 0.4 * Double($0) }, step: 0.05)
    let strides = [1, 2, 4, 8, 16]
    let distances = try strides.map { stride in
      let path = try PopulationDescent.path(
        enumeration, from: weights, method: method, stepSize: 0.4 * (1 + excess) / Double(stride),
        stride: stride, count: count)
      return zip(path, flow).reduce(0) { max($0, $1.0.supremumDistance(to: $1.1.weights)) }
    }
    return StepSizeRow(
      study: try StepSizeStudy(stepSizes: strides.map { 0.4 / Double($0) }, distances: distances))
  }

  func judge(_ row: StepSizeRow) -> [Check] {
    row.checks(order: heldAgainst ?? (method == .midpoint ? 2 : 1))
  }

  fileprivate static let nearMisses: [Control] = {
    func miss(
      _ check: String, _ start: Start, _ method: PopulationDescent.Method, _ change: String,
      _ edit: (inout FullMatrixSteps) -> Void
    ) -> Control {
      let original = FullMatrixSteps(problem: SmallProblem(5, 2, 2), start: start, method: method)
      var changed = original
      edit(&changed)
      return .nearMiss(of: original, change, check: check, changed)
    }
    return [
      miss("last order", .zero, .gradient, "steps 1e-3 longer than said") { $0.excess = 1e-3 },
      miss("orders", .random, .gradient, "steps 3e-3 longer than said") { $0.excess = 3e-3 },
      miss("last order", .random, .midpoint, "steps 1e-5 longer than said") { $0.excess = 1e-5 },
      miss("orders", .zero, .midpoint, "steps 1e-5 longer than said") { $0.excess = 1e-5 },
      miss("orders", .zero, .gradient, "held against order 1.25") { $0.heldAgainst = 1.25 },
    ]
  }()
}

/// Gradient descent of (alpha, C) from zero to a late time, against the flow.
struct ReducedSteps: Experiment {
  let item: FlowCase
  var largestStep = 1.0
  /// The flow that descent is held against; nil for its own.
  var flowOf: FlowCase?

  static let all: [any Experiment] = [
    FlowCase(8, 4, 2), FlowCase(20, 5, 3), FlowCase(20, 5, 3, .orthonormalFrame(width: 64)),
  ].map { ReducedSteps(item: $0) }

  var claim: Claim { .d6StepSize }
  var name: String {
    "\(item.name), alpha and C to t = \(largestStep == 1 ? "20000" : "\(lastTime)")"
      + (flowOf.map { ", flow of \($0.name)" } ?? "")
  }
  /// 31 steps for each of the largest, of some 40 ns.
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 31 * 2e4 * 4e-8 + 0.05) }

  private var lastTime: Double { 2e4 * largestStep }

  /// Distances max(|alpha - alpha_flow|, |C - C_flow|) after each of the first 200 of the largest steps, then at 1000
  /// times.
  func run(_ trial: Trial, _ settings: Settings) throws -> StepSizeRow {
    let system = try item.flow().system
    let counts = Array(1...200) + (1...1000).map { 200 + Int((19_800 * Double($0) / 1000).rounded()) }
    let states = try (flowOf ?? item).flow().states(
      at: counts.map { largestStep * Double($0) }, tolerance: 1e-12)
    let strides = [1, 2, 4, 8, 16]
    let distances = try strides.map { stride in
      var descent = try ReducedDescent(system, stepSize: largestStep / Double(stride))
      let path = try descent.states(after: counts.map { $0 * stride })
      return zip(path, states).reduce(0) {
        max($0, abs($1.0.alpha - $1.1.alpha), abs($1.0.logit - $1.1.logit))
      }
    }
    return StepSizeRow(
      study: try StepSizeStudy(stepSizes: strides.map { largestStep / Double($0) }, distances: distances))
  }

  func judge(_ row: StepSizeRow) -> [Check] { row.checks(order: 1) }

  fileprivate static let nearMisses: [Control] = [
    (64, 65, "last order"), (64, 66, "orders"),
  ].map { width, other, check in
    .nearMiss(
      of: ReducedSteps(item: FlowCase(20, 5, 3, .orthonormalFrame(width: width))),
      "the flow of a frame of width \(other) for \(width)", check: check,
      ReducedSteps(
        item: FlowCase(20, 5, 3, .orthonormalFrame(width: width)),
        flowOf: FlowCase(20, 5, 3, .orthonormalFrame(width: other))))
  }
}
