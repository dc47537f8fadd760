import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D2: gradients in the full matrices, summed example by example, against the reduced velocity.
  public static let d2FlowSystem = ClaimJudgment(
    claim: .d2FlowSystem,
    experiments: FullGradients.all,
    controls: FullGradients.few.flatMap { $0.nearMisses() } + [
      .otherWorld(
        of: FullGradients(item: FlowCase(8, 4, 2)), "q = 3 for q = 2",
        FullGradients(item: FlowCase(8, 4, 2), heldAgainst: FlowCase(8, 4, 3)))
    ],
    own: .takes(required: [], optional: [.positions]) { [FullGradients(item: try .own($0))] })
}

/// Gradients in the full matrices at points along the flow and off it.
struct FullGradients: Experiment {
  let item: FlowCase
  /// The system whose velocity the gradients are held against; nil for their own.
  var heldAgainst: FlowCase?
  var world = EnumeratedGradient.World()

  static let all = FlowCase.small.map { FullGradients(item: $0) }

  /// Those with near misses: q = 1, q below and above T/2, d = 1, and frames of width T and wider.
  fileprivate static let few = [
    FlowCase(4, 1, 1), FlowCase(6, 2, 4), FlowCase(8, 4, 2), FlowCase(4, 2, 3, .orthonormalFrame(width: 4)),
    FlowCase(7, 1, 4, .orthonormalFrame(width: 9)),
  ].map { FullGradients(item: $0) }

  struct Row: EvidenceRow {
    let subsets: Int
    let points: [GradientPoint]
    /// The velocity C' predicted at each point.
    let logitVelocities: [Double]

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column(count: "points (alpha, C)") { $0.points.count },
      Column("largest difference of C'") { row in
        zip(row.points, row.logitVelocities).map { abs($0.attentionWeights.coefficient + $1) }.max()
      }.atMost { _ in [1e-12] },
      Column("largest part of grad_W off its family") { $0.points.map(\.attentionWeights.residual).max() },
    ]
  }

  var claim: Claim { .d2FlowSystem }
  var name: String {
    item.name + world.words + (heldAgainst.map { ", held against the system of \($0.name)" } ?? "")
  }
  func cost(_ effort: Effort) -> Cost { GradientPoint.cost(item) }

  private func system() throws -> FlowSystem { try (heldAgainst ?? item).flow().system }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let points = try await GradientPoint.along(item, world: world)
    let system = try system()
    return Row(
      subsets: try Subsets.count(of: item.problem.problem()), points: points,
      logitVelocities: try points.map { try system.velocity(alpha: $0.alpha, logit: $0.logit).logit })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D2FlowPredicate(try system())
    let judged = try row.points.map {
      try predicate.judge(
        alpha: $0.alpha, logit: $0.logit, valueGradient: $0.value, weightGradient: $0.attentionWeights)
    }
    let detects = Check.Detectable(2 * predicate.tolerance, "of the gradient's scale")
    func check(_ name: String, _ part: (D2FlowPredicate.Judged) -> Verdict) -> Check {
      Check(name, .all(judged.map(part)), detects: detects)
    }
    return [check("alpha'", \.alpha)]
      // A 1 x 1 gradient is a multiple of I in every world.
      + (item.problem.dimension > 1 ? [check("grad_V off the identity", \.value)] : [])
      + [check("C'", \.logit), check("grad_W off its family", \.attentionWeights)]
  }

  /// For each check a system or a world that is wrong by little.
  fileprivate func nearMisses() -> [Control] {
    let (problem, positions) = (item.problem, item.positions)
    var longer = self
    longer.heldAgainst = FlowCase(problem.tokens + 1, problem.dimension, problem.sparsity, positions)
    var (wider, uneven, skewed) = (self, self, self)
    let otherKappa: PositionLaw
    if case .orthonormalFrame(let width) = positions {
      otherKappa = .orthonormalFrame(width: width + 1)
      uneven.world.firstFrame = 1.001
      longer.heldAgainst = FlowCase(
        problem.tokens + 1, problem.dimension, problem.sparsity, .orthonormalFrame(width: width + 1))
    } else {
      otherKappa = .orthonormalFrame(width: problem.tokens)
      uneven.world.firstSubset = 1.001
    }
    wider.heldAgainst = FlowCase(problem.tokens, problem.dimension, problem.sparsity, otherKappa)
    skewed.world.lastVariance = 1.02
    let isOneHot = positions == .oneHot
    return [
      .nearMiss(of: self, "N + 1 for N", check: "alpha'", longer),
      .nearMiss(
        of: self, isOneHot ? "kappa = 1/T for 1/(T-1)" : "kappa of a frame one wider", check: "C'", wider),
      .nearMiss(
        of: self, "the first \(isOneHot ? "subset" : "frame") 1.001 times as likely",
        check: "grad_W off its family", uneven),
    ]
      + (problem.dimension > 1
        ? [
          .nearMiss(
            of: self, "tokens of covariance diag(1, ..., 1, 1.02)", check: "grad_V off the identity", skewed)
        ] : [])
  }
}
