import Evidence
import Sim
import Theory

/// A layer trained on samples at the width that the law sets for half of a target risk: it reaches the target.
struct TargetLayer: Experiment {
  let problem: SmallProblem
  /// The flow's time at which training ends, where its risk has come down to four fifths of the target.
  let time: Double
  /// How many layers are trained.
  let networks: AttentionRecipe.Counts
  /// The share of the target that the law sets the width for.
  var shareOfTarget = 0.5
  /// The share of the target at whose width the floor that it is held against is taken, if another.
  var floorAt: Double?

  /// The target, a share of the trivial risk.
  static let target = 0.1
  static let reached = "reaches a tenth of the trivial risk"
  static let above = "not below the floor"

  private static let twoOfSixteen = TargetLayer(
    problem: SmallProblem(16, 4, 2), time: 700, networks: .init(1, 4, 16))
  private static let twoOfThirtyTwo = TargetLayer(
    problem: SmallProblem(32, 4, 2), time: 1000, networks: .init(0, 4, 16))

  static let all = [
    twoOfSixteen, twoOfThirtyTwo,
    TargetLayer(problem: SmallProblem(32, 4, 3), time: 1600, networks: .init(0, 2, 8)),
    TargetLayer(problem: SmallProblem(64, 4, 2), time: 1500, networks: .init(0, 2, 8)),
    TargetLayer(problem: SmallProblem(128, 4, 2), time: 2500, networks: .init(0, 2, 4)),
    TargetLayer(problem: SmallProblem(256, 4, 2), time: 4200, networks: .init(0, 1, 4)),
  ]

  static let nearMisses: [Control] = [twoOfSixteen, twoOfThirtyTwo].flatMap { layer in
    var narrow = layer
    narrow.shareOfTarget = 2
    var held = layer
    held.floorAt = 2
    return [
      Control.nearMiss(
        of: layer, "the width that the law sets for twice the target", check: reached, narrow),
      .nearMiss(of: layer, "held against the floor of the width for twice the target", check: above, held),
    ]
  }

  struct Row: EvidenceRow {
    let width: Int
    let steps: Int
    let risk: Double
    let told: Double
    let logit: Double
    let floor: Double
    let trivial: Double

    static let columns: [Column<Row>] = [
      Column(count: "width") { $0.width }, Column(count: "steps") { $0.steps },
      Column("C") { $0.logit }, Column("risk / trivial") { $0.risk / $0.trivial },
      // The noise of its steps adds up to a tenth to a layer's risk at these; three times that is let pass.
      Column("descent of the system") { $0.told / $0.trivial }.near(within: 0.3) { [$0.risk / $0.trivial] },
      Column("floor / trivial") { $0.floor / $0.trivial },
    ]
  }

  var claim: Claim { .a6FloorLaw }
  var independentNetworks: Bool { true }
  var name: String {
    "\(problem.name), layer trained at the width for "
      + (shareOfTarget == 0.5 ? "half" : "\(NumberText.short(shareOfTarget)) times") + " the target"
      + (floorAt.map { ", floor of that for \(NumberText.short($0)) times" } ?? "")
  }

  private var isOwn: Bool { shareOfTarget == 0.5 && floorAt == nil }

  func repetitions(_ effort: Effort) -> Int {
    isOwn ? networks.at(effort) : min(networks.at(effort), effort.pick(quick: 1, standard: 2, thorough: 4))
  }

  func cost(_ effort: Effort) -> Cost {
    (try? recipe()).map { GaussianNetwork.cost($0, effort) } ?? Cost(seconds: 1)
  }

  private func width(_ share: Double) throws -> Int {
    try A6FloorLaw.width(problem.problem(), share: share * Self.target)
  }

  private func recipe() throws -> AttentionRecipe {
    AttentionRecipe(
      problem: problem, positions: .gaussian, positionDimension: try width(shareOfTarget), batch: 64,
      stepSize: 2, schedule: .at([time]), evaluationDraws: 400, networks: networks)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let recipe = try recipe()
    let network = GaussianNetwork(recipe: recipe, repetition: trial.repetition, settings: settings)
    let told = try await GaussianReference.all(recipe, settings.effort)
    guard let state = try await network.states().last, let reference = told.last else {
      throw TheoryError(value: "no state", rule: "a layer is looked at once or more")
    }
    let problem = try problem.problem()
    let floor = try GaussianPositionFloor(
      problem: problem, width: try floorAt.map(width) ?? recipe.positionDimension)
    return Row(
      width: recipe.positionDimension, steps: recipe.steps(to: time), risk: state.risk,
      told: reference.risk, logit: state.logit, floor: floor.risk, trivial: problem.trivialRisk)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    return [
      Check(
        Self.reached,
        A6FloorLawPredicate.judge(risk: row.risk, atMost: Self.target, of: problem),
        detects: .init(Self.target * row.trivial / row.risk - 1, "of the risk"), margin: .distance),
      Check(
        Self.above, A6FloorLawPredicate.judge(risk: row.risk, atLeast: row.floor),
        detects: .init(1 - 0.95 * row.floor / row.risk, "of the risk"), margin: .distance),
    ]
  }
}
