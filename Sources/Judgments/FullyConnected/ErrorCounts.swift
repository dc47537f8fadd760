import Sim
import Theory

/// On how many samples a network's squared error is at most r, and the best predictor's from a first layer.
struct ErrorCounts {
  /// Those on which the network's is, for every r.
  private(set) var network: [Int]
  /// Those on which only the network's is.
  private(set) var onlyNetwork: [Int]
  /// Those on which only the best predictor's is.
  private(set) var onlyBest: [Int]

  /// Counts over fresh samples; the best predictor's squared errors are multiplied by the inflation.
  ///
  /// - Throws: `TheoryError` if an error is not finite, which no count would show.
  init(
    of evaluation: NetworkEvaluation, _ certificate: FirstLayerCertificate, radii: [Double],
    inflation: Double,
    samples: Int
  ) throws {
    let problem = certificate.problem
    var network = [Int](repeating: 0, count: radii.count)
    var (onlyNetwork, onlyBest) = (network, network)
    let best = UnsafeMutableBufferPointer<Double>.allocate(capacity: problem.dimension)
    best.initialize(repeating: 0)
    defer { best.deallocate() }
    var sum = 0.0
    try evaluation.forEachChunk(samples: samples) { (tokens, subsets, outputs) throws(TheoryError) in
      for sample in 0..<(outputs.count / problem.dimension) {
        let loss = problem.loss(of: sample, tokens: tokens, subsets: subsets, outputs: outputs)
        let start = sample * problem.inputDimension
        let place = sample * problem.sparsity
        try certificate.predict(
          tokens: UnsafeBufferPointer(rebasing: tokens[start..<(start + problem.inputDimension)]),
          subset: UnsafeBufferPointer(rebasing: subsets[place..<(place + problem.sparsity)]), into: best)
        var lost = 0.0
        for coordinate in 0..<problem.dimension {
          var target = 0.0
          for token in subsets[place..<(place + problem.sparsity)] {
            target += Double(tokens[start + token * problem.dimension + coordinate])
          }
          let error = best[coordinate] - target / Double(problem.sparsity)
          lost += error * error
        }
        sum += loss
        for index in radii.indices {
          let (isSmall, isSmallAtBest) = (loss <= radii[index], inflation * lost <= radii[index])
          if isSmall { network[index] += 1 }
          if isSmall && !isSmallAtBest { onlyNetwork[index] += 1 }
          if !isSmall && isSmallAtBest { onlyBest[index] += 1 }
        }
      }
    }
    guard sum.isFinite else { throw TheoryError(value: "a loss of \(sum)", rule: "finite losses") }
    (self.network, self.onlyNetwork, self.onlyBest) = (network, onlyNetwork, onlyBest)
  }
}
