import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D9: exponents of the linearised and of the full population flow, what the full flow from random starts conserves and
  /// loses, and SGD from random starts.
  public static let d9RandomStart = ClaimJudgment(
    claim: .d9RandomStart,
    experiments: LinearizedMode.all + RandomStartFlow.all + RandomStartDescent.all + FullFlowMode.all,
    controls: LinearizedMode.controls + RandomStartFlow.controls + RandomStartDescent.controls
      + FullFlowMode.controls,
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
  /// What is changed.
  var change = ModeChange.none

  static let all: [LinearizedMode] = [
    ModeOfProblem(6, 1, .symmetric), ModeOfProblem(5, 1, .antisymmetric), ModeOfProblem(6, 2, .difference),
    ModeOfProblem(6, 3, .difference), ModeOfProblem(5, 4, .difference),
    ModeOfProblem(8, 2, .difference, dimension: 5), ModeOfProblem(5, 2, .symmetric),
    ModeOfProblem(6, 2, .symmetric), ModeOfProblem(8, 2, .symmetric, dimension: 1),
    ModeOfProblem(6, 2, .antisymmetric), ModeOfProblem(6, 3, .symmetric),
  ].map { LinearizedMode(mode: $0) }

  /// Every slow mode's exponent off by a little; a slow mode claimed fast; a span that is not closed.
  static let controls: [Control] =
    all.compactMap { original in
      guard let problem = try? original.mode.problem.problem(),
        let exponent = try? original.mode.mode.exponent(problem), exponent.isFinite
      else { return nil }
      return nearMiss(original.mode, .exponentFactor(1.005), check: "exponent")
    } + [
      nearMiss(ModeOfProblem(5, 4, .difference), .exponentOf(.antisymmetric), check: "exponent"),
      nearMiss(ModeOfProblem(6, 2, .difference), .basisError(1e-9), check: "closed span"),
      .otherWorld(
        of: LinearizedMode(mode: ModeOfProblem(6, 2, .difference)), "the exponent of the symmetric mode",
        check: "exponent",
        LinearizedMode(mode: ModeOfProblem(6, 2, .difference), change: .exponentOf(.symmetric))),
    ]

  private static func nearMiss(_ mode: ModeOfProblem, _ change: ModeChange, check: String) -> Control {
    .nearMiss(
      of: LinearizedMode(mode: mode), change.name, check: check, LinearizedMode(mode: mode, change: change))
  }

  struct Row: EvidenceRow {
    let exponent: Double?
    let predicted: Double?
    let normRatio: Double
    let leak: Double

    static let columns: [Column<Row>] = [
      Column("exponent") { $0.exponent }, Column("predicted exponent") { $0.predicted },
      // (t/tau)^-p with a tau of less than 10^3.
      Column("norm at t = 10^12 over the start's") { $0.normRatio }
        .atMost { [$0.predicted.map { Elementary.exp(-9 * Elementary.log(10) * $0) } ?? 1e-9] },
      Column("part of the motion outside the span") { $0.leak },
    ]
  }

  var claim: Claim { .d9RandomStart }
  var name: String { mode.name + (change == .none ? "" : ", \(change.name)") }

  /// 553 steps of two stages, each with the curvature at one point for every basis matrix.
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 2e-6 * mode.work) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try mode.problem.problem()
    var basis = try mode.mode.basis(problem).map(\.elements)
    if case .basisError(let error) = change { basis[0][0] += error }
    var linear = try LinearizedFlow(SubsetEnumeration(problem), basis: basis)
    let flow = try GradientFlow(problem: problem, positions: .oneHot)
    let norms = try linear.norms(
      start: mode.mode.coefficients(problem), flow: flow, from: 1, to: 1e12, stepsPerUnit: 20)
    let late = norms.filter { $0.time >= 1e9 }
    let exponent = D9RandomStartPredicate.exponent(times: late.map(\.time), norms: late.map(\.norm))
    let predicted = try change.exponent(mode.mode, problem)
    return Row(
      exponent: exponent.isFinite ? exponent : nil, predicted: predicted.isFinite ? predicted : nil,
      normRatio: norms[norms.count - 1].norm / norms[0].norm, leak: linear.leak)
  }

  /// A norm that became 0 has no exponent; it counts as infinite.
  ///
  /// An exponent off by twice the tolerance is refuted.
  func judge(_ row: Row) throws -> [Check] {
    let predicate = D9RandomStartPredicate(try mode.problem.problem())
    return [
      Check(
        "exponent",
        predicate.judge(exponent: row.exponent ?? .infinity, predicted: row.predicted ?? .infinity),
        detects: row.predicted == nil ? nil : Check.Detectable(2 * predicate.tolerance, "of the exponent")),
      Check(
        "closed span", .within(1e-12, deviation: row.leak, "part of the motion outside the span"),
        detects: Check.Detectable(1e-12, "of the motion")),
    ]
  }
}

/// A change of a mode, or of what is claimed of it.
enum ModeChange: Hashable, Sendable {
  case none
  case exponentFactor(Double)
  case exponentOf(WeightMode)
  /// Added to one entry of the first basis matrix.
  case basisError(Double)

  var name: String {
    switch self {
    case .none: ""
    case .exponentFactor(let factor): "\(factor) of the exponent"
    case .exponentOf(let mode): "exponent of the \(mode.rawValue) mode"
    case .basisError(let error): "an entry of the mode off by \(error)"
    }
  }

  /// The exponent that is claimed.
  func exponent(_ mode: WeightMode, _ problem: Problem) throws -> Double {
    switch self {
    case .none, .basisError: try mode.exponent(problem)
    case .exponentFactor(let factor): try factor * mode.exponent(problem)
    case .exponentOf(let other): try other.exponent(problem)
    }
  }
}
