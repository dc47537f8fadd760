import Evidence
import Sim
import Theory

/// How a network is made that differs from F2's in what it reads, how its input reaches its output, its tokens or its loss.
struct NetworkVariant: Hashable, Sendable {
  let problem: SmallProblem
  /// The widths of the hidden layers; the first is m, or the channels of a shared layer.
  let hidden: [Int]
  var activation = Activation.relu
  var loss = RobustLoss.squared
  var reading = NetworkReading.flattened
  var skipsTokens = false
  /// The correlation of neighbouring tokens.
  var correlation = 0.0
  /// A reader's own number of steps.
  var ownSteps: Int?

  /// The variant in words, for example `T=8 d=4 q=2, relu 16-64, skip connection`.
  var name: String {
    var parts = [problem.name, "\(activation.rawValue) " + hidden.map(String.init).joined(separator: "-")]
    if reading != .flattened { parts.append("\(reading.rawValue) input") }
    if skipsTokens { parts.append("skip connection") }
    if correlation != 0 { parts.append("correlation \(correlation)") }
    if loss != .squared { parts.append("loss \(loss)") }
    if let ownSteps { parts.append("\(ownSteps) steps") }
    return parts.joined(separator: ", ")
  }

  /// Whose random numbers its networks draw.
  var streamName: String { "network variant: \(name)" }

  /// The training at an effort.
  ///
  /// - Throws: `TheoryError` if the problem, the shape or a setting is out of range.
  func training(_ effort: Effort) throws -> NetworkTraining {
    try NetworkTraining(
      problem: problem.problem(), hidden: hidden, steps: steps(effort), batch: 128, initialStepSize: 5e-3,
      activation: activation, loss: loss, reading: reading, skipsTokens: skipsTokens,
      correlation: TokenCorrelation(neighbours: correlation))
  }

  func steps(_ effort: Effort) -> Int {
    ownSteps ?? effort.pick(quick: 300, standard: 4000, thorough: 16_000)
  }

  /// The number of fresh samples on which the trained network is evaluated.
  func samples(_ effort: Effort) -> Int { effort.pick(quick: 50_000, standard: 100_000, thorough: 400_000) }

  /// What training and evaluation take on one core.
  func cost(_ effort: Effort) -> Cost {
    let columns = Double(reading == .shared ? problem.tokens : 1)
    var weights = 0.0
    var inputs = Double(reading == .shared ? problem.dimension + 1 : problem.inputDimension + problem.tokens)
    for width in hidden + [problem.dimension] {
      weights += inputs * Double(width)
      inputs = Double(width)
    }
    let length = Double(problem.inputDimension)
    let seconds =
      6 * weights * Double(steps(effort)) * 128 * columns / 2e10
      + Double(samples(effort)) * (2 * weights * columns + 4 * length * Double(problem.dimension)) / 4e9
    return Cost(
      seconds: seconds,
      bytes: 64 * weights + 32 * length * length + 8192 * columns * (length + weights / inputs),
      shared: [.init(streamName, seconds: seconds)])
  }
}

/// One network of a variant, trained once for each (base seed, effort, variant, repetition).
struct VariantNetwork: MemoKey {
  let variant: NetworkVariant
  let repetition: Int
  let settings: Settings
  var baseSeed: UInt64? { settings.baseSeed }

  /// What training gave.
  struct Result: Sendable {
    /// The sums over fresh samples, under the trained first layer's certificate.
    let sums: LinearTargetSums
    /// The mean over the samples of the loss that was minimised.
    let meanLoss: Double
  }

  /// The trained network's evaluation, computed once.
  func result() async throws -> Result { try await Self.results.value(for: self) }

  private static let results = Memo<VariantNetwork, Result> { try $0.train() }

  private func train() throws -> Result {
    let address = try settings.trainingAddress(variant.streamName, repetition: repetition)
    let training = try variant.training(settings.effort)
    return try evaluate(training.run(address: address), training, address)
  }

  private func evaluate(
    _ network: FullyConnectedNetwork<Float>, _ training: NetworkTraining, _ address: StreamAddress
  ) throws -> Result {
    let problem = training.problem
    let tokens = CorrelatedTokens(problem, correlation: variant.correlation)
    // Of a network that reads directions, its risk on the sphere after the best scaling.
    let kappa =
      variant.reading == .normalized ? try F21NormalizedInput.kappa(problem.inputDimension) : 1
    let scale = 1 / kappa.squareRoot()
    var sums = try LinearTargetSums(
      LinearTarget(problem, skip: network.skipWeights(), mixing: tokens.mixing()),
      weights: variant.reading == .shared
        ? network.sharedTokenWeights(problem) : network.tokenWeights(problem))
    var lossSum = 0.0
    let evaluation = try NetworkEvaluation(
      network, problem: problem, address: address, reading: variant.reading, correlation: training.correlation
    )
    try evaluation.forEachChunk(samples: variant.samples(settings.effort)) {
      (entries, subsets, outputs) throws(TheoryError) in
      for sample in 0..<(outputs.count / problem.dimension) {
        let row = entries[(sample * problem.inputDimension)..<((sample + 1) * problem.inputDimension)]
          .map(Double.init)
        let subset = Array(subsets[(sample * problem.sparsity)..<((sample + 1) * problem.sparsity)])
        let target = problem.target(of: subset, tokens: row)
        var (error, square) = (target, 0.0)
        for coordinate in error.indices {
          error[coordinate] =
            scale * Double(outputs[sample * problem.dimension + coordinate]) - target[coordinate]
          square += error[coordinate] * error[coordinate]
        }
        lossSum += variant.loss.value(squaredError: square)
        try sums.add(white: tokens.white(row), subset: subset, error: error)
      }
    }
    return Result(sums: sums, meanLoss: lossSum / Double(sums.count))
  }
}

/// Tokens of a correlation along the sequence, `vec(X) = L g`: x_1 = g_1, x_t = r x_(t-1) + sqrt(1 - r^2) g_t.
struct CorrelatedTokens {
  private let problem: Problem
  private let kept: Double
  private let fresh: Double

  init(_ problem: Problem, correlation: Double) {
    self.problem = problem
    kept = correlation
    fresh = (1 - correlation * correlation).squareRoot()
  }

  /// L, Td x Td; none for white tokens.
  func mixing() throws -> Matrix? {
    if kept == 0 { return nil }
    var mixing = try Matrix(identity: problem.inputDimension)
    for row in 0..<problem.inputDimension where row >= problem.dimension {
      let above = row - problem.dimension
      for column in 0..<row { mixing[row, column] = kept * mixing[above, column] }
      mixing[row, row] = fresh
    }
    return mixing
  }

  /// g of the tokens.
  func white(_ tokens: [Double]) -> [Double] {
    if kept == 0 { return tokens }
    return tokens.indices.map { index in
      index < problem.dimension
        ? tokens[index] : (tokens[index] - kept * tokens[index - problem.dimension]) / fresh
    }
  }
}
