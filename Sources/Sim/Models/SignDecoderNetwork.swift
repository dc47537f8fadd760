import Theory

extension FullyConnectedNetwork where Scalar == Double {
  /// A ReLU network that solves the task for tokens of signs, though its first layer sees them through one direction.
  ///
  /// Every first-layer neuron reads a multiple of `v = sum_k 2^k vec(X)_k`, or the indicator of y alone. Hidden layer
  /// j = 0, .., Td - 1 holds `relu(v + 1), relu(v - 1), relu(v), relu(-v)` of the sum that is left, so the next layer
  /// has the entry k = Td - 1 - j as `x_k = relu(v + 1) - relu(v - 1) - 1` and goes on with `v - 2^k x_k`; entries
  /// found pass as relu(x_k + 1), the indicator as it is. The last hidden layer multiplies by the indicator b,
  /// `b x = relu(x - (1 - b)) - relu(-x - (1 - b))` for |x| <= 1, and the output is the mean over y.
  ///
  /// Up to the output every number is an integer below 2^53, so the entries are exact.
  ///
  /// - Throws: `TheoryError` if Td > 24, beyond which sums inside a layer round.
  public static func signDecoder(_ problem: Problem) throws(TheoryError) -> Self {
    let length = problem.inputDimension
    if length > 24 { throw TheoryError(value: "Td = \(length)", rule: "Td <= 24, to be exact in Double") }
    let hidden = (0..<length).map { 4 + $0 + problem.tokens } + [2 * length]
    let shape = try FullyConnectedShape(problem, hidden: hidden)
    var builder = SignDecoderBuilder(problem, shape)
    builder.readTokens()
    for layer in 1..<length { builder.decode(layer: layer) }
    builder.select()
    builder.average()
    return try FullyConnectedNetwork(shape, parameters: builder.parameters)
  }
}

/// Writes the decoder's weights; neurons 0 to 3 of a decoding layer hold the sum, then come entries, then y.
private struct SignDecoderBuilder {
  let problem: Problem
  let shape: FullyConnectedShape
  var parameters: [Double]
  let length: Int

  init(_ problem: Problem, _ shape: FullyConnectedShape) {
    self.problem = problem
    self.shape = shape
    parameters = [Double](repeating: 0, count: shape.parameterCount)
    length = problem.inputDimension
  }

  /// The four neurons of a sum given by its weights and constant.
  private static let neurons: [(sign: Double, bias: Double)] = [(1, 1), (1, -1), (1, 0), (-1, 0)]

  /// The first layer: the sum of all entries, and y.
  mutating func readTokens() {
    for (row, neuron) in Self.neurons.enumerated() {
      for entry in 0..<length { set(0, row, entry, neuron.sign * power(entry)) }
      setBias(0, row, neuron.bias)
    }
    for token in 0..<problem.tokens { set(0, 4 + token, length + token, 1) }
  }

  /// A layer that finds entry Td - layer of the sum before it and goes on with what is left.
  mutating func decode(layer: Int) {
    let size = power(length - layer)
    for (row, neuron) in Self.neurons.enumerated() {
      // v - 2^k x with x = n0 - n1 - 1 and v = n2 - n3.
      for (column, weight) in [-size, size, 1, -1].enumerated() {
        set(layer, row, column, neuron.sign * weight)
      }
      setBias(layer, row, neuron.sign * size + neuron.bias)
    }
    // The new entry plus 1 behind the older ones.
    for older in 0..<(layer - 1) { set(layer, 4 + older, 4 + older, 1) }
    set(layer, 4 + layer - 1, 0, 1)
    set(layer, 4 + layer - 1, 1, -1)
    for token in 0..<problem.tokens { set(layer, 4 + layer + token, 4 + layer - 1 + token, 1) }
  }

  /// The last hidden layer: every entry times the indicator of its token.
  mutating func select() {
    for entry in 0..<length {
      for (part, sign) in [1.0, -1.0].enumerated() {
        let row = 2 * entry + part
        if entry == 0 {
          set(length, row, 0, sign)
          set(length, row, 1, -sign)
        } else {
          set(length, row, 4 + length - 1 - entry, sign)
        }
        set(length, row, 4 + length - 1 + entry / problem.dimension, 1)
        // Either way the sum so far is x + 1; sign * 1 and the 1 of 1 - b are taken off.
        setBias(length, row, -sign - 1)
      }
    }
  }

  /// The output: the mean over y.
  mutating func average() {
    for entry in 0..<length {
      let row = entry % problem.dimension
      set(length + 1, row, 2 * entry, 1 / Double(problem.sparsity))
      set(length + 1, row, 2 * entry + 1, -1 / Double(problem.sparsity))
    }
  }

  private func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  private mutating func set(_ layer: Int, _ row: Int, _ column: Int, _ weight: Double) {
    parameters[shape.layers[layer].weights + row * shape.layers[layer].inputs + column] = weight
  }

  private mutating func setBias(_ layer: Int, _ row: Int, _ bias: Double) {
    parameters[shape.layers[layer].biases + row] = bias
  }
}
