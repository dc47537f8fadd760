import Evidence
import Theory

extension ClaimJudgment {
  /// L2: t times the risk at (T', q') along the flow trained at (T, q), along gradient descent with steps,
  /// and of layers trained on samples.
  ///
  /// The near misses hold the same risks against numbers wrong by a little more than is allowed; the other
  /// world is layers on fixed one-hot positions.
  public static let l2QuadraticLaw = ClaimJudgment(
    claim: .l2QuadraticLaw,
    experiments: LateRisk.flows + LateRisk.descents + PooledLayers.all,
    controls: LateRisk.nearMisses + PooledLayers.controls,
    own: .takes(required: [.positions, .testTokens], optional: [.testSparsity]) { own in
      guard let choice = own.positions, choice.law == .orthonormalFrame, let tokens = own.testTokens else {
        throw TheoryError(value: "positions or test length", rule: "frames and a test length")
      }
      let sparsity = own.testSparsity ?? own.problem.sparsity
      let item = FlowCase(
        own.problem.tokens, own.problem.dimension, own.problem.sparsity,
        .orthonormalFrame(width: choice.dimension))
      _ = try QuadraticLaw(item.flow().system, testTokens: tokens, testSparsity: sparsity)
      return [LateRisk(item: item, testTokens: tokens, testSparsity: sparsity, path: .flow)]
    },
    figures: { try [QuadraticLawFigure.figure($0)] })
}

/// t R' at late times along the flow, or along gradient descent with step 1; nothing is random.
struct LateRisk: Experiment {
  /// What is followed.
  enum Path: String, Hashable, Sendable {
    case flow
    case descent = "gradient descent, step 1"

    /// The numbers of delays after which the risk is looked at.
    var delays: [Double] { self == .flow ? [1e2, 1e4, 1e6, 1e9] : [1e2, 1e3] }
    var stepSize: Double { self == .flow ? 0 : 1 }
  }

  let item: FlowCase
  let testTokens: Int
  let testSparsity: Int
  let path: Path
  /// The one number of delays after which the risk is judged; all of the path's if nil.
  var delays: Double?
  /// What the limit is multiplied by; 1 but in a control.
  var factor = 1.0
  /// What the slow term is multiplied by; 1 but in a control.
  var slowFactor = 1.0

  static let frame = QuadraticLawFigure.flowCase
  private static let smallFrame = FlowCase(8, 3, 2, .orthonormalFrame(width: 512))

  /// Shorter, equal and longer tests; sparser and denser ones; many tokens, and q above T/2.
  static let flows: [LateRisk] =
    frameFlows
    + tests(smallFrame, [(4, 2), (8, 2), (64, 2), (512, 2), (32, 8), (16, 1), (16, 12)])
    + tests(FlowCase(1000, 5, 1, .orthonormalFrame(width: 5000)), [(100, 1), (4000, 1), (2000, 2)])
    + tests(FlowCase(12, 4, 9, .orthonormalFrame(width: 64)), [(12, 9), (48, 36), (48, 9)])

  /// Those at T = 20, which the figure shows.
  static let frameFlows: [LateRisk] = tests(
    frame,
    [10, 20, 21, 40, 80, 160, 320, 640, 1280].map { ($0, 3) }
      + [(40, 6), (200, 30), (100, 15), (40, 12), (40, 1)])

  static let descents: [LateRisk] = tests(smallFrame, [(4, 2), (16, 2), (24, 2), (32, 8)], .descent)

  private static func tests(_ item: FlowCase, _ tests: [(Int, Int)], _ path: Path = .flow) -> [LateRisk] {
    tests.map { LateRisk(item: item, testTokens: $0.0, testSparsity: $0.1, path: path) }
  }

  /// At each time the limit off by a little more than is allowed, and the slow term off at the last.
  static let nearMisses: [Control] =
    (tests(frame, [(10, 3), (160, 3), (1280, 3), (40, 6), (40, 1)])
    + tests(smallFrame, [(8, 2), (512, 2), (16, 12)])
    + tests(FlowCase(1000, 5, 1, .orthonormalFrame(width: 5000)), [(4000, 1)])
    + tests(FlowCase(12, 4, 9, .orthonormalFrame(width: 64)), [(48, 9)])
    + tests(smallFrame, [(4, 2)], .descent))
    .flatMap { original in
      original.path.delays.map { original.limitOff(at: $0) }
        + (original.path == .flow && !original.isEqualDensity ? [original.slowTermOff] : [])
    }

  /// The limit off at one time.
  private func limitOff(at delays: Double) -> Control {
    var wrong = self
    wrong.delays = delays
    wrong.factor =
      switch delays {
      case ..<1e3: 1.25
      case ..<1e4: 1.03
      case ..<1e6: 1.004
      case ..<1e9: 1.0001
      default: 1.000_000_3
      }
    return .nearMiss(of: self, "the limit times \(wrong.factor)", check: Self.check(delays), wrong)
  }

  private var slowTermOff: Control {
    var wrong = self
    (wrong.delays, wrong.slowFactor) = (1e9, 1.05)
    return .nearMiss(of: self, "the slow term times 1.05", check: Self.check(1e9), wrong)
  }

  /// Whether q'/T' = q/T, where the slow term is 0.
  private var isEqualDensity: Bool {
    item.problem.tokens * testSparsity == testTokens * item.problem.sparsity
  }

  private static func check(_ delays: Double) -> String { "t R' after \(NumberText.short(delays)) delays" }

  struct Row: EvidenceRow {
    struct Late: Codable, Hashable, Sendable {
      /// The number of delays after which it is looked at.
      let delays: Double
      let state: FlowState
      /// The risk R' at the test.
      let risk: Double
    }

    let testTokens: Int
    let testSparsity: Int
    /// The delay tau of D4.
    let delay: Double
    let late: [Late]
    let limit: Double
    let slowDeviations: [Double]

    static let columns: [Column<Row>] = [
      Column(count: "test length") { $0.testTokens },
      Column(count: "test sparsity") { $0.testSparsity },
      Column("last t") { $0.late.last?.state.time },
      Column("t R' there") { $0.height },
      Column("predicted limit") { $0.limit },
      Column(series: "ratio to the limit") { row in
        row.late.map { $0.state.time * $0.risk / row.limit }
      },
      // What the next orders leave after 100 delays, the earliest time looked at, is less than a twentieth.
      Column(series: "predicted") { row in row.slowDeviations.map { 1 + $0 } }
        .near(within: 0.1) { row in row.late.map { $0.state.time * $0.risk / row.limit } },
      Column("t R' over t R there") { row in row.late.last.map { $0.risk / $0.state.risk } },
    ]

    /// t R' at the last time.
    var height: Double? { late.last.map { $0.state.time * $0.risk } }
  }

  var claim: Claim { .l2QuadraticLaw }
  var grade: Claim.Grade { .numerical }

  var name: String {
    "\(item.name), T'=\(testTokens) q'=\(testSparsity), \(path.rawValue)"
      + (delays.map { ", after \(NumberText.short($0)) delays" } ?? "")
      + (factor == 1 ? "" : ", limit times \(factor)")
      + (slowFactor == 1 ? "" : ", slow term times \(slowFactor)")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try item.flow()
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    let law = try quadraticLaw()
    let times = counts.map { L2QuadraticLawPredicate.lateTime(law, delay: delay, delays: $0) }
    let late = try zip(counts, states(flow, at: times)).map { delays, state in
      Row.Late(
        delays: delays, state: state,
        risk: try L1Transfer.risk(
          flow.system.problem, alpha: state.alpha, logit: state.logit, testTokens: testTokens,
          testSparsity: testSparsity))
    }
    return Row(
      testTokens: testTokens, testSparsity: testSparsity, delay: delay, late: late,
      limit: factor * law.limit,
      slowDeviations: try late.map { slowFactor * (try law.slowDeviation(time: $0.state.time)) })
  }

  /// The numbers of delays after which the risk is looked at.
  private var counts: [Double] { delays.map { [$0] } ?? path.delays }

  /// Refuted for certain is a limit that is off by more than twice the allowed deviation.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = L2QuadraticLawPredicate(
      try quadraticLaw(), limit: row.limit, slowFactor: slowFactor, delay: row.delay, stepSize: path.stepSize)
    return try zip(counts, row.late).map { delays, late in
      Check(
        Self.check(delays), try predicate.judge(late.state, risk: late.risk),
        detects: .init(2 * (try predicate.allowed(late.state)), "of the limit"))
    }
  }

  private func quadraticLaw() throws -> QuadraticLaw {
    try QuadraticLaw(
      FlowSystem(problem: item.problem.problem(), positions: item.positions), testTokens: testTokens,
      testSparsity: testSparsity)
  }

  private func states(_ flow: GradientFlow, at times: [Double]) throws -> [FlowState] {
    switch path {
    case .flow: return try flow.states(at: times)
    case .descent:
      var descent = try ReducedDescent(flow.system, stepSize: path.stepSize)
      return try descent.states(after: times.map { Int($0 / path.stepSize) })
    }
  }
}
