import Theory

/// Trains a fully connected network, in double precision, on n examples drawn once.
///
/// Minimises half the mean squared error over the examples. The first layer's weights on the tokens start iid
/// N(0, 1/(Td)) and independent of all others, which start uniform in +-1/sqrt(fan-in). A run is a function of its
/// settings and its stream address.
public struct FixedExampleTraining: Hashable, Sendable {
  /// How a gradient becomes a step.
  public enum Method: Hashable, Sendable, Codable {
    /// Plain gradient descent on all examples.
    case gradientDescent
    /// Gradient descent on `size` of the examples in turn, in one fixed order.
    case miniBatches(size: Int)
    /// Heavy-ball momentum with this factor, on all examples.
    case momentum(Double)
    /// Gradient descent with every weight multiplied by `1 - step size * rate` in each step.
    case weightDecay(rate: Double)
    /// Gradient descent on all examples whose steps in the first layer's weights on the first token are multiplied by this
    /// factor: it does not commute with rotations.
    case uneven(Double)
    /// Adam with beta 0.9 and 0.999, epsilon 1e-8: it does not commute with rotations.
    case adam
  }

  /// What a run starts from and ends with.
  public struct Result: Sendable {
    /// What a first layer loses whose rows are the examples' tokens; its projection is the one on their span.
    public let span: FirstLayerCertificate
    /// The network before training.
    public let initial: FullyConnectedNetwork<Double>
    /// The network after training.
    public let trained: FullyConnectedNetwork<Double>
    /// The product of the factors by which weight decay has shrunk a weight without gradient; 1 for other methods.
    public let decay: Double
    /// The mean squared error on the examples after training.
    public let trainingRisk: Double
  }

  /// The problem.
  public let problem: Problem
  /// The hidden widths, first layer first.
  public let hidden: [Int]
  /// The number n of examples.
  public let examples: Int
  /// The number of steps.
  public let steps: Int
  /// The step size.
  public let stepSize: Double
  /// How a gradient becomes a step.
  public let method: Method
  /// The widths and the place of each parameter.
  public let shape: FullyConnectedShape

  /// Validates the settings of a run.
  ///
  /// - Throws: `TheoryError` if there is no hidden layer, or examples, steps or step size are not positive, or the method's
  ///   number is out of range.
  public init(
    problem: Problem, hidden: [Int], examples: Int, steps: Int, stepSize: Double,
    method: Method = .gradientDescent, activation: Activation = .relu
  ) throws(TheoryError) {
    shape = try FullyConnectedShape(problem, hidden: hidden, activation: activation)
    guard !hidden.isEmpty, examples >= 1, examples <= 1 << 16, steps >= 0, stepSize > 0, stepSize.isFinite
    else {
      throw TheoryError(
        value: "hidden \(hidden), \(examples) examples, \(steps) steps of \(stepSize)",
        rule: "a hidden layer, 1 <= examples <= 65536, steps >= 0, step size > 0")
    }
    switch method {
    case .miniBatches(let size) where size < 1 || examples % size != 0:
      throw TheoryError(value: "mini-batches of \(size)", rule: "a divisor of the number of examples")
    case .momentum(let factor) where !(0..<1).contains(factor):
      throw TheoryError(value: "momentum \(factor)", rule: "0 <= momentum < 1")
    case .uneven(let factor) where !(factor > 0 && factor <= 10):
      throw TheoryError(value: "steps \(factor) times as long", rule: "0 < factor <= 10")
    case .weightDecay(let rate) where !(rate >= 0 && stepSize * rate < 1):
      throw TheoryError(value: "weight decay \(rate)", rule: "0 <= step size * rate < 1")
    default: break
    }
    self.problem = problem
    self.hidden = hidden
    self.examples = examples
    self.steps = steps
    self.stepSize = stepSize
    self.method = method
  }

  /// The examples of an address, n of the problem's.
  ///
  /// - Throws: `TheoryError` never, for valid settings.
  public func drawExamples(_ address: StreamAddress) throws(TheoryError) -> FixedExamples {
    try FixedExamples(drawing: examples, of: problem, address: address)
  }

  /// Trains one network on the examples of an address, from a start drawn there or from the network given.
  ///
  /// `progress` is called after every `progressInterval` (at least 1) steps and after the last with the number of steps done
  /// and half the mean squared error of the last.
  ///
  /// - Throws: `TheoryError` if a given start has another shape or is not finite, or the examples' tokens are not finite.
  public func run(
    address: StreamAddress, start: FullyConnectedNetwork<Double>? = nil,
    progressInterval: Int = .max, progress: (Int, Double) -> Void = { _, _ in }
  ) throws(TheoryError) -> Result {
    let data = try prepare(address)
    var parameters = drawnParameters(address)
    if let start { parameters = try given(start) }
    return train(from: parameters, data, interval: progressInterval) { step, loss, _ in progress(step, loss) }
  }

  /// Trains the same network from the start drawn there, and shows it on the way.
  ///
  /// `look` is called after every `lookInterval` (at least 1) steps and after the last with the number of steps done, half the
  /// mean squared error of the last and the network.
  ///
  /// - Throws: `TheoryError` if the examples' tokens are not finite, and what `look` throws, which ends the training.
  public func run(
    address: StreamAddress, lookInterval: Int,
    look: (Int, Double, FullyConnectedNetwork<Double>) throws -> Void
  ) throws -> Result {
    try train(from: drawnParameters(address), prepare(address), interval: lookInterval, look)
  }

  /// Trains two networks on the same examples from mirrored starts.
  ///
  /// The second's first layer starts with the other sign in its part outside the span of the examples; all other weights
  /// are the same.
  ///
  /// - Throws: `TheoryError` if the examples' tokens are not finite.
  public func mirroredPair(address: StreamAddress) throws(TheoryError) -> (Result, Result) {
    let data = try prepare(address)
    let parameters = drawnParameters(address)
    func trained(_ start: [Double]) -> Result { train(from: start, data, interval: .max) { _, _, _ in } }
    return (trained(parameters), trained(mirrored(parameters, data.span)))
  }

  /// What every network on the same examples is trained with.
  private struct Prepared {
    let arrays: ExampleArrays
    let span: FirstLayerCertificate
  }

  private func prepare(_ address: StreamAddress) throws(TheoryError) -> Prepared {
    let examples = try drawExamples(address)
    return Prepared(
      arrays: ExampleArrays(examples),
      span: try FirstLayerCertificate(problem: problem, weights: examples.tokens))
  }

  private func train<Failure: Error>(
    from start: [Double], _ data: Prepared, interval: Int,
    _ look: (Int, Double, FullyConnectedNetwork<Double>) throws(Failure) -> Void
  ) throws(Failure) -> Result {
    let interval = max(1, interval)
    var parameters = start
    var descent = FixedExampleDescent(
      method, stepSize: stepSize, count: parameters.count, firstToken: firstTokenWeights)
    let passes = groups.map { data.arrays.pass(shape, $0) }
    var gradient = [Double](repeating: 0, count: parameters.count)
    for step in 0..<steps {
      let pass = passes[step % passes.count]
      pass.differentiate(parameters, into: &gradient)
      descent.step(&parameters, gradient)
      guard (step + 1) % interval == 0 || step + 1 == steps else { continue }
      // The network shares the array, which is copied at the next step only if `look` has kept it.
      try look(
        step + 1, pass.halfMeanSquaredError(),
        FullyConnectedNetwork<Double>(shape: shape, parameters: parameters))
    }
    let whole = data.arrays.pass(shape, 0..<examples)
    whole.differentiate(parameters, into: &gradient)
    return Result(
      span: data.span, initial: FullyConnectedNetwork<Double>(shape: shape, parameters: start),
      trained: FullyConnectedNetwork<Double>(shape: shape, parameters: parameters), decay: descent.decay,
      trainingRisk: 2 * whole.halfMeanSquaredError())
  }

  private func given(_ start: FullyConnectedNetwork<Double>) throws(TheoryError) -> [Double] {
    if start.shape != shape {
      throw TheoryError(value: "a start of \(start.shape.widths)", rule: "the widths \(shape.widths)")
    }
    guard start.parameters.allSatisfy(\.isFinite) else {
      throw TheoryError(value: "a start that is not finite", rule: "finite parameters")
    }
    return start.parameters
  }

  /// The places of the first layer's weights on the first token.
  private var firstTokenWeights: [Int] {
    (0..<hidden[0]).flatMap { row in (0..<problem.dimension).map { row * shape.widths[0] + $0 } }
  }

  /// The examples of each step, in turn.
  private var groups: [Range<Int>] {
    guard case .miniBatches(let size) = method else { return [0..<examples] }
    return stride(from: 0, to: examples, by: size).map { $0..<($0 + size) }
  }

  private func drawnParameters(_ address: StreamAddress) -> [Double] {
    let start = FullyConnectedNetwork<Float>(
      initializing: shape, address: address.with(purpose: .initialization))
    var parameters = start.parameters.map(Double.init)
    var stream = RandomStream(address.with(purpose: .check), step: 0)
    let scale = 1 / Double(problem.inputDimension).squareRoot()
    for row in 0..<hidden[0] {
      for column in 0..<problem.inputDimension {
        parameters[row * shape.widths[0] + column] = scale * stream.normal()
      }
    }
    return parameters
  }

  /// The parameters with W (2 Pi - I) for the tokens' part W of the first layer.
  private func mirrored(_ parameters: [Double], _ span: FirstLayerCertificate) -> [Double] {
    var mirrored = parameters
    let length = problem.inputDimension
    for row in 0..<hidden[0] {
      let start = row * shape.widths[0]
      let weights = Array(parameters[start..<(start + length)])
      mirrored.replaceSubrange(start..<(start + length), with: span.reflected(weights))
    }
    return mirrored
  }
}
