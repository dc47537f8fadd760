import Sim
import Theory

/// What `sts train network` may train instead of a plain network on the mean squared error; the raw value is the option.
enum NetworkKind: String, CaseIterable, Sendable {
  case skipConnection = "--skip-connection"
  case shared = "--shared"
  case loss = "--loss"
  case samples = "--samples"

  /// The options, in the order of the help text.
  static let options: [Option] = [
    Option(flag: "--skip-connection", "add a trained linear map of X, free of y, to the output"),
    Option(flag: "--shared", "read one token at a time with the same weights, and sum the outputs"),
    .loss,
    Option(
      "--samples", "n", "the number of fixed training examples, in place of --batch",
      allowed: "an integer from 1 to \(TrainingLimits.batch)", absence: .allowed),
  ]
}

/// A training of a fully connected network as the command line describes it.
struct NetworkRequest: Sendable {
  /// Where the examples of a step come from.
  enum Training: Sendable {
    /// Fresh ones at every step.
    case fresh(NetworkTraining)
    /// Those drawn once.
    case fixed(FixedExampleTraining)
  }

  let training: Training
  let problem: Problem
  let hidden: [Int]
  let steps: Int
  let examplesPerStep: Int
  let reading: NetworkReading
  let loss: RobustLoss
  let hasSkipConnection: Bool

  /// A training on fresh examples.
  init(fresh training: NetworkTraining) {
    self.training = .fresh(training)
    (problem, hidden, steps) = (training.problem, training.hidden, training.steps)
    examplesPerStep = training.batch
    (reading, loss) = (training.reading, training.loss)
    hasSkipConnection = training.shape.skip != nil
  }

  /// A training on fixed examples.
  init(fixed training: FixedExampleTraining) {
    self.training = .fixed(training)
    (problem, hidden, steps) = (training.problem, training.hidden, training.steps)
    examplesPerStep = training.examples
    (reading, loss) = (.flattened, .squared)
    hasSkipConnection = false
  }

  /// Trains, looked at after every `interval` steps and after the last; the risk on the examples where they are fixed.
  func train(
    _ address: StreamAddress, interval: Int,
    look: (Int, Double, FullyConnectedNetwork<Float>) throws -> Void
  ) throws -> (network: FullyConnectedNetwork<Float>, trainingRisk: Double?) {
    switch self.training {
    case .fresh(let training):
      return (try training.run(address: address, lookInterval: interval, look: look), nil)
    case .fixed(let training):
      let result = try training.run(address: address, lookInterval: interval) { step, loss, network in
        try look(step, loss, network.narrowed)
      }
      return (result.trained.narrowed, result.trainingRisk)
    }
  }

  /// What no such network can beat.
  var lowerBound: Double {
    get throws {
      let width = hidden[0]
      if reading == .shared {
        return try F15SharedLayer.exact(problem: problem, channels: width).double
      }
      if hasSkipConnection {
        return try F18SkipConnection.exact(problem: problem, width: width).double
      }
      return try F2RiskLowerBound.value(problem: problem, width: width)
    }
  }

  /// What no such network's mean loss can beat, for a loss that is not the squared error.
  var lossBound: Double? {
    get throws {
      if loss == .squared { return nil }
      return try F16RobustLosses(problem: problem, loss: loss).lowerBound(width: hidden[0])
    }
  }

  /// What fixed examples leave on average (F14).
  var sampleBound: Double? {
    get throws {
      guard case .fixed = training else { return nil }
      return try F14Samples.meanBound(problem: problem, examples: examplesPerStep)
    }
  }
}

extension Arguments {
  /// The training that the options describe.
  func networkRequest() throws -> NetworkRequest {
    let problem = try problem()
    let hidden = [try integer("--width", in: 1...TrainingLimits.width)] + (try laterWidths())
    try TrainingLimits.check(problem.inputDimension, "tokens * dimension", atMost: TrainingLimits.inputs)
    _ = try trainingAddress()
    let kind = try networkKind()
    if kind == .samples { return NetworkRequest(fixed: try fixedTraining(problem, hidden)) }
    let batch = try batch()
    let columns = batch * (kind == .shared ? problem.tokens : 1)
    let widths = [problem.inputDimension + problem.tokens] + hidden + [problem.dimension]
    try TrainingLimits.check(columns * widths.reduce(0, +), "batch * (inputs + widths)")
    return NetworkRequest(
      fresh: try NetworkTraining(
        problem: problem, hidden: hidden, steps: steps(), batch: batch, initialStepSize: learningRate(),
        hasBias: !has("--no-bias"), activation: activation(), optimizer: optimizer(),
        loss: kind == .loss ? loss() : .squared, reading: kind == .shared ? .shared : .flattened,
        skipsTokens: kind == .skipConnection))
  }

  private func fixedTraining(_ problem: Problem, _ hidden: [Int]) throws -> FixedExampleTraining {
    for option in ["--batch", "--no-bias"] { try requireAlone(option, beside: NetworkKind.samples.rawValue) }
    let examples = try integer("--samples", in: 1...TrainingLimits.batch)
    let widths = [problem.inputDimension + problem.tokens] + hidden + [problem.dimension]
    try TrainingLimits.check(examples * widths.reduce(0, +), "samples * (inputs + widths)")
    return try FixedExampleTraining(
      problem: problem, hidden: hidden, examples: examples, steps: steps(), stepSize: learningRate(),
      method: optimizer() == .adam ? .adam : .gradientDescent, activation: activation())
  }

  /// The one kind that is asked for; nil for a plain network.
  ///
  /// - Throws: `UsageError` if two are.
  private func networkKind() throws(UsageError) -> NetworkKind? {
    let asked = NetworkKind.allCases.filter { isGiven($0.rawValue) }
    if asked.count > 1 { throw Self.exclusion(asked[0].rawValue, asked[1].rawValue) }
    return asked.first
  }

  /// The value of `--activation`.
  func activation() throws(UsageError) -> Activation {
    let text = try text("--activation")
    guard let activation = Activation(rawValue: text) else { throw refusal("--activation", text) }
    return activation
  }

  /// The value of `--hidden`.
  fileprivate func laterWidths() throws(UsageError) -> [Int] {
    let text = try text("--hidden")
    if text == "none" { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Self.decimalInteger($0) }.filter {
      (1...TrainingLimits.width).contains($0)
    }
    guard widths.count == parts.count, widths.count <= 8 else { throw refusal("--hidden", text) }
    return widths
  }
}
