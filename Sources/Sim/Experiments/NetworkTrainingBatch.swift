import Theory

/// Draws fresh training examples into the memory of a pass.
///
/// Step s takes step s of two streams: tokens, a Td x B matrix of single precision normals in one bulk fill,
/// row t d + a holding coordinate a of token t; and subsets, example after example.
struct NetworkTrainingBatch {
  let problem: Problem
  let batch: Int
  let tokens: StreamAddress
  let subsets: StreamAddress
  private let chosen: UnsafeMutableBufferPointer<Int>

  init(_ problem: Problem, batch: Int, address: StreamAddress) {
    self.problem = problem
    self.batch = batch
    tokens = address.with(purpose: .tokens)
    subsets = address.with(purpose: .subsets)
    chosen = .allocate(capacity: batch * problem.sparsity)
    chosen.initialize(repeating: 0)
  }

  func deallocate() { chosen.deallocate() }

  /// Fills inputs and targets with the examples of a step; allocates nothing.
  func draw(step: Int, into pass: FullyConnectedPass<Float>) {
    let inputs = pass.inputs
    let tokenCount = problem.inputDimension &* batch
    var stream = RandomStream(tokens, step: UInt32(truncatingIfNeeded: step))
    stream.fillNormals(UnsafeMutableBufferPointer(start: inputs, count: tokenCount))
    var choices = RandomStream(subsets, step: UInt32(truncatingIfNeeded: step))
    choices.fillSubsets(chosen, examples: batch, size: problem.sparsity, of: problem.tokens)
    writeIndicator(inputs + tokenCount)
    writeTargets(pass.targets, tokens: inputs, indicator: inputs + tokenCount)
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
  public func firstBatch(address: StreamAddress) -> (inputs: [Double], tokens: [Float], subsets: [Int]) {
    let pass = FullyConnectedPass<Float>(shape, batch: batch)
    let data = NetworkTrainingBatch(problem, batch: batch, address: address)
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
