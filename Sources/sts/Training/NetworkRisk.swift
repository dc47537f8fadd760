import Sim
import Theory

/// The risk of a trained network by F3, the squared excess over fresh samples plus the certificate of its first layer, and
/// of a skip connection if it has one.
struct NetworkRisk {
  /// The rank of the first layer's weights on the tokens.
  let rank: Int
  /// The least risk that those weights allow, and the skip connection if there is one.
  let certificate: Double
  /// The mean squared distance from the best prediction that the first layer allows.
  let excess: Double
  /// The standard error of the excess, and so of the risk.
  let standardError: Double
  /// The mean over the samples of the loss.
  let meanLoss: Double

  /// The estimate of the risk.
  var risk: Double { excess + certificate }

  /// Evaluates a network on fresh samples, as many as `usualSamples` unless told.
  init(
    _ network: FullyConnectedNetwork<Double>, problem: Problem, address: StreamAddress,
    reading: NetworkReading = .flattened, loss: RobustLoss = .squared, samples: Int? = nil
  ) throws {
    let weights =
      reading == .shared ? try network.sharedTokenWeights(problem) : try network.tokenWeights(problem)
    let certificate = try FirstLayerCertificate(problem: problem, weights: weights)
    let skip = try network.skipWeights()
    let past = try skip.map { try certificate.outside(of: $0) }
    let samples = samples ?? Self.usualSamples(network.shape, problem)
    let best = UnsafeMutableBufferPointer<Double>.allocate(capacity: problem.dimension)
    defer { best.deallocate() }
    var (sum, squares, losses) = (0.0, 0.0, 0.0)
    let evaluation = try NetworkEvaluation(network, problem: problem, address: address, reading: reading)
    try evaluation.forEachChunk(samples: samples) { (tokens, subsets, outputs) throws(TheoryError) in
      for sample in 0..<(outputs.count / problem.dimension) {
        try certificate.predict(
          tokens: slice(tokens, sample, problem.inputDimension),
          subset: slice(subsets, sample, problem.sparsity),
          into: best)
        if let past { add(past, slice(tokens, sample, problem.inputDimension), to: best) }
        let target = problem.target(
          of: Array(slice(subsets, sample, problem.sparsity)),
          tokens: slice(tokens, sample, problem.inputDimension).map(Double.init))
        var (excess, error) = (0.0, 0.0)
        for coordinate in 0..<problem.dimension {
          let output = Double(outputs[sample * problem.dimension + coordinate])
          excess += (output - best[coordinate]) * (output - best[coordinate])
          error += (output - target[coordinate]) * (output - target[coordinate])
        }
        losses += loss.value(squaredError: error)
        sum += excess
        squares += excess * excess
      }
    }
    let count = Double(samples)
    rank = certificate.rank
    self.certificate = try skip.map { try certificate.leastRisk(skip: $0) } ?? certificate.value
    meanLoss = losses / count
    excess = sum / count
    standardError = (max(0, squares - sum * sum / count) / (count - 1) / count).squareRoot()
  }

  /// The samples of an evaluation, fewer the larger the network is.
  static func usualSamples(_ shape: FullyConnectedShape, _ problem: Problem) -> Int {
    // About 10^10 products: one for each weight, and the best prediction's q d times T d.
    let cost = shape.parameterCount + problem.sparsity * problem.dimension * problem.inputDimension
    return min(1 << 16, max(1 << 12, 10_000_000_000 / cost))
  }
}

/// Adds a matrix times a sample's tokens.
private func add(
  _ matrix: Matrix, _ tokens: UnsafeBufferPointer<Float>, to sums: UnsafeMutableBufferPointer<Double>
) {
  for row in 0..<matrix.rows {
    for (entry, token) in zip(matrix.row(row), tokens) { sums[row] += entry * Double(token) }
  }
}

private func slice<Element>(
  _ buffer: UnsafeBufferPointer<Element>, _ sample: Int, _ length: Int
) -> UnsafeBufferPointer<Element> {
  UnsafeBufferPointer(rebasing: buffer[(sample * length)..<((sample + 1) * length)])
}
