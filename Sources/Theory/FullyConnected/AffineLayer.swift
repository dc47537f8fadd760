/// The weights and biases of one layer of a network made by hand: the layer maps v to `weights v + biases`.
public struct AffineLayer: Hashable, Sendable {
  /// The weights, outputs x inputs.
  public internal(set) var weights: Matrix
  /// The biases, one for each output.
  public internal(set) var biases: [Double]

  /// A layer of zeros.
  ///
  /// - Throws: `TheoryError` if a size is negative or their product overflows.
  init(outputs: Int, inputs: Int) throws(TheoryError) {
    weights = try Matrix(rows: outputs, columns: inputs)
    biases = [Double](repeating: 0, count: outputs)
  }
}

extension AffineLayer {
  /// A layer of 2k gates, a pair for each of k inputs, and the outputs' layer behind it.
  ///
  /// Coordinate c (coordinate a of token i at place i d + a) has the neurons 2c and 2c + 1,
  /// `relu(v_c - K(1-b)) - relu(-v_c - K(1-b))` with b the indicator of token i in y, where v_c = `values` v. Output
  /// a is the mean over the subset of the coordinates a. The indicator of token i is input `indicator + i`.
  ///
  /// - Throws: `TheoryError` if a size overflows.
  static func gates(
    problem: Problem, values: Matrix, indicator: Int, threshold: Double
  ) throws(TheoryError) -> (gates: AffineLayer, outputs: AffineLayer) {
    let count = values.rows
    var gates = try AffineLayer(outputs: 2 * count, inputs: indicator + problem.tokens)
    var outputs = try AffineLayer(outputs: problem.dimension, inputs: max(1, 2 * count))
    for coordinate in 0..<count {
      let (token, component) = coordinate.quotientAndRemainder(dividingBy: problem.dimension)
      for (neuron, sign) in [(2 * coordinate, 1.0), (2 * coordinate + 1, -1.0)] {
        for column in 0..<values.columns { gates.weights[neuron, column] = sign * values[coordinate, column] }
        gates.weights[neuron, indicator + token] = threshold
        gates.biases[neuron] = -threshold
        outputs.weights[component, neuron] = sign / Double(problem.sparsity)
      }
    }
    return (gates, outputs)
  }
}
