import Evidence
import Sim
import Theory

/// Fresh samples of the task for predictors that are not trained, in chunks.
///
/// Tokens are single precision normals as in `NetworkEvaluation`; chunk c takes step c of the streams.
struct TaskSamples {
  /// The number of samples in a chunk.
  static let samplesPerChunk = 512

  let problem: Problem
  let address: StreamAddress

  /// Calls `body` with n x Td token entries and n x q rising token places, chunk after chunk.
  func forEachChunk(
    samples: Int, _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int>) throws -> Void
  ) throws {
    var tokens = [Float](repeating: 0, count: Self.samplesPerChunk * problem.inputDimension)
    var subsets = [Int](repeating: 0, count: Self.samplesPerChunk * problem.sparsity)
    for (step, start) in stride(from: 0, to: samples, by: Self.samplesPerChunk).enumerated() {
      let count = min(Self.samplesPerChunk, samples - start)
      var normals = RandomStream(address.with(purpose: .evaluationTokens), step: UInt32(step))
      tokens.withUnsafeMutableBufferPointer { normals.fillNormals($0) }
      var choices = RandomStream(address.with(purpose: .evaluationSubsets), step: UInt32(step))
      for sample in 0..<count {
        let chosen = choices.subset(size: problem.sparsity, of: problem.tokens)
        for place in chosen.indices { subsets[sample * problem.sparsity + place] = chosen[place] }
      }
      try tokens.withUnsafeBufferPointer { tokens in
        try subsets.withUnsafeBufferPointer { subsets in
          try body(
            UnsafeBufferPointer(rebasing: tokens[..<(count * problem.inputDimension)]),
            UnsafeBufferPointer(rebasing: subsets[..<(count * problem.sparsity)]))
        }
      }
    }
  }

  /// Calls `body` with the samples and a network's n x d outputs, all in double precision.
  func forEachChunk(
    samples: Int, through network: FullyConnectedNetwork<Double>,
    _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int>, UnsafeBufferPointer<Double>) throws -> Void
  ) throws {
    try forEachChunk(samples: samples) { tokens, subsets in
      try network.outputs(inputs(tokens, subsets)).withUnsafeBufferPointer { try body(tokens, subsets, $0) }
    }
  }

  /// A network's inputs for the samples of a chunk: vec(X), then the indicator of y.
  func inputs(_ tokens: UnsafeBufferPointer<Float>, _ subsets: UnsafeBufferPointer<Int>) -> [Double] {
    let length = problem.inputDimension
    let width = length + problem.tokens
    let count = tokens.count / length
    var batch = [Double](repeating: 0, count: count * width)
    for sample in 0..<count {
      for entry in 0..<length { batch[sample * width + entry] = Double(tokens[sample * length + entry]) }
      for place in 0..<problem.sparsity {
        batch[sample * width + length + subsets[sample * problem.sparsity + place]] = 1
      }
    }
    return batch
  }
}

extension Problem {
  /// A coordinate of the target of one sample of a chunk, summed in double precision.
  func target(
    _ coordinate: Int, of sample: Int, tokens: UnsafeBufferPointer<Float>, subsets: UnsafeBufferPointer<Int>
  ) -> Double {
    var sum = 0.0
    for place in 0..<sparsity {
      let token = sample * self.tokens + subsets[sample * sparsity + place]
      sum += Double(tokens[token * dimension + coordinate])
    }
    return sum / Double(sparsity)
  }

  /// The loss |f - STS_q|^2 of one sample of a chunk, summed in double precision.
  func loss<Output: BinaryFloatingPoint>(
    of sample: Int, tokens: UnsafeBufferPointer<Float>, subsets: UnsafeBufferPointer<Int>,
    outputs: UnsafeBufferPointer<Output>
  ) -> Double {
    var loss = 0.0
    for coordinate in 0..<dimension {
      let target = self.target(coordinate, of: sample, tokens: tokens, subsets: subsets)
      let error = Double(outputs[sample * dimension + coordinate]) - target
      loss += error * error
    }
    return loss
  }
}

extension FullyConnectedNetwork where Scalar == Double {
  /// The network with given layers, ReLU between them.
  init(_ layers: [AffineLayer]) throws(TheoryError) {
    let shape = try FullyConnectedShape(
      inputs: layers[0].weights.columns, hidden: layers.dropLast().map(\.weights.rows),
      outputs: layers[layers.count - 1].weights.rows)
    try self.init(shape, parameters: layers.flatMap { $0.weights.elements + $0.biases })
  }
}
