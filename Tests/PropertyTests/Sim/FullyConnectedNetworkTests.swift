import Sim
import Testing
import Theory

@Suite("FullyConnectedNetwork")
struct FullyConnectedNetworkTests {
  /// 1e-12 is some thousand units of rounding of numbers below 1, summed over at most 12 terms a layer.
  @Test("outputs, loss and gradient equal an independent differentiation", arguments: ReferenceNetwork.all)
  func reference(expected: ReferenceNetwork) throws {
    let problem = try Problem(
      tokens: expected.tokens, dimension: expected.dimension, sparsity: expected.sparsity)
    let network = try network(problem, hidden: expected.hidden)
    let (inputs, targets) = example(problem, subset: expected.subset)
    let outputs = try network.outputs(inputs)
    let (loss, gradient) = try network.gradient(inputs: inputs, targets: targets)
    #expect(distance(outputs, expected.output) <= 1e-12)
    #expect(abs(loss - expected.loss) <= 1e-12)
    #expect(distance(gradient, expected.gradient) <= 1e-12)
  }

  /// The truncation error of a central difference is O(h^2) = 1e-10, its rounding error 2^-52 / h = 2e-11; a
  /// preactivation within h of 0 would break it, and none of these is.
  @Test("the gradient of a batch equals central differences", arguments: [true, false], Activation.allCases)
  func differences(hasBias: Bool, activation: Activation) throws {
    let shape = try FullyConnectedShape(
      inputs: 5, hidden: [7, 4, 3], outputs: 2, hasBias: hasBias, activation: activation)
    var stream = try stream(1)
    let parameters = (0..<shape.parameterCount).map { _ in 0.7 * stream.normal() }
    let inputs = (0..<(5 * 19)).map { _ in stream.normal() }
    let targets = (0..<(2 * 19)).map { _ in stream.normal() }
    let gradient = try FullyConnectedNetwork(shape, parameters: parameters)
      .gradient(inputs: inputs, targets: targets).gradient
    let step = 1e-5
    for index in parameters.indices {
      var losses: [Double] = []
      for sign in [1.0, -1.0] {
        var moved = parameters
        moved[index] += sign * step
        losses.append(
          try FullyConnectedNetwork(shape, parameters: moved).gradient(inputs: inputs, targets: targets).loss)
      }
      let slope = (losses[0] - losses[1]) / (2 * step)
      #expect(abs(slope - gradient[index]) <= 1e-8, "parameter \(index)")
    }
  }

  @Test("single precision is close to double precision", arguments: Activation.allCases)
  func singlePrecision(activation: Activation) throws {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    let shape = try FullyConnectedShape(problem, hidden: [40, 20], activation: activation)
    let network = FullyConnectedNetwork<Float>(initializing: shape, address: try address(2))
    var stream = try stream(3)
    let inputs = (0..<(24 * 33)).map { _ in Float(stream.normal()) }
    let targets = (0..<(3 * 33)).map { _ in Float(stream.normal()) }
    let single = try network.gradient(inputs: inputs, targets: targets)
    let double = try network.widened.gradient(
      inputs: inputs.map(Double.init), targets: targets.map(Double.init))
    #expect(abs(single.loss - double.loss) <= 1e-6 * double.loss)
    let size = double.gradient.map(\.magnitude).max() ?? 0
    // Sums of some 60 terms, each right to a few 2^-24.
    #expect(distance(single.gradient.map(Double.init), double.gradient) <= 1e-5 * size)
  }

  @Test("starting weights lie within 1/sqrt(fan-in) and fill it; biases too; same address, same bits")
  func initialization() throws {
    let shape = try FullyConnectedShape(inputs: 100, hidden: [50], outputs: 4)
    let network = FullyConnectedNetwork<Float>(initializing: shape, address: try address(4))
    #expect(network == FullyConnectedNetwork<Float>(initializing: shape, address: try address(4)))
    #expect(network != FullyConnectedNetwork<Float>(initializing: shape, address: try address(5)))
    for layer in shape.layers {
      let count = layer.inputs * layer.outputs + layer.outputs
      let part = network.parameters[layer.weights..<(layer.weights + count)].map { Double($0) }
      let bound = 1 / Double(layer.inputs).squareRoot()
      #expect(part.allSatisfy { abs($0) <= bound * (1 + 0x1p-24) })
      // P(all of n uniform numbers below 0.8 in size) = 0.8^n: below 1e-19 for the 204 of the last layer.
      #expect(part.contains { abs($0) > 0.8 * bound })
      // Hoeffding: P(|mean| > x bound) <= 2 exp(-n x^2 / 2), 2e-9 here.
      let mean = part.reduce(0, +) / Double(count)
      #expect(abs(mean) <= bound * (41.5 / Double(count)).squareRoot())
    }
  }

  @Test("token weights are the first columns of the first layer, exactly")
  func tokenWeights() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 1)
    let shape = try FullyConnectedShape(problem, hidden: [4])
    let network = FullyConnectedNetwork<Float>(initializing: shape, address: try address(6))
    let matrix = try network.tokenWeights(problem)
    #expect(matrix.rows == 4 && matrix.columns == 6)
    for row in 0..<4 {
      for column in 0..<6 { #expect(matrix[row, column] == Double(network.parameters[row * 9 + column])) }
    }
  }

  @Test("bad shapes and inputs throw")
  func errors() throws {
    #expect(throws: TheoryError.self) { try FullyConnectedShape(inputs: 2, hidden: [0], outputs: 1) }
    let shape = try FullyConnectedShape(inputs: 2, hidden: [3], outputs: 1)
    #expect(shape.parameterCount == 13)
    #expect(throws: TheoryError.self) { try FullyConnectedNetwork<Double>(shape, parameters: [1]) }
    let network = try FullyConnectedNetwork<Double>(shape, parameters: [Double](repeating: 1, count: 13))
    #expect(throws: TheoryError.self) { try network.outputs([1, 2, 3]) }
    #expect(throws: TheoryError.self) { try network.gradient(inputs: [1, 2], targets: [1, 2]) }
  }

  // MARK: - Fixtures

  private func address(_ repetition: Int) throws -> StreamAddress {
    try StreamAddress(baseSeed: 1, name: "test 0/1", repetition: repetition, purpose: .check)
  }

  private func stream(_ repetition: Int) throws -> RandomStream {
    RandomStream(try address(repetition), step: 0)
  }

  private func network(_ problem: Problem, hidden: [Int]) throws -> FullyConnectedNetwork<Double> {
    let shape = try FullyConnectedShape(problem, hidden: hidden)
    var parameters: [Double] = []
    for (l, layer) in shape.layers.enumerated() {
      for i in 0..<layer.outputs {
        for j in 0..<layer.inputs {
          parameters.append(
            Elementary.sin(Double(1 + i + 2 * j + 3 * l)) / Double(layer.inputs).squareRoot())
        }
      }
      for i in 0..<layer.outputs { parameters.append(0.1 * Elementary.cos(Double(i + l))) }
    }
    return try FullyConnectedNetwork(shape, parameters: parameters)
  }

  private func example(_ problem: Problem, subset: [Int]) -> (inputs: [Double], targets: [Double]) {
    var inputs: [Double] = []
    var targets = [Double](repeating: 0, count: problem.dimension)
    for t in 0..<problem.tokens {
      for i in 0..<problem.dimension {
        let entry = Elementary.sin(Double(1 + 3 * t + 7 * i))
        inputs.append(entry)
        if subset.contains(t) { targets[i] += entry / Double(problem.sparsity) }
      }
    }
    inputs += (0..<problem.tokens).map { subset.contains($0) ? 1 : 0 }
    return (inputs, targets)
  }

  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}
