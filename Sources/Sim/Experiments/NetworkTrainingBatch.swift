import Theory

/// Draws fresh training examples into the memory of a pass.
///
/// Step s takes step s of two streams: tokens, a Td x B matrix of single precision normals in one bulk fill,
/// row t d + a holding coordinate a of token t; and subsets, example after example. Under them lies the indicator of y,
/// T x B. Where the network reads them as they are, they are written straight into the memory of its pass.
struct NetworkTrainingBatch {
  private let problem: Problem
  private let batch: Int
  private let reading: NetworkReading
  private let correlation: TokenCorrelation
  private let tokens: StreamAddress
  private let subsets: StreamAddress
  private let chosen: UnsafeMutableBufferPointer<Int>
  /// The flattened examples of a network that reads them otherwise, (Td + T) x B; else empty.
  private let flattened: UnsafeMutablePointer<Float>
  /// The squared length of each example's tokens.
  private let squares: UnsafeMutablePointer<Float>

  init(_ training: NetworkTraining, address: StreamAddress) {
    problem = training.problem
    batch = training.batch
    reading = training.reading
    correlation = training.correlation
    flattened = allocateZeroed(
      reading == .flattened ? 0 : (problem.inputDimension + problem.tokens) * batch)
    squares = allocateZeroed(reading == .normalized ? batch : 0)
    tokens = address.with(purpose: .tokens)
    subsets = address.with(purpose: .subsets)
    chosen = .allocate(capacity: batch * problem.sparsity)
    chosen.initialize(repeating: 0)
  }

  func deallocate() {
    chosen.deallocate()
    flattened.deallocate()
    squares.deallocate()
  }

  /// Fills inputs and targets with the examples of a step; allocates nothing.
  func draw(step: Int, into pass: FullyConnectedPass<Float>) {
    let inputs = reading == .flattened ? pass.inputs : flattened
    let tokenCount = problem.inputDimension &* batch
    var stream = RandomStream(tokens, step: UInt32(truncatingIfNeeded: step))
    stream.fillNormals(UnsafeMutableBufferPointer(start: inputs, count: tokenCount))
    correlation.apply(inputs, tokens: problem.tokens, stride: problem.dimension &* batch)
    var choices = RandomStream(subsets, step: UInt32(truncatingIfNeeded: step))
    choices.fillSubsets(chosen, examples: batch, size: problem.sparsity, of: problem.tokens)
    writeIndicator(inputs + tokenCount)
    writeTargets(pass.targets, tokens: inputs, indicator: inputs + tokenCount)
    switch reading {
    case .flattened: break
    case .normalized: writeDirections(pass.inputs)
    case .shared: writeTokenByToken(pass.inputs)
    }
  }

  /// sqrt(Td) vec(X) / |vec X| and the indicator.
  private func writeDirections(_ inputs: UnsafeMutablePointer<Float>) {
    let length = problem.inputDimension
    squares.update(repeating: 0, count: batch)
    for row in 0..<length { addProducts(flattened + row &* batch, flattened + row &* batch, to: squares) }
    for example in 0..<batch { squares[example] = (Float(length) / squares[example]).squareRoot() }
    inputs.update(from: flattened, count: (length &+ problem.tokens) &* batch)
    for row in 0..<length {
      let start = inputs + row &* batch
      for example in 0..<batch { start[example] *= squares[example] }
    }
  }

  /// (d + 1) x TB: column t B + b holds token t of example b and whether it is chosen.
  private func writeTokenByToken(_ inputs: UnsafeMutablePointer<Float>) {
    let (dimension, columns) = (problem.dimension, problem.tokens &* batch)
    for token in 0..<problem.tokens {
      for coordinate in 0..<dimension {
        (inputs + (coordinate &* columns &+ token &* batch)).update(
          from: flattened + (token &* dimension &+ coordinate) &* batch, count: batch)
      }
    }
    (inputs + dimension &* columns).update(from: flattened + dimension &* columns, count: columns)
  }

  private func writeIndicator(_ indicator: UnsafeMutablePointer<Float>) {
    indicator.update(repeating: 0, count: problem.tokens &* batch)
    for example in 0..<batch {
      for place in 0..<problem.sparsity {
        indicator[chosen[example &* problem.sparsity &+ place] &* batch &+ example] = 1
      }
    }
  }

  /// (1/q) sum_{i in y} x_i, as a sum over all tokens of indicator times token.
  private func writeTargets(
    _ targets: UnsafeMutablePointer<Float>, tokens: UnsafePointer<Float>, indicator: UnsafePointer<Float>
  ) {
    let dimension = problem.dimension
    targets.update(repeating: 0, count: dimension &* batch)
    for token in 0..<problem.tokens {
      let isChosen = indicator + token &* batch
      for coordinate in 0..<dimension {
        let row = tokens + (token &* dimension &+ coordinate) &* batch
        addProducts(isChosen, row, to: targets + coordinate &* batch)
      }
    }
    let scale = 1 / Float(problem.sparsity)
    for index in 0..<(dimension &* batch) { targets[index] *= scale }
  }

  @inline(__always)
  private func addProducts(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<batch { sums[index] += left[index] * right[index] }
  }
}

extension NetworkTraining {
  /// The examples of the first step, example after example: Td token entries and T indicators of y each as inputs, the
  /// token entries alone, and q rising token places.
  ///
  /// The inputs are those of a network that reads its examples flattened.
  public func firstBatch(address: StreamAddress) -> (inputs: [Double], tokens: [Float], subsets: [Int]) {
    precondition(reading == .flattened, "the inputs of a \(reading.rawValue) reading")
    let pass = makePass()
    let data = NetworkTrainingBatch(self, address: address)
    defer { data.deallocate() }
    data.draw(step: 0, into: pass)
    let length = problem.inputDimension
    var (inputs, tokens, subsets): ([Double], [Float], [Int]) = ([], [], [])
    for example in 0..<batch {
      let values = (0..<(length + problem.tokens)).map { pass.inputs[$0 * batch + example] }
      inputs += values.map { Double($0) }
      tokens += values.prefix(length)
      subsets += (0..<problem.tokens).filter { values[length + $0] == 1 }
    }
    return (inputs, tokens, subsets)
  }
}
