import Theory

extension FullyConnectedNetwork where Scalar == Double {
  /// A ReLU network with one first-layer neuron on the tokens that solves the task for tokens of signs.
  ///
  /// Hidden layers, n = Td: the first has one neuron on the tokens, `v + 2^n` with `v = sum_k 2^k vec(X)_k` (positive, so
  /// the rectifier does nothing), and T neurons that pass the indicator of y. Then, for k = n-1 ... 0, two layers: one
  /// with `relu(v+1)`, `relu(v-1)` and the carried `v + 2^(k+1)`; one with their difference `x_k + 1`, which is 0 or 2. The
  /// next layer reads `v - 2^k x_k`. (Both in one layer would multiply `relu(v+1)` by 2^k, too large for Double.) The last
  /// hidden layer gates, `x b = relu(x - (1-b)) - relu(-x - (1-b))` for b in {0, 1}, and the output is the mean over y.
  ///
  /// Up to the output every number met is an integer of size at most 2^(n+1), so the entries are exact up to Td = 51.
  ///
  /// - Throws: `TheoryError` if Td > 512, where the powers of two become too large.
  public static func signDecoder(_ problem: Problem) throws(TheoryError) -> Self {
    let length = problem.inputDimension
    if length > 512 { throw TheoryError(value: "Td = \(length)", rule: "Td <= 512") }
    let carried = 2 + problem.tokens
    let decoding = (0..<length).flatMap { done -> [Int] in [carried + done + 1, carried + done] }
    let shape = try FullyConnectedShape(
      problem, hidden: [1 + problem.tokens] + decoding + [2 * length])
    var builder = SignDecoderBuilder(problem: problem, shape: shape)
    builder.addFirst()
    for done in 0..<length { builder.addDecoding(done) }
    builder.addGates()
    builder.addOutput()
    return try FullyConnectedNetwork(shape, parameters: builder.parameters)
  }
}

/// Writes the network's weights layer by layer.
///
/// In every decoding layer neuron 0 carries v and the next T the indicator; then come, in the first of two, the two
/// rectified neurons, and in both the entries decoded so far, highest first, each as x + 1.
private struct SignDecoderBuilder {
  let problem: Problem
  let shape: FullyConnectedShape
  var parameters: [Double]

  init(problem: Problem, shape: FullyConnectedShape) {
    self.problem = problem
    self.shape = shape
    parameters = [Double](repeating: 0, count: shape.parameterCount)
  }

  private var length: Int { problem.inputDimension }
  private var tokens: Int { problem.tokens }

  mutating func addFirst() {
    for index in 0..<length { set(0, 0, index, power(index)) }
    setBias(0, 0, power(length))
    for token in 0..<tokens { set(0, 1 + token, length + token, 1) }
  }

  /// The two layers that decode the entry k = n - 1 - done.
  mutating func addDecoding(_ done: Int) {
    let layer = 1 + 2 * done
    let (up, down) = (1 + tokens, 2 + tokens)
    // v = carried - 2^(k+1), less 2^(k+1) ((x_(k+1) + 1) - 1) for the entry decoded last.
    let carried = power(length - done)
    for (neuron, shift) in [(0, carried), (up, 1), (down, -1)] {
      set(layer, neuron, 0, 1)
      if done > 0 { set(layer, neuron, tokens + done, -carried) }
      setBias(layer, neuron, shift - carried)
    }
    passIndicator(layer)
    for entry in 0..<done { set(layer, 3 + tokens + entry, 1 + tokens + entry, 1) }
    set(layer + 1, 0, 0, 1)
    passIndicator(layer + 1)
    for entry in 0..<done { set(layer + 1, 1 + tokens + entry, 3 + tokens + entry, 1) }
    set(layer + 1, 1 + tokens + done, up, 1)
    set(layer + 1, 1 + tokens + done, down, -1)
  }

  mutating func addGates() {
    let layer = 1 + 2 * length
    for index in 0..<length {
      for (neuron, sign) in [(2 * index, 1.0), (2 * index + 1, -1.0)] {
        set(layer, neuron, tokens + length - index, sign)
        set(layer, neuron, 1 + index / problem.dimension, 1)
        setBias(layer, neuron, -sign - 1)
      }
    }
  }

  mutating func addOutput() {
    let layer = 2 + 2 * length
    for index in 0..<length {
      let coordinate = index % problem.dimension
      set(layer, coordinate, 2 * index, 1 / Double(problem.sparsity))
      set(layer, coordinate, 2 * index + 1, -1 / Double(problem.sparsity))
    }
  }

  private mutating func passIndicator(_ layer: Int) {
    for token in 0..<tokens { set(layer, 1 + token, 1 + token, 1) }
  }

  private func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  private mutating func set(_ layer: Int, _ output: Int, _ input: Int, _ weight: Double) {
    let place = shape.layers[layer]
    parameters[place.weights + output * place.inputs + input] = weight
  }

  private mutating func setBias(_ layer: Int, _ output: Int, _ bias: Double) {
    parameters[shape.layers[layer].biases + output] = bias
  }
}
