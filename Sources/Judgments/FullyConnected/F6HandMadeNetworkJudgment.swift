import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F6: the mean loss of the network made by hand against its predicted risk, its error at every sample against the
  /// proof's, and its losses where no gate leaks.
  public static let f6HandMadeNetwork = ClaimJudgment(
    claim: .f6HandMadeNetwork,
    experiments: HandMadeRisk.all + SolvedTask.all + TrainedFromHandMade.all,
    controls: HandMadeRisk.nearMisses + SolvedTask.nearMisses + TrainedFromHandMade.controls,
    own: .takes(required: [], optional: [.width]) { own in
      let problem = SmallProblem(own.problem)
      let coordinates = own.width ?? problem.inputDimension
      _ = try F6HandMadeNetwork(problem: own.problem, coordinates: coordinates, threshold: 1)
      _ = try Subsets.count(of: own.problem, limit: 20_000)
      return [HandMadeRisk(problem: problem, coordinates: coordinates, threshold: 1)]
        + (coordinates == problem.inputDimension ? [SolvedTask(problem: problem, threshold: 8)] : [])
    })
}

/// The network made by hand at a threshold low enough that its gates leak.
struct HandMadeRisk: Experiment {
  /// What differs from the network whose risk is predicted.
  enum Fault: Hashable, Sendable {
    case none
    /// Another threshold K.
    case threshold(Double)
    /// The outputs are not shifted by the mean of the leaks.
    case noShift
    /// The last of the k neurons is deleted.
    case neuronDeleted

    var name: String {
      switch self {
      case .none: ""
      case .threshold(let threshold): ", run with K = \(threshold)"
      case .noShift: ", run without the shift"
      case .neuronDeleted: ", run with a neuron deleted"
      }
    }
  }

  static let meanLoss = "mean loss"
  static let errors = "error at every sample"

  let problem: SmallProblem
  let coordinates: Int
  let threshold: Double
  var fault = Fault.none
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  /// All coordinates and some, q = 1, q below and above T/2.
  static let all: [any Experiment] = [
    HandMadeRisk(problem: .init(8, 4, 2), coordinates: 32, threshold: 1),
    HandMadeRisk(problem: .init(8, 4, 2), coordinates: 20, threshold: 1),
    HandMadeRisk(problem: .init(6, 2, 1), coordinates: 12, threshold: 1),
    HandMadeRisk(problem: .init(6, 2, 4), coordinates: 9, threshold: 1),
    HandMadeRisk(problem: .init(10, 3, 3), coordinates: 17, threshold: 1.5),
    HandMadeRisk(problem: .init(8, 4, 2), coordinates: 32, threshold: 1.5),
    HandMadeRisk(problem: .init(8, 4, 2), coordinates: 32, threshold: 3),
  ]

  static let nearMisses: [Control] = {
    let full = HandMadeRisk(problem: .init(8, 4, 2), coordinates: 32, threshold: 1)
    let partial = HandMadeRisk(problem: .init(10, 3, 3), coordinates: 17, threshold: 1.5)
    func nearMiss(_ original: HandMadeRisk, _ change: String, check: String, _ fault: Fault) -> Control {
      var world = original
      world.fault = fault
      return .nearMiss(of: original, change, check: check, world)
    }
    return [
      nearMiss(full, "a threshold 2 % higher", check: meanLoss, .threshold(1.02)),
      nearMiss(full, "a threshold 2 % lower", check: meanLoss, .threshold(0.98)),
      nearMiss(full, "no shift by T mu/q", check: meanLoss, .noShift),
      nearMiss(full, "one neuron deleted", check: meanLoss, .neuronDeleted),
      nearMiss(partial, "one neuron deleted", check: errors, .neuronDeleted),
    ]
  }()

  struct Row: EvidenceRow {
    let samples: Int
    let width: Int
    let predicted: Double
    var risk: Measured
    /// The standard error of the mean loss, by its exact variance.
    let standardError: Double
    let greatestDifference: Double

    static let columns: [Column<Row>] = [
      Column(count: "samples") { $0.samples },
      Column(count: "width") { $0.width },
      Column("predicted risk") { $0.predicted },
      Column("mean loss") { $0.risk.estimate },
      Column("risk from") { $0.risk.lower }.atMost { [$0.predicted] },
      Column("risk to") { $0.risk.upper }.atLeast { [$0.predicted] },
      Column("greatest difference of an error") { $0.greatestDifference },
    ]
  }

  var claim: Claim { .f6HandMadeNetwork }
  var name: String { "\(problem.name), k = \(coordinates), K = \(threshold)\(fault.name)" }

  func repetitions(_ effort: Effort) -> Int {
    fault == .none ? effort.pick(quick: threshold < 2 ? 1 : 0, standard: 1, thorough: 5) : 1
  }

  /// The network's weights once a sample, at about 5 10^8 a second.
  func cost(_ effort: Effort) -> Cost {
    let weights = Double(coordinates) * Double(problem.inputDimension + problem.tokens + problem.dimension)
    return Cost(
      seconds: Double(samples(effort)) * (weights + 50 * Double(problem.inputDimension)) / 4e9,
      bytes: 8 * weights)
  }

  private func samples(_ effort: Effort) -> Int {
    ownSamples
      ?? effort.pick(
        quick: fault == .none ? 50_000 : 100_000, standard: 1_000_000, thorough: 4_000_000)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let original = try F6HandMadeNetwork(
      problem: problem.problem(), coordinates: coordinates, threshold: threshold)
    let samples = samples(settings.effort)
    let source = TaskSamples(problem: original.problem, address: try trial.address(settings))
    let losses = try HandMadeLosses(
      of: FullyConnectedNetwork(faulty(original)), against: original, source, samples: samples)
    let law = try ChernoffMean(mean: original.risk(), square: original.meanSquaredLoss())
    let sparsity = Double(problem.sparsity)
    return Row(
      samples: samples, width: original.width, predicted: law.mean,
      risk: try law.measured(
        losses.mean, samples: samples, falseAlarm: claim.falseAlarmPerTrial,
        largest: sparsity * sparsity / Double(4 * problem.tokens)
      ) { s throws(TheoryError) in try original.logMoment(s) },
      standardError: law.standardError(samples: samples), greatestDifference: losses.greatestDifference)
  }

  func judge(_ row: Row) throws -> [Check] {
    let original = try F6HandMadeNetwork(
      problem: problem.problem(), coordinates: coordinates, threshold: threshold)
    let predicate = try F6HandMadeNetworkPredicate(prediction: original.risk())
    return [
      Check(
        Self.meanLoss, predicate.judge(risk: row.risk), falseAlarm: row.risk.falseAlarm,
        detects: .ofRisk(row.risk, standardError: row.standardError, of: row.predicted)),
      Check(
        Self.errors,
        F6HandMadeNetworkPredicate.judge(
          greatestDifference: row.greatestDifference, rounding: original.roundingError),
        detects: Check.Detectable(original.roundingError, "in an output at a sample")),
    ]
  }

  private func faulty(_ original: F6HandMadeNetwork) throws -> [AffineLayer] {
    switch fault {
    case .none: return try original.layers()
    case .threshold(let threshold):
      return try F6HandMadeNetwork(
        problem: original.problem, coordinates: coordinates, threshold: threshold
      ).layers()
    case .noShift: return try original.layers(hasShift: false)
    case .neuronDeleted:
      return try F6HandMadeNetwork(
        problem: original.problem, coordinates: coordinates - 1, threshold: threshold
      ).layers()
    }
  }
}
