import Theory

/// Trains a fully connected network on fresh examples at every step, or on the same ones.
///
/// Minimises half the risk: the loss of a step is (1/2B) sum_b ||f(X_b, y_b) - STS_q(X_b, y_b)||^2 over B new
/// examples. Weights start uniform in +-1/sqrt(fan-in), those of a skip connection at 0; the step size falls along half
/// a cosine. A run is a function of its settings and its stream address: same bits on every machine.
public struct NetworkTraining: Hashable, Sendable {
  /// The problem.
  public let problem: Problem
  /// The hidden widths, first layer first.
  public let hidden: [Int]
  /// The number of steps.
  public let steps: Int
  /// The number of examples in a step.
  public let batch: Int
  /// The first step size.
  public let initialStepSize: Double
  /// Whether layers have biases.
  public let hasBias: Bool
  /// What follows every affine layer but the last.
  public let activation: Activation
  /// How a gradient becomes a step.
  public let optimizer: Optimizer
  /// Whether every step takes the examples of the first, a fixed training set.
  public let repeatsFirstBatch: Bool
  /// What is minimised; half the risk unless said otherwise.
  public let loss: RobustLoss
  /// How the network reads an example.
  public let reading: NetworkReading
  /// The correlation of the tokens along the sequence.
  public let correlation: TokenCorrelation
  /// The widths and the place of each parameter.
  public let shape: FullyConnectedShape
  let schedule: CosineSchedule

  /// Validates the settings of a run.
  ///
  /// - Throws: `TheoryError` if there is no hidden layer, a width or the batch is outside 1...2^20, batch
  ///   times widest layer exceeds 2^30, steps is outside 1..<2^32, the step size is not positive and finite, the loss's
  ///   or the optimizer's parameter is out of range, or a skip connection is asked for past an input that is not flattened.
  public init(
    problem: Problem, hidden: [Int], steps: Int = 8000, batch: Int = 256, initialStepSize: Double = 2e-3,
    hasBias: Bool = true, activation: Activation = .relu, optimizer: Optimizer = .adam,
    repeatsFirstBatch: Bool = false, loss: RobustLoss = .squared, reading: NetworkReading = .flattened,
    skipsTokens: Bool = false, correlation: TokenCorrelation = .none
  ) throws(TheoryError) {
    if hidden.isEmpty { throw TheoryError(value: "hidden = []", rule: "at least one hidden layer") }
    if batch < 1 || batch > 1 << 20 {
      throw TheoryError(value: "batch = \(batch)", rule: "1 <= batch <= 2^20")
    }
    if steps >= 1 << 32 { throw TheoryError(value: "steps = \(steps)", rule: "steps < 2^32") }
    schedule = try CosineSchedule(initialStepSize: initialStepSize, steps: steps)
    try optimizer.check()
    if !loss.isValid { throw TheoryError(value: "loss = \(loss)", rule: "a number in the loss's range") }
    shape = try reading.shape(
      problem, hidden: hidden, hasBias: hasBias, activation: activation, skipsTokens: skipsTokens)
    if batch * reading.columns(problem) * shape.widestLayer > 1 << 30 {
      throw TheoryError(
        value: "batch = \(batch), widest layer = \(shape.widestLayer)", rule: "their product <= 2^30")
    }
    self.problem = problem
    self.hidden = hidden
    self.steps = steps
    self.batch = batch
    self.initialStepSize = initialStepSize
    self.hasBias = hasBias
    self.activation = activation
    self.optimizer = optimizer
    self.repeatsFirstBatch = repeatsFirstBatch
    self.loss = loss
    self.reading = reading
    self.correlation = correlation
  }

  /// Trains one network; the address's purpose is ignored.
  ///
  /// `progress` is called after every `progressInterval` (at least 1) steps and after the last with the number of steps
  /// done and the loss of the last batch, half its mean squared error.
  /// It starts from `start`, a network of this training's shape, or else from one drawn at the address.
  public func run(
    from start: FullyConnectedNetwork<Float>? = nil, address: StreamAddress, progressInterval: Int = .max,
    progress: (Int, Double) -> Void = { _, _ in }
  ) -> FullyConnectedNetwork<Float> {
    train(from: start, address, interval: progressInterval) { step, run in progress(step, run.loss) }
  }

  /// Trains the same network and shows it on the way.
  ///
  /// `look` is called after every `lookInterval` (at least 1) steps and after the last with the number of steps done, the loss
  /// of the last batch and the network.
  ///
  /// - Throws: What `look` throws, which ends the training.
  public func run<Failure: Error>(
    from start: FullyConnectedNetwork<Float>? = nil, address: StreamAddress, lookInterval: Int,
    look: (Int, Double, FullyConnectedNetwork<Float>) throws(Failure) -> Void
  ) throws(Failure) -> FullyConnectedNetwork<Float> {
    try train(from: start, address, interval: lookInterval) { (step, run) throws(Failure) in
      try look(step, run.loss, run.network)
    }
  }

  /// Trains, and stops after every `interval` steps and after the last; the network is copied only where `stop` asks the run for
  /// it.
  private func train<Failure: Error>(
    from start: FullyConnectedNetwork<Float>?, _ address: StreamAddress, interval: Int,
    stop: (Int, NetworkTrainingRun) throws(Failure) -> Void
  ) throws(Failure) -> FullyConnectedNetwork<Float> {
    let run = NetworkTrainingRun(self, start: start, address: address)
    let interval = max(1, interval)
    for step in 1...steps {
      run.step(step - 1)
      if step % interval == 0 || step == steps { try stop(step, run) }
    }
    return run.network
  }
}

extension NetworkTraining {
  /// The memory of a step's passes.
  func makePass() -> FullyConnectedPass<Float> {
    FullyConnectedPass(shape, examples: batch, columns: reading.columns(problem), loss: loss)
  }
}

/// The state of one training run: parameters, moments, and all memory that a step needs.
final class NetworkTrainingRun {
  private let settings: NetworkTraining
  let pass: FullyConnectedPass<Float>
  private let data: NetworkTrainingBatch
  private let parameters: UnsafeMutablePointer<Float>
  private let gradient: UnsafeMutablePointer<Float>
  private var adam: Adam
  private var ball: HeavyBall?

  init(
    _ settings: NetworkTraining, start: FullyConnectedNetwork<Float>? = nil, address: StreamAddress
  ) {
    self.settings = settings
    let start = start ?? FullyConnectedNetwork<Float>(initializing: settings.shape, address: address)
    precondition(start.shape == settings.shape, "a start of another shape")
    let count = settings.shape.parameterCount
    parameters = allocateZeroed(count)
    for index in 0..<count { parameters[index] = start.parameters[index] }
    gradient = allocateZeroed(count)
    pass = settings.makePass()
    data = NetworkTrainingBatch(settings, address: address)
    adam = Adam(parameterCount: settings.optimizer == .adam ? count : 0)
    if case .heavyBall(let beta) = settings.optimizer { ball = HeavyBall(parameterCount: count, beta: beta) }
  }

  deinit {
    parameters.deallocate()
    gradient.deallocate()
    data.deallocate()
  }

  /// Half the mean squared error of the last batch, before its step.
  var loss: Double { pass.halfMeanSquaredError() }

  /// The network as it is now.
  var network: FullyConnectedNetwork<Float> {
    FullyConnectedNetwork(
      shape: settings.shape,
      parameters: Array(UnsafeBufferPointer(start: parameters, count: settings.shape.parameterCount)))
  }

  /// Draws a batch, differentiates, and moves the parameters; allocates nothing.
  func step(_ step: Int) {
    data.draw(step: settings.repeatsFirstBatch ? 0 : step, into: pass)
    differentiate()
    update(step)
  }

  /// The forward and the backward pass.
  func differentiate() {
    pass.forward(parameters)
    pass.backward(parameters, gradient: gradient)
  }

  /// The optimiser's step.
  func update(_ step: Int) {
    let stepSize = settings.schedule.stepSize(at: step)
    let count = settings.shape.parameterCount
    switch settings.optimizer {
    case .adam:
      adam.step(parameters, gradient: gradient, count: count, stepSize: stepSize)
    case .heavyBall: ball?.step(parameters, gradient: gradient, stepSize: stepSize)
    case .gradientDescent:
      let rate = Float(stepSize)
      for index in 0..<count { parameters[index] -= rate * gradient[index] }
    }
  }
}
