import Theory

/// Draws fresh samples and evaluates a trained network on them.
///
/// The function evaluated is the trained network in double precision, its outputs rounded to single: weights
/// and tokens are single precision numbers, taken exactly. So an output depends on X through W vec(X) alone
/// up to rounding in double precision, which is what a certificate assumes; single precision evaluation would
/// let about 1e-6 of X's lost part leak into the outputs.
///
/// Tokens are the stream's single precision normals, |x| <= 6.77; their variance, summed over all 2^32 words
/// that give a radius, is 1 - 5e-10. The bias of a risk is far below the noise of any number of samples that
/// one would draw.
public struct NetworkEvaluation: Sendable {
  /// The number of samples in a chunk; chunk c takes step c of the evaluation streams.
  public static let samplesPerChunk = 512

  /// The problem the samples are from.
  public let problem: Problem
  private let network: FullyConnectedNetwork<Double>
  private let reading: NetworkReading
  private let correlation: TokenCorrelation
  private let tokens: StreamAddress
  private let subsets: StreamAddress

  /// An evaluation of a network in single precision; the address's purpose is ignored.
  ///
  /// - Throws: `TheoryError` if the network's inputs or outputs do not fit the problem, or a parameter is not finite.
  public init(
    _ network: FullyConnectedNetwork<Float>, problem: Problem, address: StreamAddress,
    reading: NetworkReading = .flattened, correlation: TokenCorrelation = .none
  ) throws(TheoryError) {
    try self.init(
      network.widened, problem: problem, address: address, reading: reading, correlation: correlation)
  }

  /// An evaluation of a network; the address's purpose is ignored.
  ///
  /// Of a network that reads directions the samples' tokens are the directions themselves, `sqrt(Td) vec(X)/|vec X|` in
  /// single precision, uniform on the sphere up to that rounding.
  ///
  /// - Throws: `TheoryError` if the network's inputs or outputs do not fit the problem, or a parameter is not finite.
  public init(
    _ network: FullyConnectedNetwork<Double>, problem: Problem, address: StreamAddress,
    reading: NetworkReading = .flattened, correlation: TokenCorrelation = .none
  ) throws(TheoryError) {
    let inputs =
      reading == .shared ? problem.dimension + 1 : problem.inputDimension + problem.tokens
    if network.shape.widths.first != inputs || network.shape.widths.last != problem.dimension {
      throw TheoryError(
        value: "widths = \(network.shape.widths)", rule: "\(inputs) inputs, \(problem.dimension) outputs")
    }
    // A rectifier may hide a number that is not finite, and an infinite weight need not make an infinite output.
    guard network.parameters.allSatisfy(\.isFinite) else {
      throw TheoryError(value: "a weight or bias that is not finite", rule: "finite parameters")
    }
    self.problem = problem
    self.network = network
    self.reading = reading
    self.correlation = correlation
    tokens = address.with(purpose: .evaluationTokens)
    subsets = address.with(purpose: .evaluationSubsets)
  }

  /// Calls `body` with the samples, chunk after chunk: n x Td token entries (token after token), n x q token
  /// places from 0 in rising order, n x d outputs.
  ///
  /// - Throws: `TheoryError` if there is no sample, or more than 2^32 chunks of them, or from `body`.
  public func forEachChunk(
    samples: Int,
    _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int>, UnsafeBufferPointer<Float>)
      throws(TheoryError)
      -> Void
  ) throws(TheoryError) {
    if samples < 1 || samples > Self.samplesPerChunk << 32 {
      throw TheoryError(value: "samples = \(samples)", rule: "1 <= samples <= 2^41")
    }
    let chunk = NetworkEvaluationChunk(network, problem, reading, correlation)
    defer { chunk.deallocate() }
    var done = 0
    while done < samples {
      let count = min(Self.samplesPerChunk, samples - done)
      chunk.draw(step: UInt32(done / Self.samplesPerChunk), tokens: tokens, subsets: subsets)
      chunk.evaluate()
      try body(
        UnsafeBufferPointer(start: chunk.tokens, count: count * problem.inputDimension),
        UnsafeBufferPointer(rebasing: UnsafeBufferPointer(chunk.subsets)[..<(count * problem.sparsity)]),
        UnsafeBufferPointer(start: chunk.outputs, count: count * problem.dimension))
      done += count
    }
  }

  /// The mean loss ||f - STS_q||^2 over samples: the plain, noisy estimate of the risk.
  ///
  /// - Throws: `TheoryError` if there is no sample, or more than 2^32 chunks of them.
  public func meanLoss(samples: Int) throws(TheoryError) -> Double {
    let problem = problem
    var sum = 0.0
    try forEachChunk(samples: samples) { (tokens, subsets, outputs) throws(TheoryError) in
      for sample in 0..<(outputs.count / problem.dimension) {
        for coordinate in 0..<problem.dimension {
          var target = 0.0
          for place in 0..<problem.sparsity {
            let token = sample * problem.tokens + subsets[sample * problem.sparsity + place]
            target += Double(tokens[token * problem.dimension + coordinate])
          }
          let output = Double(outputs[sample * problem.dimension + coordinate])
          let error = output - target / Double(problem.sparsity)
          sum += error * error
        }
      }
    }
    return sum / Double(samples)
  }
}

/// The memory of one chunk of samples.
private struct NetworkEvaluationChunk {
  let problem: Problem
  let network: FullyConnectedNetwork<Double>
  let pass: FullyConnectedPass<Double>
  let tokens: UnsafeMutablePointer<Float>
  let subsets: UnsafeMutableBufferPointer<Int>
  let outputs: UnsafeMutablePointer<Float>
  private let reading: NetworkReading
  private let correlation: TokenCorrelation
  private let batch = NetworkEvaluation.samplesPerChunk

  init(
    _ network: FullyConnectedNetwork<Double>, _ problem: Problem, _ reading: NetworkReading,
    _ correlation: TokenCorrelation
  ) {
    self.problem = problem
    self.network = network
    self.reading = reading
    self.correlation = correlation
    pass = FullyConnectedPass(network.shape, examples: batch, columns: reading.columns(problem))
    tokens = allocateZeroed(batch * problem.inputDimension)
    subsets = .allocate(capacity: batch * problem.sparsity)
    subsets.initialize(repeating: 0)
    outputs = allocateZeroed(batch * problem.dimension)
  }

  func deallocate() {
    tokens.deallocate()
    subsets.deallocate()
    outputs.deallocate()
  }

  func draw(step: UInt32, tokens tokenAddress: StreamAddress, subsets subsetAddress: StreamAddress) {
    var stream = RandomStream(tokenAddress, step: step)
    stream.fillNormals(UnsafeMutableBufferPointer(start: tokens, count: batch * problem.inputDimension))
    let length = problem.inputDimension
    for sample in 0..<batch {
      let start = tokens + sample * length
      correlation.apply(start, tokens: problem.tokens, stride: problem.dimension)
      if reading == .normalized { normalize(start, length) }
    }
    var choices = RandomStream(subsetAddress, step: step)
    choices.fillSubsets(subsets, examples: batch, size: problem.sparsity, of: problem.tokens)
  }

  /// Scales numbers to the length sqrt(count).
  private func normalize(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) {
    var square = 0.0
    for index in 0..<count { square += Double(numbers[index]) * Double(numbers[index]) }
    let factor = (Double(count) / square).squareRoot()
    for index in 0..<count { numbers[index] = Float(factor * Double(numbers[index])) }
  }

  func evaluate() {
    let length = problem.inputDimension
    let inputs = pass.inputs
    for entry in 0..<length {
      let start = inputs + place(ofEntry: entry)
      for sample in 0..<batch { start[sample] = Double(tokens[sample &* length &+ entry]) }
    }
    let indicator = inputs + (reading == .shared ? problem.dimension * problem.tokens : length) * batch
    indicator.update(repeating: 0, count: problem.tokens * batch)
    for sample in 0..<batch {
      for place in 0..<problem.sparsity {
        indicator[subsets[sample * problem.sparsity + place] * batch + sample] = 1
      }
    }
    network.parameters.withUnsafeBufferPointer { pass.forward($0.baseAddress!) }
    for coordinate in 0..<problem.dimension {
      for sample in 0..<batch {
        outputs[sample * problem.dimension + coordinate] = Float(pass.outputs[coordinate * batch + sample])
      }
    }
  }
  /// Where the first sample's token entry lies in the pass's inputs.
  private func place(ofEntry entry: Int) -> Int {
    if reading != .shared { return entry * batch }
    let (token, coordinate) = entry.quotientAndRemainder(dividingBy: problem.dimension)
    return (coordinate * problem.tokens + token) * batch
  }
}
