import Theory

/// The layer widths of a fully connected network, its activation, and where its parameters lie.
///
/// All parameters form one array: layer after layer, the weights (outputs x inputs, row-major), then the
/// biases if there are any, and last the skip connection's weights if there is one.
public struct FullyConnectedShape: Hashable, Sendable {
  /// One affine layer.
  public struct Layer: Hashable, Sendable {
    /// The number of inputs, fan-in.
    public let inputs: Int
    /// The number of outputs.
    public let outputs: Int
    /// The place of the first weight among all parameters.
    public let weights: Int
    /// The place of the first bias among all parameters; meaningless without biases.
    public let biases: Int
  }

  /// The widths: inputs, hidden layers, outputs.
  public let widths: [Int]
  /// Whether every layer has biases.
  public let hasBias: Bool
  /// What follows every affine layer but the last.
  public let activation: Activation
  /// The affine layers, first to last.
  public let layers: [Layer]
  /// The linear map from the first of the inputs straight to the outputs, if there is one; it has no biases.
  public let skip: Layer?
  /// The number of weights and biases.
  public let parameterCount: Int

  /// Lays out a network; the first `skipped` of its inputs also reach the outputs through a linear map.
  ///
  /// - Throws: `TheoryError` if a width is below 1, more inputs are skipped than there are, or the parameters do not fit in
  ///   2^30.
  public init(
    inputs: Int, hidden: [Int], outputs: Int, hasBias: Bool = true, activation: Activation = .relu,
    skipped: Int = 0
  ) throws(TheoryError) {
    widths = [inputs] + hidden + [outputs]
    self.hasBias = hasBias
    self.activation = activation
    for width in widths where width < 1 || width > 1 << 20 {
      throw TheoryError(value: "widths = \(widths)", rule: "1 <= width <= 2^20")
    }
    var layers: [Layer] = []
    var count = 0
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      let biases = count + inputs * outputs
      layers.append(Layer(inputs: inputs, outputs: outputs, weights: count, biases: biases))
      count = biases + (hasBias ? outputs : 0)
      if count > 1 << 30 { throw TheoryError(value: "widths = \(widths)", rule: "parameters <= 2^30") }
    }
    guard (0...inputs).contains(skipped), count + skipped * outputs <= 1 << 30 else {
      throw TheoryError(
        value: "widths = \(widths), \(skipped) inputs skipped", rule: "skipped <= inputs, parameters <= 2^30")
    }
    self.layers = layers
    skip = skipped == 0 ? nil : Layer(inputs: skipped, outputs: outputs, weights: count, biases: count)
    parameterCount = count + skipped * outputs
  }

  /// The network for a token selection problem: inputs vec(X), then the 0/1 indicator of y; outputs in R^d.
  ///
  /// - Throws: `TheoryError` if a width is below 1 or the parameters do not fit in 2^30.
  public init(
    _ problem: Problem, hidden: [Int], hasBias: Bool = true, activation: Activation = .relu,
    skipsTokens: Bool = false
  ) throws(TheoryError) {
    try self.init(
      inputs: problem.inputDimension + problem.tokens, hidden: hidden, outputs: problem.dimension,
      hasBias: hasBias, activation: activation, skipped: skipsTokens ? problem.inputDimension : 0)
  }

  /// The network that is applied to each token and its place in the 0/1 indicator of y, d + 1 inputs, and summed.
  ///
  /// - Throws: `TheoryError` if a width is below 1 or the parameters do not fit in 2^30.
  public init(
    sharedOverTokensOf problem: Problem, hidden: [Int], hasBias: Bool = true, activation: Activation = .relu
  ) throws(TheoryError) {
    try self.init(
      inputs: problem.dimension + 1, hidden: hidden, outputs: problem.dimension, hasBias: hasBias,
      activation: activation)
  }

  /// The widest layer, inputs and outputs included.
  var widestLayer: Int { widths.reduce(1, max) }

  /// Floating-point operations of the matrix products of one training step: a product and a sum count two.
  ///
  /// Forward and weight gradients take 2 B inputs outputs each in every layer, the backward pass through the
  /// weights the same in all but the first.
  public func matrixOperations(batch: Int) -> Double {
    var products = 0.0
    for (index, layer) in layers.enumerated() {
      products += Double(index == 0 ? 2 : 3) * Double(layer.inputs) * Double(layer.outputs)
    }
    return 2 * Double(batch) * products
  }
}
