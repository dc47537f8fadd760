import Evidence
import Sim
import Theory

/// One hidden layer of Td neurons trained on from F6's network with a low threshold, beside the same from a drawn start.
///
/// Observed: training lowers the risk of the network made by hand to a fifth at most, while from a drawn start a layer
/// of the same width does not even come to where that one began. The fifth was stated before
/// any run; base seeds 101 to 103 stayed within it.
struct TrainedFromHandMade: Experiment {
  static let check = "training goes on from F6"
  /// The greatest share of the start's risk that training may leave.
  static let share = 0.2

  let problem: SmallProblem
  /// The threshold K of the start.
  let threshold: Double
  /// Whether training starts there, or from drawn weights.
  var startsByHand = true
  var steps = 3000

  private static let twoOfEight = TrainedFromHandMade(problem: .init(8, 4, 2), threshold: 2)
  static let all = [
    twoOfEight,
    TrainedFromHandMade(problem: .init(6, 2, 4), threshold: 2),
  ]

  static let controls: [Control] = [
    .otherWorld(
      of: twoOfEight, "a drawn start",
      TrainedFromHandMade(problem: .init(8, 4, 2), threshold: 2, startsByHand: false)),
    .nearMiss(
      of: twoOfEight, "1 % of the steps", check: check,
      TrainedFromHandMade(problem: .init(8, 4, 2), threshold: 2, steps: 30)),
  ]

  struct Row: EvidenceRow {
    let width: Int
    let startRisk: Double
    let risk: Double
    let standardError: Double

    static let columns: [Column<Row>] = [
      Column(count: "width") { $0.width },
      Column("F6's risk") { $0.startRisk },
      Column("trained risk") { $0.risk },
      Column("standard error") { $0.standardError },
    ]
  }

  var claim: Claim { .f6HandMadeNetwork }
  var grade: Claim.Grade { .observed }
  var name: String {
    "\(problem.name), trained \(steps) steps "
      + (startsByHand ? "from K = \(threshold)" : "from a drawn start")
  }
  func repetitions(_ effort: Effort) -> Int {
    startsByHand && steps > 100 ? effort.pick(quick: 1, standard: 3, thorough: 10) : 1
  }

  func cost(_ effort: Effort) -> Cost {
    let inputs = problem.inputDimension + problem.tokens + problem.dimension
    return Cost(seconds: 6e-10 * Double(steps) * 256 * Double(problem.inputDimension * inputs))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let network = try F6HandMadeNetwork(problem: problem.problem(), threshold: threshold)
    let problem = network.problem
    let training = try NetworkTraining(
      problem: problem, hidden: [problem.inputDimension], steps: steps, batch: 256, initialStepSize: 1e-3)
    let shape = try FullyConnectedShape(problem, hidden: [problem.inputDimension])
    let start = try FullyConnectedNetwork<Float>(
      shape,
      parameters: network.layers().flatMap { $0.weights.elements + $0.biases }.map { Float($0) })
    let address = try trial.address(settings, purpose: .initialization)
    let trained = training.run(from: startsByHand ? start : nil, address: address)
    let sums = try CertificateSums(
      of: trained, firstLayer: trained, problem: problem, address: address,
      samples: settings.effort.pick(quick: 10_000, standard: 20_000, thorough: 100_000))
    return Row(
      width: problem.inputDimension, startRisk: try network.risk(), risk: sums.risk,
      standardError: sums.riskStandardError)
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.check,
        F6HandMadeNetworkPredicate.judge(
          trainedRisk: row.risk, standardError: row.standardError, atMost: Self.share * row.startRisk),
        detects: Check.Detectable(
          (Self.share * row.startRisk + 4 * row.standardError) / row.risk - 1, "of the trained risk"))
    ]
  }
}
