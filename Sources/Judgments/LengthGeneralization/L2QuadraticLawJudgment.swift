import Evidence
import Theory

extension ClaimJudgment {
  /// L2: t times the risk at (T', q') along the flow trained at (T, q), along gradient descent with steps, and of layers
  /// trained on samples.
  ///
  /// The controls hold the same risks against wrong laws, and layers on fixed positions against the law.
  public static let l2QuadraticLaw = ClaimJudgment(
    claim: .l2QuadraticLaw,
    experiments: LateRisk.flows + LateRisk.descents + PooledLayers.all,
    controls: LateRisk.controls + PooledLayers.controls,
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

/// A wrong law of the risk at other lengths, or the right one.
enum LengthLaw: String, Hashable, Sendable {
  case quadratic
  /// Linear in T' - T.
  case linear = "law linear in T' - T"
  /// Without the density, that of q' = q.
  case withoutDensity = "law of q' = q"

  /// The law's limit of t R' over that of L2.
  func factor(_ law: QuadraticLaw) throws -> Double {
    switch self {
    case .quadratic: 1
    case .linear: law.linearLimit / law.limit
    case .withoutDensity: try other(law).limit / law.limit
    }
  }

  /// The law whose slow term and limit are held against.
  func other(_ law: QuadraticLaw) throws -> QuadraticLaw {
    self == .withoutDensity
      ? try QuadraticLaw(
        law.system, testTokens: law.test.tokens, testSparsity: law.system.problem.sparsity) : law
  }
}

/// t R' at late times along the flow, or along gradient descent with step 1; nothing is random.
struct LateRisk: Experiment {
  /// What is followed.
  enum Path: String, Hashable, Sendable {
    case flow
    case descent = "gradient descent, step 1"
  }

  let item: FlowCase
  let testTokens: Int
  let testSparsity: Int
  let path: Path
  /// The law held against; another in a control.
  var law = LengthLaw.quadratic

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

  static let descents: [LateRisk] = tests(smallFrame, [(4, 2), (16, 2), (64, 2), (32, 8)], .descent)

  private static func tests(_ item: FlowCase, _ tests: [(Int, Int)], _ path: Path = .flow) -> [LateRisk] {
    tests.map { LateRisk(item: item, testTokens: $0.0, testSparsity: $0.1, path: path) }
  }

  static let controls: [Control] =
    (tests(frame, [(40, 6)]) + tests(smallFrame, [(32, 8)])).map { $0.control(.withoutDensity) }
    + (tests(frame, [(80, 3)]) + tests(smallFrame, [(64, 2)])).map { $0.control(.linear) }

  private func control(_ law: LengthLaw) -> Control {
    var wrong = self
    wrong.law = law
    return .otherWorld(of: self, law.rawValue, wrong)
  }

  struct Row: EvidenceRow {
    struct Late: Codable, Hashable, Sendable {
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
      Column(series: "predicted") { row in row.slowDeviations.map { 1 + $0 } },
      Column("t R' over t R there") { row in row.late.last.map { $0.risk / $0.state.risk } },
    ]

    /// t R' at the last time.
    var height: Double? { late.last.map { $0.state.time * $0.risk } }
  }

  var claim: Claim { .l2QuadraticLaw }
  var grade: Claim.Grade { .numerical }

  var name: String {
    "\(item.name), T'=\(testTokens) q'=\(testSparsity), "
      + (law == .quadratic ? path.rawValue : law.rawValue)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let flow = try item.flow()
    let delay = try D4SharpRatePredicate(flow.system, halfTime: flow.halfTime()).delay
    let law = try quadraticLaw()
    let late = try states(flow, delay: delay).map { state in
      Row.Late(
        state: state,
        risk: try L1Transfer.risk(
          flow.system.problem, alpha: state.alpha, logit: state.logit, testTokens: testTokens,
          testSparsity: testSparsity))
    }
    return Row(
      testTokens: testTokens, testSparsity: testSparsity, delay: delay, late: late,
      limit: try self.law.factor(law) * law.limit,
      slowDeviations: try late.map { try self.law.other(law).slowDeviation(time: $0.state.time) })
  }

  func judge(_ row: Row) throws -> [Check] {
    let law = try quadraticLaw()
    let predicate = L2QuadraticLawPredicate(try self.law.other(law), limit: row.limit, delay: row.delay)
    return [Check("t R'", .all(try row.late.map { try predicate.judge($0.state, risk: $0.risk) }))]
  }

  private func quadraticLaw() throws -> QuadraticLaw {
    try QuadraticLaw(
      FlowSystem(problem: item.problem.problem(), positions: item.positions), testTokens: testTokens,
      testSparsity: testSparsity)
  }

  private func states(_ flow: GradientFlow, delay: Double) throws -> [FlowState] {
    switch path {
    case .flow: return try flow.states(at: [1e2, 1e4, 1e6, 1e9].map { $0 * delay })
    case .descent:
      var descent = try ReducedDescent(flow.system, stepSize: 1)
      return try descent.states(after: [1e2, 1e3].map { Int($0 * delay) })
    }
  }
}
