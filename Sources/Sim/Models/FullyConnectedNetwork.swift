import Theory

/// A fully connected network: affine layers with an activation between them.
///
/// For token selection the input is vec(X) (token after token), then the 0/1 indicator of y.
public struct FullyConnectedNetwork<Scalar: NetworkScalar>: Hashable, Sendable {
  /// The widths and the place of each parameter.
  public let shape: FullyConnectedShape
  /// All weights and biases, in the order that `shape` states.
  public internal(set) var parameters: [Scalar]

  /// A network with given parameters.
  ///
  /// - Throws: `TheoryError` if their number is not `shape.parameterCount`.
  public init(_ shape: FullyConnectedShape, parameters: [Scalar]) throws(TheoryError) {
    if parameters.count != shape.parameterCount {
      throw TheoryError(
        value: "parameters.count = \(parameters.count)", rule: "count = \(shape.parameterCount)")
    }
    self.shape = shape
    self.parameters = parameters
  }

  /// The weights of a layer as an outputs x inputs matrix, exactly.
  ///
  /// - Throws: `TheoryError` if there is no such layer.
  public func weights(layer index: Int) throws(TheoryError) -> Matrix {
    guard shape.layers.indices.contains(index) else {
      throw TheoryError(value: "layer = \(index)", rule: "0 <= layer < \(shape.layers.count)")
    }
    return try firstColumns(shape.layers[index].inputs, layer: shape.layers[index])
  }

  /// The first-layer weights on the tokens, m x Td: W of the lower bounds, exactly.
  ///
  /// - Throws: `TheoryError` if the network has fewer inputs than the problem.
  public func tokenWeights(_ problem: Problem) throws(TheoryError) -> Matrix {
    if shape.widths[0] < problem.inputDimension {
      throw TheoryError(value: "inputs = \(shape.widths[0])", rule: "inputs >= \(problem.inputDimension)")
    }
    return try firstColumns(problem.inputDimension, layer: shape.layers[0])
  }

  /// The weights of the skip connection, d x Td, exactly; none if the network has no such connection.
  public func skipWeights() throws(TheoryError) -> Matrix? {
    guard let skip = shape.skip else { return nil }
    return try firstColumns(skip.inputs, layer: skip)
  }

  /// The first layer, on all tokens, of a network that is applied to each of them: T blocks of its weights, Tc x Td.
  ///
  /// - Throws: `TheoryError` if the network has not d + 1 inputs.
  public func sharedTokenWeights(_ problem: Problem) throws(TheoryError) -> Matrix {
    let (d, channels) = (problem.dimension, shape.layers[0].outputs)
    if shape.widths[0] != d + 1 {
      throw TheoryError(value: "inputs = \(shape.widths[0])", rule: "inputs = \(d + 1)")
    }
    let block = try firstColumns(d, layer: shape.layers[0])
    var weights = try Matrix(rows: problem.tokens * channels, columns: problem.inputDimension)
    for token in 0..<problem.tokens {
      for channel in 0..<channels {
        for coordinate in 0..<d {
          weights[token * channels + channel, token * d + coordinate] = block[channel, coordinate]
        }
      }
    }
    return weights
  }

  private func firstColumns(_ columns: Int, layer: FullyConnectedShape.Layer) throws(TheoryError) -> Matrix {
    var elements: [Double] = []
    for row in 0..<layer.outputs {
      let start = layer.weights + row * layer.inputs
      for place in start..<(start + columns) { elements.append(Double(parameters[place])) }
    }
    return try Matrix(rows: layer.outputs, columns: columns, elements: elements)
  }
}

extension FullyConnectedNetwork where Scalar == Float {
  /// Draws weights and biases uniformly from +-1/sqrt(fan-in), parameter after parameter, from step 0.
  public init(initializing shape: FullyConnectedShape, address: StreamAddress) {
    var stream = RandomStream(address.with(purpose: .initialization), step: 0)
    var parameters = [Float](repeating: 0, count: shape.parameterCount)
    for layer in shape.layers {
      let bound = 1 / Double(layer.inputs).squareRoot()
      let count = layer.inputs * layer.outputs + (shape.hasBias ? layer.outputs : 0)
      for place in layer.weights..<(layer.weights + count) {
        parameters[place] = Float(bound * (2 * stream.uniform() - 1))
      }
    }
    self.shape = shape
    self.parameters = parameters
  }

  /// The same network in double precision, exactly.
  public var widened: FullyConnectedNetwork<Double> {
    FullyConnectedNetwork<Double>(shape: shape, parameters: parameters.map(Double.init))
  }

  /// Outputs for a batch; inputs and outputs example after example.
  ///
  /// - Throws: `TheoryError` if the inputs are not whole examples, or none.
  public func outputs(_ inputs: [Float]) throws(TheoryError) -> [Float] {
    try evaluate(inputs)
  }

  /// Half the mean squared error over a batch and its gradient in all parameters, by backpropagation.
  ///
  /// - Throws: `TheoryError` if inputs and targets are not whole examples of one number.
  public func gradient(inputs: [Float], targets: [Float]) throws(TheoryError) -> (
    loss: Double, gradient: [Float]
  ) {
    try differentiate(inputs, targets)
  }
}

extension FullyConnectedNetwork where Scalar == Double {
  /// The same network with every parameter rounded to single precision.
  public var narrowed: FullyConnectedNetwork<Float> {
    FullyConnectedNetwork<Float>(shape: shape, parameters: parameters.map(Float.init))
  }

  /// Outputs for a batch; inputs and outputs example after example.
  ///
  /// - Throws: `TheoryError` if the inputs are not whole examples, or none.
  public func outputs(_ inputs: [Double]) throws(TheoryError) -> [Double] {
    try evaluate(inputs)
  }

  /// Half the mean squared error over a batch and its gradient in all parameters, by backpropagation.
  ///
  /// - Throws: `TheoryError` if inputs and targets are not whole examples of one number.
  public func gradient(inputs: [Double], targets: [Double]) throws(TheoryError) -> (
    loss: Double, gradient: [Double]
  ) {
    try differentiate(inputs, targets)
  }
}

extension FullyConnectedNetwork {
  init(shape: FullyConnectedShape, parameters: [Scalar]) {
    self.shape = shape
    self.parameters = parameters
  }

  fileprivate func evaluate(_ inputs: [Scalar]) throws(TheoryError) -> [Scalar] {
    let pass = FullyConnectedPass<Scalar>(shape, examples: try exampleCount(inputs))
    pass.load(inputs)
    parameters.withUnsafeBufferPointer { pass.forward($0.baseAddress!) }
    let width = shape.layers.last!.outputs
    return (0..<(width * pass.batch)).map { pass.outputs[($0 % width) * pass.batch + $0 / width] }
  }

  fileprivate func differentiate(_ inputs: [Scalar], _ targets: [Scalar]) throws(TheoryError) -> (
    loss: Double, gradient: [Scalar]
  ) {
    let pass = FullyConnectedPass<Scalar>(shape, examples: try exampleCount(inputs))
    let outputs = shape.layers.last!.outputs
    if targets.count != pass.batch * outputs {
      throw TheoryError(value: "targets.count = \(targets.count)", rule: "\(outputs) for each example")
    }
    pass.load(inputs, targets: targets)
    var gradient = [Scalar](repeating: 0, count: parameters.count)
    pass.differentiate(parameters, into: &gradient)
    return (pass.halfMeanSquaredError(), gradient)
  }

  private func exampleCount(_ inputs: [Scalar]) throws(TheoryError) -> Int {
    let width = shape.widths[0]
    if inputs.isEmpty || inputs.count % width != 0 {
      throw TheoryError(value: "inputs.count = \(inputs.count)", rule: "a positive multiple of \(width)")
    }
    return inputs.count / width
  }
}

extension FullyConnectedPass {
  /// Takes inputs and targets, example after example.
  func load(_ inputs: [Scalar], targets: [Scalar] = []) {
    store(inputs, width: shape.widths[0], into: self.inputs)
    store(targets, width: targets.count / examples, into: self.targets)
  }

  /// Writes the gradient of half the mean loss in all parameters.
  func differentiate(_ parameters: [Scalar], into gradient: inout [Scalar]) {
    parameters.withUnsafeBufferPointer { parameters in
      forward(parameters.baseAddress!)
      gradient.withUnsafeMutableBufferPointer {
        backward(parameters.baseAddress!, gradient: $0.baseAddress!)
      }
    }
  }

  /// From example after example to feature after feature.
  private func store(_ numbers: [Scalar], width: Int, into memory: UnsafeMutablePointer<Scalar>) {
    for example in 0..<examples {
      for feature in 0..<width { memory[feature * examples + example] = numbers[example * width + feature] }
    }
  }
}
