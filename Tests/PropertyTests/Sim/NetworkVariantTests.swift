import Sim
import Testing
import Theory

/// Networks that read, skip, or are trained otherwise than on the mean squared error of flattened white tokens.
@Suite("NetworkTraining, variants")
struct NetworkVariantTests {
  /// A kind of training beside the plain one.
  struct Variant: Sendable, CustomTestStringConvertible {
    var loss = RobustLoss.squared
    var reading = NetworkReading.flattened
    var skipsTokens = false
    var correlation = 0.0
    let testDescription: String

    static let all = [
      Variant(testDescription: "plain"),
      Variant(reading: .normalized, testDescription: "normalized"),
      Variant(reading: .shared, testDescription: "shared"),
      Variant(loss: .power(4), reading: .shared, testDescription: "shared, |e|^4"),
      Variant(skipsTokens: true, testDescription: "skip connection"),
      Variant(correlation: 0.5, testDescription: "correlation 0.5"),
      Variant(loss: .power(1), testDescription: "|e|"),
      Variant(
        loss: .power(3), skipsTokens: true, correlation: 0.25, testDescription: "|e|^3, skip, correlation"),
      Variant(loss: .huber(threshold: 0.5), testDescription: "Huber"),
    ]
  }

  /// A step of size 1 of gradient descent moves each parameter by its derivative.
  ///
  /// The finite difference of 1e-5 is right to 1e-8 in double precision, single precision to 1e-6 of numbers of order 1.
  @Test("a step moves against the gradient of half the mean loss", arguments: Variant.all)
  func gradient(variant: Variant) throws {
    let training = try training(variant, steps: 1)
    var start = FullyConnectedNetwork<Float>(initializing: training.shape, address: try address(1)).parameters
    // A skip connection starts at 0, where its derivative would be seen all the same; elsewhere it is a harder test.
    if let skip = training.shape.skip {
      for index in skip.weights..<start.count { start[index] = 0.1 - 0.01 * Float(index % 17) }
    }
    let before = try FullyConnectedNetwork(training.shape, parameters: start)
    let after = training.run(from: before, address: try address(2)).parameters
    let examples = try examples(variant)
    let parameters = start.map(Double.init)
    for index in stride(from: 0, to: start.count, by: 3) {
      var (up, down) = (parameters, parameters)
      up[index] += 1e-5
      down[index] -= 1e-5
      let slope = (halfLoss(up, training, examples) - halfLoss(down, training, examples)) / 2e-5
      #expect(abs(parameters[index] - Double(after[index]) - slope) <= 1e-5 * (1 + abs(slope)))
    }
  }

  @Test("outputs on fresh samples are those of the network written out", arguments: Variant.all)
  func evaluation(variant: Variant) throws {
    let problem = try problem()
    let training = try training(variant, steps: 20, stepSize: 0.01)
    let network = training.run(address: try address(3))
    let parameters = network.parameters.map(Double.init)
    let evaluation = try NetworkEvaluation(
      network, problem: problem, address: address(4), reading: variant.reading,
      correlation: training.correlation)
    try evaluation.forEachChunk(samples: 40) { (tokens, subsets, outputs) throws(TheoryError) in
      for sample in 0..<40 {
        let row = tokens[(sample * problem.inputDimension)..<((sample + 1) * problem.inputDimension)].map(
          Double.init)
        let subset = Array(subsets[(sample * problem.sparsity)..<((sample + 1) * problem.sparsity)])
        let expected = answer(parameters, training, row, subset)
        for (coordinate, value) in expected.enumerated() {
          #expect(abs(value - Double(outputs[sample * problem.dimension + coordinate])) <= 1e-6)
        }
        if variant.reading == .normalized {
          let square = row.reduce(0) { $0 + $1 * $1 }
          #expect(abs(square - Double(problem.inputDimension)) <= 1e-5)
        }
      }
    }
  }

  /// The tokens of the same address without correlation are the white numbers.
  @Test("correlated tokens follow one another")
  func correlation() throws {
    let problem = try problem()
    let (white, correlated) = (try tokens(0), try tokens(0.5))
    for index in white.indices {
      let place = index % problem.inputDimension
      let expected =
        place < problem.dimension
        ? white[index]
        : 0.5 * correlated[index - problem.dimension] + Float(0.75.squareRoot()) * white[index]
      #expect(abs(correlated[index] - expected) <= 1e-6)
    }
  }

  @Test("a parameter out of range throws")
  func errors() throws {
    #expect(throws: TheoryError.self) {
      try training(Variant(loss: .power(0), testDescription: ""), steps: 1)
    }
    #expect(throws: TheoryError.self) {
      try training(Variant(loss: .huber(threshold: -1), testDescription: ""), steps: 1)
    }
    #expect(throws: TheoryError.self) {
      try training(Variant(reading: .shared, skipsTokens: true, testDescription: ""), steps: 1)
    }
    #expect(throws: TheoryError.self) { try TokenCorrelation(neighbours: 1) }
    #expect(throws: TheoryError.self) { try TokenCorrelation(neighbours: .nan) }
    #expect(throws: TheoryError.self) {
      try FullyConnectedShape(inputs: 4, hidden: [2], outputs: 2, skipped: 5)
    }
  }

  // MARK: - The same by other means

  /// Half the mean loss over examples.
  private func halfLoss(_ parameters: [Double], _ training: NetworkTraining, _ examples: [Example]) -> Double
  {
    var sum = 0.0
    for example in examples {
      let target = training.problem.target(of: example.subset, tokens: example.tokens)
      let answer = answer(parameters, training, example.tokens, example.subset)
      sum += loss(training.loss, zip(answer, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    }
    return sum / Double(2 * examples.count)
  }

  private func loss(_ loss: RobustLoss, _ square: Double) -> Double {
    let length = square.squareRoot()
    switch loss {
    case .power(1): return length
    case .power(2): return square
    case .power(3): return length * length * length
    case .power: return square * square
    case .huber(let threshold):
      return length <= threshold ? square / 2 : threshold * length - threshold * threshold / 2
    case .logarithmic, .clipped: return .nan
    }
  }

  /// The network's answer to an example, layer by layer.
  private func answer(
    _ parameters: [Double], _ training: NetworkTraining, _ tokens: [Double], _ subset: [Int]
  ) -> [Double] {
    let problem = training.problem
    let chosen = (0..<problem.tokens).map { subset.contains($0) ? 1.0 : 0 }
    switch training.reading {
    case .flattened: return output(parameters, training.shape, tokens + chosen)
    case .normalized:
      let square = tokens.reduce(0) { $0 + $1 * $1 }
      let factor = (Double(tokens.count) / square).squareRoot()
      return output(parameters, training.shape, tokens.map { factor * $0 } + chosen)
    case .shared:
      var sum = [Double](repeating: 0, count: problem.dimension)
      for token in 0..<problem.tokens {
        let one = Array(tokens[(token * problem.dimension)..<((token + 1) * problem.dimension)])
        for (coordinate, value) in output(parameters, training.shape, one + [chosen[token]]).enumerated() {
          sum[coordinate] += value
        }
      }
      return sum
    }
  }

  private func output(_ parameters: [Double], _ shape: FullyConnectedShape, _ inputs: [Double]) -> [Double] {
    var values = inputs
    for (index, layer) in shape.layers.enumerated() {
      values = (0..<layer.outputs).map { row in
        var sum = parameters[layer.biases + row]
        for column in 0..<layer.inputs {
          sum += parameters[layer.weights + row * layer.inputs + column] * values[column]
        }
        return index + 1 < shape.layers.count ? max(0, sum) : sum
      }
    }
    guard let skip = shape.skip else { return values }
    return values.enumerated().map { row, value in
      (0..<skip.inputs).reduce(value) {
        $0 + parameters[skip.weights + row * skip.inputs + $1] * inputs[$1]
      }
    }
  }

  // MARK: - Fixtures

  private struct Example {
    let tokens: [Double]
    let subset: [Int]
  }

  private func problem() throws -> Problem { try Problem(tokens: 4, dimension: 2, sparsity: 2) }

  private func address(_ repetition: Int) throws -> StreamAddress {
    try StreamAddress(baseSeed: 1, name: "network variants", repetition: repetition, purpose: .check)
  }

  private func training(_ variant: Variant, steps: Int, stepSize: Double = 1) throws -> NetworkTraining {
    try NetworkTraining(
      problem: problem(), hidden: [5, 4], steps: steps, batch: 8, initialStepSize: stepSize,
      optimizer: .gradientDescent, loss: variant.loss, reading: variant.reading,
      skipsTokens: variant.skipsTokens, correlation: TokenCorrelation(neighbours: variant.correlation))
  }

  /// The examples of the first step at address 2.
  private func examples(_ variant: Variant) throws -> [Example] {
    let plain = try training(
      Variant(correlation: variant.correlation, testDescription: ""), steps: 1)
    let (_, tokens, subsets) = plain.firstBatch(address: try address(2))
    let (length, sparsity) = (plain.problem.inputDimension, plain.problem.sparsity)
    return (0..<8).map { index in
      Example(
        tokens: tokens[(index * length)..<((index + 1) * length)].map(Double.init),
        subset: Array(subsets[(index * sparsity)..<((index + 1) * sparsity)]))
    }
  }

  /// The tokens of twenty fresh samples.
  private func tokens(_ correlation: Double) throws -> [Float] {
    let problem = try problem()
    let shape = try FullyConnectedShape(problem, hidden: [1])
    let zero = try FullyConnectedNetwork<Float>(
      shape, parameters: [Float](repeating: 0, count: shape.parameterCount))
    var seen: [Float] = []
    try NetworkEvaluation(
      zero, problem: problem, address: address(5),
      correlation: TokenCorrelation(neighbours: correlation)
    ).forEachChunk(samples: 20) { tokens, _, _ in seen += tokens }
    return seen
  }
}
