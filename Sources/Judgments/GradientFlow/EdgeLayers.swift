import Evidence
import Sim
import Theory

/// Layers trained in full with a small batch, below and beyond the edge of the mean square; every layer counts.
struct EdgeLayers: Experiment {
  let stepSize: Double
  /// Which side of the edge the step is said to be on.
  let side: Side

  /// A side of the edge.
  enum Side: String, Sendable {
    case below, beyond
  }

  private static let problem = SmallProblem(8, 3, 2)
  private static let batch = 2
  private static let times = stride(from: 600.0, through: 800, by: 8)

  /// The edge of full training is 1.085, that of V alone 4/3.
  static let all = [belowBoth, betweenBoth, EdgeLayers(stepSize: 1.4, side: .beyond)]

  private static let belowBoth = EdgeLayers(stepSize: 0.6, side: .below)
  private static let betweenBoth = EdgeLayers(stepSize: 1.3, side: .beyond)

  static let controls: [Control] = [
    .nearMiss(
      of: belowBoth, "a step beyond the edge", check: Side.below.rawValue,
      EdgeLayers(stepSize: 1.3, side: .below)),
    .nearMiss(
      of: betweenBoth, "a step 8 % below the edge", check: Side.beyond.rawValue,
      EdgeLayers(stepSize: 1, side: .beyond)),
  ]

  struct Row: EvidenceRow {
    /// Each layer's mean excess over the times; 1e300 where it is larger or no number.
    let excesses: [Double]
    /// The excess of a layer that answers 0.
    let trivial: Double
    let stepLimit: Double

    static let columns: [Column<Row>] = [
      Column(count: "networks") { $0.excesses.count },
      Column("edge") { $0.stepLimit },
      Column("least excess") { $0.excesses.min() },
      Column("median") { $0.excesses.sorted()[($0.excesses.count - 1) / 2] },
      Column("largest") { $0.excesses.max() },
      Column(count: "above 10") { $0.excesses.filter { $0 > D17ExactMisadjustment.diverged }.count },
    ]
    static let conditions: Set = ["trivial", "stepLimit"]
  }

  var claim: Claim { .d17ExactMisadjustment }
  var grade: Claim.Grade { .observed }
  var name: String {
    "\(Self.problem.name), step \(stepSize), batch \(Self.batch), said to be \(side.rawValue) the edge"
  }
  func repetitions(_ effort: Effort) -> Int { 1 }
  private func count(_ effort: Effort) -> Int { effort.pick(quick: 10, standard: 30, thorough: 200) }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: Double(count(effort)) * 800 / stepSize * 1.2e-5) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try Self.problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let attention = try AttentionSettings(oneHot: problem, batch: Self.batch, stepSize: stepSize)
    let steps = Self.times.map { Int(($0 / stepSize).rounded()) }
    var descent = try ReducedDescent(FlowSystem(problem: problem, positions: .oneHot), stepSize: stepSize)
    let quiet = try descent.states(after: steps).map(\.risk)
    let excesses = try (0..<count(settings.effort)).map { network in
      let looks = try RiskDuringTraining.looks(
        attention, over: enumeration, address: trial.address(settings, part: network), steps: steps)
      let mean = zip(looks, quiet).reduce(0) { $0 + ($1.0.risk / $1.1 - 1) / Double(steps.count) }
      return mean < 1e300 ? mean : 1e300
    }
    return Row(
      excesses: excesses, trivial: problem.trivialRisk / (quiet.last ?? .nan) - 1,
      stepLimit: try LateNoise(problem, batch: Self.batch).stepLimit)
  }

  func judge(_ row: Row) -> [Check] {
    switch side {
    case .below:
      [
        Check(
          side.rawValue, D17ExactMisadjustment.judge(below: row.excesses, trivial: row.trivial),
          detects: .init(0.2, "of the step"))
      ]
    case .beyond:
      [
        Check(
          side.rawValue, D17ExactMisadjustment.judge(beyond: row.excesses),
          detects: .init(0.08, "of the step"))
      ]
    }
  }
}
