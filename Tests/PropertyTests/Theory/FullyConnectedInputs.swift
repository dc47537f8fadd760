import Sim
import TestSupport
import Theory

/// A problem with a share eps of the trivial risk, in 720ths.
struct DrawnShare: Sendable {
  let problem: Problem
  let parts: Int
}

/// A problem with a width from 0 to Td.
struct DrawnWidth: Sendable {
  let problem: Problem
  let width: Int

  var smaller: [DrawnWidth] {
    Shrink.problem(problem).map { DrawnWidth(problem: $0, width: min(width, $0.inputDimension)) }
      + Shrink.integer(width).map { DrawnWidth(problem: problem, width: $0) }
  }
}

/// A first layer of small rationals, some of its rows dependent or zero.
struct DrawnLayer: Sendable {
  let problem: Problem
  let rows: Int
  /// The entries, row after row.
  let weights: [Rational]

  static func draw(rows: Int? = nil, _ stream: inout RandomStream) throws -> DrawnLayer {
    // Few enough that Gram-Schmidt's integers fit in 128 bits.
    var problem = try Draw.problem(tokens: 6, dimension: 2, &stream)
    while problem.inputDimension > 8 { problem = try Draw.problem(tokens: 6, dimension: 2, &stream) }
    let count = rows ?? Draw.integer(1...(problem.inputDimension + 1), &stream)
    let weights = try (0..<(count * problem.inputDimension)).map { _ in
      try Rational(
        numerator: Int128(Draw.integer(-2...2, &stream)), denominator: Int128(Draw.integer(1...2, &stream)))
    }
    return DrawnLayer(problem: problem, rows: count, weights: weights)
  }

  func matrix() throws -> RationalMatrix {
    try RationalMatrix(rows: rows, columns: problem.inputDimension, elements: weights)
  }

  /// Fewer rows, a smaller problem, or a zero in place of an entry.
  static func shrinks(_ layer: DrawnLayer) -> [DrawnLayer] {
    let length = layer.problem.inputDimension
    let fewer = Shrink.integer(layer.rows, towards: 1).map {
      DrawnLayer(problem: layer.problem, rows: $0, weights: Array(layer.weights.prefix($0 * length)))
    }
    let smaller = Shrink.problem(layer.problem).map { problem in
      let rows = (0..<layer.rows).flatMap { row in
        layer.weights[(row * length)..<(row * length + problem.inputDimension)]
      }
      return DrawnLayer(problem: problem, rows: layer.rows, weights: rows)
    }
    let simpler = layer.weights.indices.filter { layer.weights[$0] != .zero }.map { index in
      var weights = layer.weights
      weights[index] = .zero
      return DrawnLayer(problem: layer.problem, rows: layer.rows, weights: weights)
    }
    return fewer + smaller + simpler
  }
}

/// A network as it is drawn, before training.
struct DrawnNetwork: Sendable {
  let problem: Problem
  let width: Int
  let depth: Int
  let activation: Int
  let seed: Int

  var smaller: [DrawnNetwork] {
    Shrink.problem(problem).map {
      DrawnNetwork(
        problem: $0, width: min(width, $0.inputDimension + 4), depth: depth, activation: activation,
        seed: seed)
    }
      + Shrink.integer(width, towards: 1).map {
        DrawnNetwork(problem: problem, width: $0, depth: depth, activation: activation, seed: seed)
      }
      + Shrink.integer(depth, towards: 1).map {
        DrawnNetwork(problem: problem, width: width, depth: $0, activation: activation, seed: seed)
      }
      + Shrink.integer(activation).map {
        DrawnNetwork(problem: problem, width: width, depth: depth, activation: $0, seed: seed)
      }
  }

  /// The sums over fresh samples; the network and the samples are functions of the seed.
  func sums(samples: Int) throws -> CertificateSums {
    let shape = try FullyConnectedShape(
      problem, hidden: [width] + [Int](repeating: 12, count: depth - 1), hasBias: seed % 2 == 0,
      activation: Activation.allCases[activation])
    let address = try StreamAddress(
      baseSeed: UInt64(seed), name: "test 0/0", repetition: 0, purpose: .check)
    let network = FullyConnectedNetwork<Float>(initializing: shape, address: address)
    var sums = try CertificateSums(
      FirstLayerCertificate(problem: problem, weights: network.tokenWeights(problem)))
    try NetworkEvaluation(network, problem: problem, address: address).forEachChunk(samples: samples) {
      (tokens, subsets, outputs) throws(TheoryError) in
      try sums.add(tokens: tokens, subsets: subsets, outputs: outputs)
    }
    return sums
  }
}
