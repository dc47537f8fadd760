import Evidence
import Sim
import Theory

/// The losses of a network over fresh samples, and how far its errors are from those that F6's proof states.
struct HandMadeLosses {
  /// The mean loss.
  private(set) var mean = 0.0
  /// The greatest loss of a sample.
  private(set) var greatest = 0.0
  /// The greatest difference between an output's error and the proof's.
  private(set) var greatestDifference = 0.0

  init(
    of network: FullyConnectedNetwork<Double>, against original: F6HandMadeNetwork, _ source: TaskSamples,
    samples: Int
  ) throws {
    let proof = try original.errors()
    let problem = original.problem
    try source.forEachChunk(samples: samples, through: network) { tokens, subsets, outputs in
      for sample in 0..<(outputs.count / problem.dimension) {
        add(
          proof, problem,
          UnsafeBufferPointer(
            rebasing: tokens[(sample * problem.inputDimension)...].prefix(problem.inputDimension)),
          UnsafeBufferPointer(rebasing: subsets[(sample * problem.sparsity)...].prefix(problem.sparsity)),
          UnsafeBufferPointer(rebasing: outputs[(sample * problem.dimension)...].prefix(problem.dimension)))
      }
    }
    mean /= Double(samples)
  }

  private mutating func add(
    _ proof: F6HandMadeNetwork.Errors, _ problem: Problem, _ tokens: UnsafeBufferPointer<Float>,
    _ subset: UnsafeBufferPointer<Int>, _ outputs: UnsafeBufferPointer<Double>
  ) {
    var loss = 0.0
    for component in outputs.indices {
      var target = 0.0
      for token in subset { target += Double(tokens[token * problem.dimension + component]) }
      let error = outputs[component] - target / Double(problem.sparsity)
      loss += error * error
      let difference = abs(error - proof.error(component, tokens: tokens, subset: subset))
      // A difference that is not a number must not be lost.
      if !(difference <= greatestDifference) { greatestDifference = difference }
    }
    mean += loss
    if !(loss <= greatest) { greatest = loss }
  }
}

extension Check.Detectable {
  /// The smallest violation of a measured number that its interval refutes with probability 0.99, as a share of the number:
  /// the wider half of the interval plus 2.33 standard errors.
  static func ofRisk(_ risk: Measured, standardError: Double, of size: Double) -> Check.Detectable {
    let half = max(risk.upper - risk.estimate, risk.estimate - risk.lower)
    return Check.Detectable((half + 2.33 * standardError) / size, "of the risk")
  }
}
