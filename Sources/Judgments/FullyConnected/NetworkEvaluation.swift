import Sim
import Theory

/// Draws evaluation samples and adds up what F2, F3 and F10 are judged by.
struct NetworkEvaluation {
  let problem: Problem
  /// The stream's address; its purpose is replaced by those of evaluation.
  let address: StreamAddress

  /// The number of samples drawn at once.
  private static let chunk = 2000

  /// The sums of a network's outputs over fresh samples, under the certificate of a network's first layer.
  ///
  /// The number of samples is rounded up to whole chunks of 2000.
  func sums(
    _ network: FullyConnectedNetwork<Float>, firstLayer: FullyConnectedNetwork<Float>, samples: Int
  ) throws -> CertificateSums {
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: firstLayer.tokenWeights(problem))
    var sums = try CertificateSums(certificate)
    for step in 0..<((samples + Self.chunk - 1) / Self.chunk) {
      let (tokens, subsets) = draw(step: UInt32(step))
      let outputs = try network.outputs(inputs(tokens, subsets))
      try tokens.withUnsafeBufferPointer { tokens in
        try subsets.withUnsafeBufferPointer { subsets in
          try outputs.withUnsafeBufferPointer { outputs in
            try sums.add(tokens: tokens, subsets: subsets, outputs: outputs)
          }
        }
      }
    }
    return sums
  }

  /// One chunk of token sequences and subsets, example after example.
  private func draw(step: UInt32) -> (tokens: [Float], subsets: [Int]) {
    var tokens = [Float](repeating: 0, count: Self.chunk * problem.inputDimension)
    var stream = RandomStream(address.with(purpose: .evaluationTokens), step: step)
    tokens.withUnsafeMutableBufferPointer { stream.fillNormals($0) }
    var subsets = [Int](repeating: 0, count: Self.chunk * problem.sparsity)
    var choices = RandomStream(address.with(purpose: .evaluationSubsets), step: step)
    subsets.withUnsafeMutableBufferPointer {
      choices.fillSubsets($0, examples: Self.chunk, size: problem.sparsity, of: problem.tokens)
    }
    return (tokens, subsets)
  }

  /// The network's inputs: vec(X), then the 0/1 indicator of y.
  private func inputs(_ tokens: [Float], _ subsets: [Int]) -> [Float] {
    let length = problem.inputDimension
    let stride = length + problem.tokens
    var inputs = [Float](repeating: 0, count: Self.chunk * stride)
    for sample in 0..<Self.chunk {
      for index in 0..<length { inputs[sample * stride + index] = tokens[sample * length + index] }
      for place in (sample * problem.sparsity)..<((sample + 1) * problem.sparsity) {
        inputs[sample * stride + length + subsets[place]] = 1
      }
    }
    return inputs
  }
}
