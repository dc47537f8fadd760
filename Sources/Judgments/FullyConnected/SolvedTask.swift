import Evidence
import Sim
import Theory

/// The network of Td neurons with a threshold beyond all tokens: it solves the task.
struct SolvedTask: Experiment {
  let problem: SmallProblem
  let threshold: Double

  /// The threshold of the network that is run, if another than the one that K = 8's rounding and risk are stated for.
  var runThreshold: Double?
  /// Whether a neuron that reads tokens is added, with no effect.
  var hasIdleNeuron = false

  static let greatest = "greatest loss"
  static let leastWidth = "least width"

  static let nearMisses: [Control] = {
    let original = SolvedTask(problem: .init(8, 4, 2), threshold: 8)
    var leaking = original
    leaking.runThreshold = 3
    var wide = original
    wide.hasIdleNeuron = true
    return [
      .nearMiss(of: original, "K = 3, where one entry in 740 leaks", check: greatest, leaking),
      .nearMiss(of: original, "one neuron more, which does nothing", check: leastWidth, wide),
    ]
  }()

  static let all: [any Experiment] = [
    SolvedTask(problem: .init(8, 4, 2), threshold: 8), SolvedTask(problem: .init(6, 2, 1), threshold: 8),
    SolvedTask(problem: .init(6, 2, 4), threshold: 8), SolvedTask(problem: .init(8, 4, 2), threshold: 10),
  ]

  struct Row: EvidenceRow {
    let samples: Int
    let width: Int
    let leastWidth: Int
    let predicted: Double
    let meanLoss: Double
    let greatestLoss: Double

    static let columns: [Column<Row>] = [
      Column(count: "samples") { $0.samples },
      Column(count: "width") { $0.width },
      Column(count: "least width (F4)") { $0.leastWidth },
      // A threshold of 8 or more leaves less than 1e-12.
      Column("predicted risk") { $0.predicted }.atMost { _ in [1e-12] },
      Column("mean loss") { $0.meanLoss }.atMost { [$0.greatestLoss] },
      Column("greatest loss") { $0.greatestLoss },
    ]
  }

  var claim: Claim { .f6HandMadeNetwork }
  /// A sample leaks with a probability that the threshold makes small.
  var spendsAll: Bool { false }
  var name: String {
    "\(problem.name), K = \(threshold), solved" + (runThreshold.map { ", run with K = \($0)" } ?? "")
      + (hasIdleNeuron ? ", an idle neuron added" : "")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let network = try F6HandMadeNetwork(problem: problem.problem(), threshold: threshold)
    let layers = try F6HandMadeNetwork(
      problem: network.problem, threshold: runThreshold ?? threshold
    ).layers()
    let samples = 2_000
    let losses = try HandMadeLosses(
      of: FullyConnectedNetwork(layers), against: network,
      TaskSamples(problem: network.problem, address: try trial.address(settings)), samples: samples)
    return Row(
      samples: samples, width: layers[0].weights.rows + (hasIdleNeuron ? 1 : 0),
      leastWidth: try F4WidthNeeded.exact(
        problem: network.problem, share: network.risk() / network.problem.trivialRisk),
      predicted: try network.risk(), meanLoss: losses.mean, greatestLoss: losses.greatest)
  }

  func judge(_ row: Row) throws -> [Check] {
    let network = try F6HandMadeNetwork(problem: problem.problem(), threshold: threshold)
    return [
      Check(
        Self.greatest,
        F6HandMadeNetworkPredicate.judge(greatestLoss: row.greatestLoss, rounding: network.roundingLoss),
        falseAlarm: FalseAlarm(ofEvent: try network.leakProbability(samples: row.samples)),
        detects: Check.Detectable(network.roundingLoss, "in the loss of a sample")),
      Check(
        Self.leastWidth, F6HandMadeNetworkPredicate.judge(width: row.width, leastWidth: row.leastWidth),
        detects: Check.Detectable(1, "neuron")),
    ]
  }
}
