import Sim
import Theory

/// The risk of a trained network by F3, the squared excess over fresh samples plus the certificate of its first layer.
struct NetworkRisk {
  /// The rank of the first layer's weights on the tokens.
  let rank: Int
  /// The certificate of those weights.
  let certificate: Double
  /// The mean squared distance from the best prediction that the first layer allows.
  let excess: Double
  /// The standard error of the excess, and so of the risk.
  let standardError: Double

  /// The estimate of the risk.
  var risk: Double { excess + certificate }

  /// Evaluates a network on fresh samples, fewer the larger it is.
  init(_ network: FullyConnectedNetwork<Float>, problem: Problem, address: StreamAddress) throws {
    let certificate = try FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem))
    // About 10^10 products: one for each weight, and the best prediction's q d times T d.
    let cost = network.shape.parameterCount + problem.sparsity * problem.dimension * problem.inputDimension
    let samples = min(1 << 16, max(1 << 12, 10_000_000_000 / cost))
    let best = UnsafeMutableBufferPointer<Double>.allocate(capacity: problem.dimension)
    defer { best.deallocate() }
    var (sum, squares) = (0.0, 0.0)
    let evaluation = try NetworkEvaluation(network, problem: problem, address: address)
    try evaluation.forEachChunk(samples: samples) { (tokens, subsets, outputs) throws(TheoryError) in
      for sample in 0..<(outputs.count / problem.dimension) {
        try certificate.predict(
          tokens: slice(tokens, sample, problem.inputDimension),
          subset: slice(subsets, sample, problem.sparsity),
          into: best)
        var excess = 0.0
        for coordinate in 0..<problem.dimension {
          let difference = Double(outputs[sample * problem.dimension + coordinate]) - best[coordinate]
          excess += difference * difference
        }
        sum += excess
        squares += excess * excess
      }
    }
    let count = Double(samples)
    rank = certificate.rank
    self.certificate = certificate.value
    excess = sum / count
    standardError = (max(0, squares - sum * sum / count) / (count - 1) / count).squareRoot()
  }
}

private func slice<Element>(
  _ buffer: UnsafeBufferPointer<Element>, _ sample: Int, _ length: Int
) -> UnsafeBufferPointer<Element> {
  UnsafeBufferPointer(rebasing: buffer[(sample * length)..<((sample + 1) * length)])
}
