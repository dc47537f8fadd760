import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D9: exponents of the linearised and of the full population flow, what the full flow from random starts conserves and
  /// loses, and SGD from random starts.
  public static let d9RandomStart = ClaimJudgment(
    claim: .d9RandomStart,
    experiments: LinearizedMode.all + RandomStartFlow.all + RandomStartDescent.all + FullFlowMode.all,
    controls: LinearizedMode.controls + FullFlowMode.controls,
    own: .takes(required: [], optional: [.steps]) { own in
      let problem = SmallProblem(own.problem)
      let modes = WeightMode.allCases.filter {
        (try? $0.exponent(own.problem)) != nil && own.problem.tokens >= 4
      }
      return modes.map { LinearizedMode(mode: ModeOfProblem(problem, $0)) } + [
        RandomStartFlow(problem: problem), RandomStartDescent(problem: problem, steps: own.steps ?? 500),
      ]
    })
}

/// A mode with a problem.
struct ModeOfProblem: Hashable, Sendable {
  let problem: SmallProblem
  let mode: WeightMode

  init(_ problem: SmallProblem, _ mode: WeightMode) {
    self.problem = problem
    self.mode = mode
  }

  init(_ tokens: Int, _ sparsity: Int, _ mode: WeightMode, dimension: Int = 2) {
    self.init(SmallProblem(tokens, dimension, sparsity), mode)
  }

  var name: String { "\(problem.name), \(mode.rawValue) mode" }

  /// The number of subsets times the entries of W.
  var work: Double {
    guard let problem = try? problem.problem(), let subsets = try? Subsets.count(of: problem) else {
      return 0
    }
    return Double(subsets * problem.tokens * problem.tokens)
  }
}

/// The exponent of a mode in the flow linearised around the flow from zero, over t = 10^9 to 10^12.
struct LinearizedMode: Experiment {
  let mode: ModeOfProblem
  /// The mode whose exponent is claimed; nil is its own.
  var claimed: WeightMode?

  static let all: [LinearizedMode] = [
    ModeOfProblem(6, 1, .symmetric), ModeOfProblem(5, 1, .antisymmetric), ModeOfProblem(6, 2, .difference),
    ModeOfProblem(6, 3, .difference), ModeOfProblem(5, 4, .difference),
    ModeOfProblem(8, 2, .difference, dimension: 5), ModeOfProblem(5, 2, .symmetric),
    ModeOfProblem(6, 2, .symmetric), ModeOfProblem(8, 2, .symmetric, dimension: 1),
    ModeOfProblem(6, 2, .antisymmetric), ModeOfProblem(6, 3, .symmetric),
  ].map { LinearizedMode(mode: $0) }

  /// Each is held against the exponent of another mode.
  static let controls: [Control] = [
    (ModeOfProblem(6, 2, .difference), WeightMode.symmetric), (ModeOfProblem(6, 2, .symmetric), .difference),
    (ModeOfProblem(6, 2, .difference), .antisymmetric), (ModeOfProblem(6, 2, .antisymmetric), .symmetric),
  ].map { mode, claimed in
    .otherWorld(
      of: LinearizedMode(mode: mode), "the exponent of the \(claimed.rawValue) mode", check: "exponent",
      LinearizedMode(mode: mode, claimed: claimed))
  }

  struct Row: EvidenceRow {
    let exponent: Double?
    let predicted: Double?
    let normRatio: Double
    let leak: Double

    static let columns: [Column<Row>] = [
      Column("exponent") { $0.exponent }, Column("predicted exponent") { $0.predicted },
      Column("norm at t = 10^12 over the start's") { $0.normRatio },
      Column("part of the motion outside the span") { $0.leak },
    ]
  }

  var claim: Claim { .d9RandomStart }
  var name: String { mode.name + (claimed.map { ", exponent of the \($0.rawValue) mode" } ?? "") }

  /// 553 steps of two stages, each with the curvature at one point for every basis matrix.
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 2e-6 * mode.work) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try mode.problem.problem()
    var linear = try LinearizedFlow(
      SubsetEnumeration(problem), basis: mode.mode.basis(problem).map(\.elements))
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    let norms = try linear.norms(
      start: mode.mode.coefficients(problem), flow: flow, from: 1, to: 1e12, stepsPerUnit: 20)
    let late = norms.filter { $0.time >= 1e9 }
    let exponent = D9RandomStartPredicate.exponent(times: late.map(\.time), norms: late.map(\.norm))
    let predicted = try (claimed ?? mode.mode).exponent(problem)
    return Row(
      exponent: exponent.isFinite ? exponent : nil, predicted: predicted.isFinite ? predicted : nil,
      normRatio: norms[norms.count - 1].norm / norms[0].norm, leak: linear.leak)
  }

  /// A norm that became 0 has no exponent; it counts as infinite.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = D9RandomStartPredicate(try mode.problem.problem())
    return [
      Check(
        "exponent", try predicate.judge(exponent: row.exponent ?? .infinity, of: claimed ?? mode.mode)),
      Check("closed span", .within(1e-12, deviation: row.leak, "part of the motion outside the span")),
    ]
  }
}
