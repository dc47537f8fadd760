import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D2: gradients in the full matrices, enumerated over all subsets, against the reduced velocity.
  public static let d2FlowSystem = ClaimJudgment(
    claim: .d2FlowSystem,
    experiments: FullGradients.all,
    controls: FullGradients.all.compactMap { experiment in
      guard case .orthonormalFrame(let width) = experiment.item.positions else { return nil }
      var wider = experiment
      wider.kappaOf = .orthonormalFrame(width: width + 1)
      return .nearMiss(of: experiment, "kappa of a frame one wider", wider)
    },
    own: .takes(required: [], optional: [.positions]) { [FullGradients(item: try .own($0))] })
}

/// Gradients in the full matrices at points along the flow and off it.
///
/// With a frame E the gradient in W is E G E^T, G the gradient in the logits' bilinear form; E is a fresh Haar draw.
struct FullGradients: Experiment {
  let item: FlowCase
  /// The position law whose kappa the gradients are held against; nil for their own.
  var kappaOf: PositionLaw?

  static let all = FlowCase.small.map { FullGradients(item: $0) }

  struct Row: EvidenceRow {
    struct Point: Codable, Hashable, Sendable {
      let alpha: Double
      let logit: Double
      /// The gradient in V, fitted by a multiple of I.
      let value: FamilyFit
      /// The gradient in W, fitted by the family of the positions.
      let attentionWeights: FamilyFit
      /// The velocity C' that is predicted.
      let logitVelocity: Double
    }

    let subsets: Int
    let points: [Point]

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column(count: "points (alpha, C)") { $0.points.count },
      Column("largest difference of C'") { row in
        row.points.map { abs($0.attentionWeights.coefficient + $0.logitVelocity) }.max()
      },
    ]
  }

  var claim: Claim { .d2FlowSystem }
  var name: String { item.name + (kappaOf.map { ", kappa of \($0)" } ?? "") }
  func repetitions(_ effort: Effort) -> Int { effort.pick(quick: 1, standard: 2, thorough: 10) }
  func cost(_ effort: Effort) -> Cost { FullMatrixCost.cost(item.problem, gradients: 8) }

  private func system() throws -> FlowSystem {
    try FlowSystem(problem: item.problem.problem(), positions: kappaOf ?? item.positions)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let onPath = try item.flow().states(at: [1, 10, 100, 1e4]).map { ($0.alpha, $0.logit) }
    let points = onPath + [(-0.5, 1), (0.3, -2), (2, 0.5), (1, 6)]
    let frame = try frame(problem, trial.address(settings))
    return Row(
      subsets: try Subsets.count(of: problem),
      points: try points.map { alpha, logit in
        let layer = AttentionWeights(
          alpha: alpha, logit: logit, dimension: problem.dimension, positionDimension: problem.tokens)
        let gradient = try PopulationGradient(oneHot: layer, over: enumeration).gradient
        let weight = try embed(gradient.keyQueryMatrix(), frame)
        return Row.Point(
          alpha: alpha, logit: logit, value: try FamilyFit(identity: gradient.valueMatrix()),
          attentionWeights: try FamilyFit(attentionWeights: weight, positions: item.positions),
          logitVelocity: try system().velocity(alpha: alpha, logit: logit).logit)
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D2FlowPredicate(try system())
    let judged = try row.points.map {
      try predicate.judge(
        alpha: $0.alpha, logit: $0.logit, valueGradient: $0.value, weightGradient: $0.attentionWeights)
    }
    return [
      Check("alpha'", .all(judged.map(\.alpha))),
      Check("grad_V off the identity", .all(judged.map(\.value))),
      Check("C'", .all(judged.map(\.logit))),
    ]
      + (item.positions == .oneHot
        ? [Check("grad_W off its family", .all(judged.map(\.attentionWeights)))] : [])
  }

  /// A Haar random frame as a width x T matrix; nil for one-hot positions.
  private func frame(_ problem: Problem, _ address: StreamAddress) throws -> Matrix? {
    guard case .orthonormalFrame(let width) = item.positions else { return nil }
    let draw = try PositionDraw(
      AttentionSettings(
        problem: problem, positions: .orthonormalFrame, positionDimension: width, batch: 1, stepSize: 0),
      address: address, index: 0)
    return try Matrix(rows: problem.tokens, columns: width, elements: draw.positions.flatMap(\.self))
      .transposed
  }

  /// E G E^T.
  private func embed(_ gradient: Matrix, _ frame: Matrix?) throws -> Matrix {
    guard let frame else { return gradient }
    return try frame.product(gradient).product(frame.transposed)
  }
}
