import Sim

extension Option {
  static let save = Option(
    "--save", "file", "write the trained weights there, as a safetensors file",
    allowed: "a path that can be written; `sts certify` reads it", absence: .allowed)
}

extension Arguments {
  /// Tries the file that `--save` names, before a training.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func checkSave() throws {
    if let path = try optionalText("--save") { try FileError.checkWritable(path) }
  }

  /// Writes weights to the file that `--save` names, if it is given.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func save(_ weights: SafetensorsWriter, _ context: Context) throws {
    guard let path = try optionalText("--save") else { return }
    try weights.write(path: path)
    context.progress("wrote \(UsageError.quotedPath(path)): \(weights.contents.joined(separator: ", "))")
  }
}

extension SafetensorsWriter {
  /// A network's weights and biases, `layers.0.weight`, `layers.0.bias` and so on, and `skip.weight`.
  init(_ network: FullyConnectedNetwork<Float>) {
    self.init()
    let shape = network.shape
    for (index, layer) in shape.layers.enumerated() {
      let weights = network.parameters[layer.weights..<(layer.weights + layer.inputs * layer.outputs)]
      add("layers.\(index).weight", shape: [layer.outputs, layer.inputs], weights)
      guard shape.hasBias else { continue }
      let biases = network.parameters[layer.biases..<(layer.biases + layer.outputs)]
      add("layers.\(index).bias", shape: [layer.outputs], biases)
    }
    guard let skip = shape.skip else { return }
    let weights = network.parameters[skip.weights..<(skip.weights + skip.inputs * skip.outputs)]
    add("skip.weight", shape: [skip.outputs, skip.inputs], weights)
  }

  /// An attention layer's `value` and `attention`, V and W.
  init(_ weights: AttentionWeights) {
    self.init()
    add("value", shape: [weights.dimension, weights.dimension], weights.value)
    add("attention", shape: [weights.positionDimension, weights.positionDimension], weights.keyQuery)
  }
}
