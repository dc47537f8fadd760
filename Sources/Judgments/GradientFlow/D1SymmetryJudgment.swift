import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D1: the full matrices along the population flow, its gradients summed example by example.
  public static let d1Symmetry = ClaimJudgment(
    claim: .d1Symmetry,
    experiments: FullMatrixFlow.all,
    controls: FullMatrixFlow.few.flatMap { $0.nearMisses() } + [
      .otherWorld(
        of: FullMatrixFlow(item: FlowCase(6, 2, 2)), "the first subset is twice as likely as the others",
        FullMatrixFlow(item: FlowCase(6, 2, 2)) { $0.firstSubset = 2 })
    ],
    own: .takes(required: [], optional: [.positions]) { [FullMatrixFlow(item: try .own($0))] })
}

/// The flow of the full matrices from zero, and what of it lies off the family.
struct FullMatrixFlow: Experiment {
  let item: FlowCase
  var world = EnumeratedGradient.World()

  init(item: FlowCase, _ change: (inout EnumeratedGradient.World) -> Void = { _ in }) {
    self.item = item
    change(&world)
  }

  static let all =
    [
      (2, 1, 1), (3, 2, 1), (4, 5, 2), (5, 2, 4), (6, 2, 2), (6, 3, 4), (7, 1, 3), (8, 2, 6), (10, 2, 1),
    ].map { FullMatrixFlow(item: FlowCase($0.0, $0.1, $0.2)) }
    + [
      FlowCase(3, 2, 1, .orthonormalFrame(width: 3)), FlowCase(4, 2, 2, .orthonormalFrame(width: 5)),
      FlowCase(4, 1, 3, .orthonormalFrame(width: 6)),
    ].map { FullMatrixFlow(item: $0) }

  /// Those with near misses: q below and above T/2, d = 1, and a frame.
  fileprivate static let few = [
    FlowCase(3, 2, 1), FlowCase(6, 2, 2), FlowCase(5, 2, 4), FlowCase(7, 1, 3),
    FlowCase(4, 2, 2, .orthonormalFrame(width: 5)),
  ].map { FullMatrixFlow(item: $0) }

  struct Row: EvidenceRow {
    struct Moment: Codable, Hashable, Sendable {
      let time: Double
      let value: FamilyFit
      let attentionWeights: FamilyFit
    }

    let subsets: Int
    let moments: [Moment]

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column(series: "t") { $0.moments.map(\.time) },
      Column(series: "part of V off alpha I") { $0.moments.map(\.value.residual) },
      Column(series: "part of W off its family") { $0.moments.map(\.attentionWeights.residual) },
      Column("C at the end") { $0.moments.last?.attentionWeights.coefficient },
    ]
  }

  var claim: Claim { .d1Symmetry }
  var name: String { item.name + world.words }
  func cost(_ effort: Effort) -> Cost { FullMatrixCost.cost(item, gradients: 4 * 100 / step) }

  /// Rounding is all that can leave the family, whatever the step; frames have many examples.
  private var step: Double { item.positions == .oneHot ? 0.25 : 0.5 }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let sums = try EnumeratedGradient(problem, positions: item.positions, world: world)
    let times = [1.0, 10, 30, 100]
    let path = try PopulationFlow.path(
      from: AttentionWeights(dimension: problem.dimension, positionDimension: item.positionDimension),
      times: times, step: step
    ) { weights throws(TheoryError) in try sums.gradient(at: weights) }
    return Row(
      subsets: try Subsets.count(of: problem),
      moments: try zip(times, path).map { time, weights in
        Row.Moment(
          time: time, value: try FamilyFit(identity: weights.valueMatrix()),
          attentionWeights: try FamilyFit(
            attentionWeights: weights.keyQueryMatrix(), positions: item.positions))
      })
  }

  /// A 1 x 1 matrix V is a multiple of I in every world: it is judged from d = 2 on.
  func judge(_ row: Row) -> [Check] {
    (item.problem.dimension > 1 ? [check("V", row.moments.map(\.value))] : [])
      + [check("W", row.moments.map(\.attentionWeights))]
  }

  private func check(_ name: String, _ fits: [FamilyFit]) -> Check {
    let predicate = D1SymmetryPredicate()
    return Check(
      name, .all(fits.map { predicate.judge($0, name) }),
      detects: .init(fits.map(predicate.allowed).min() ?? .nan, "in the norm of \(name)"))
  }

  /// For each check a world that is wrong by little.
  fileprivate func nearMisses() -> [Control] {
    var found: [Control] = []
    if item.problem.dimension > 1 {
      found.append(
        .nearMiss(
          of: self, "tokens of covariance diag(1, ..., 1, 1.02)", check: "V",
          FullMatrixFlow(item: item) { $0.lastVariance = 1.02 }))
    }
    let change = "the first \(item.positions == .oneHot ? "subset" : "frame") 1.001 times as likely"
    found.append(
      .nearMiss(
        of: self, change, check: "W",
        FullMatrixFlow(item: item) { world in
          if item.positions == .oneHot { world.firstSubset = 1.001 } else { world.firstFrame = 1.001 }
        }))
    return found
  }
}

extension EnumeratedGradient.World {
  /// What is different, in words that follow an experiment's name.
  var words: String {
    (lastVariance == 1 ? "" : ", last coordinate of variance \(lastVariance)")
      + (firstSubset == 1 ? "" : ", first subset \(firstSubset) times as likely")
      + (firstFrame == 1 ? "" : ", first frame \(firstFrame) times as likely")
  }
}
