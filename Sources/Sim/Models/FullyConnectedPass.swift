import Theory

/// The memory of forward and backward passes for batches of one size, and the passes themselves.
///
/// Numbers are stored feature by feature: a layer of width n is an n x B row-major matrix, one column an
/// example. With Z_l = W_l A_(l-1) + b_l, A_l = s(Z_l) for the activation s (the last layer: A = Z) and
/// the loss L = (1/2B) ||A - targets||^2, backpropagation is D = (A - targets)/B at the end, then
/// dL/dW_l = D A_(l-1)^T, dL/db_l = D 1, and D <- (W_l^T D) s'(Z_(l-1)). ReLU's slope is read off A > 0, the
/// other activations store theirs. Passes allocate nothing.
///
/// A network that is shared over tokens takes T columns an example, token after token, and its outputs are summed
/// over them: `answers = sum over t of A[:, t n + example]`, n = B/T examples. Then the loss is that of the n answers.
final class FullyConnectedPass<Scalar: NetworkScalar> {
  let shape: FullyConnectedShape
  /// The number of columns.
  let batch: Int
  /// The number of examples; the columns are a multiple of them.
  let examples: Int
  /// What is minimised.
  let loss: RobustLoss
  /// The target matrix, outputs x examples, set by the caller.
  let targets: UnsafeMutablePointer<Scalar>
  /// The activations of each layer; the first holds the inputs and is set by the caller.
  private let activations: [UnsafeMutablePointer<Scalar>]
  /// The activation's derivative at each hidden layer; none for ReLU.
  private let slopes: [UnsafeMutablePointer<Scalar>]
  /// The sums over each example's columns; empty where an example has one.
  private let sums: UnsafeMutablePointer<Scalar>
  private let delta: UnsafeMutablePointer<Scalar>
  private let previousDelta: UnsafeMutablePointer<Scalar>
  private let workspace = MatrixProductWorkspace<Scalar>()
  /// Whether `productSeconds` is kept; reading the clock costs a little.
  var timesProducts = false
  /// The thread's processor time spent in matrix products.
  private(set) var productSeconds = 0.0

  /// Memory for `examples` examples of `columns` columns each.
  init(_ shape: FullyConnectedShape, examples: Int, columns: Int = 1, loss: RobustLoss = .squared) {
    self.shape = shape
    self.examples = examples
    self.loss = loss
    let batch = examples * columns
    self.batch = batch
    activations = shape.widths.map { allocateZeroed($0 * batch) }
    let hidden = shape.activation == .relu ? [] : shape.widths.dropFirst().dropLast()
    slopes = hidden.map { allocateZeroed($0 * batch) }
    targets = allocateZeroed(shape.layers.last!.outputs * examples)
    sums = allocateZeroed(columns == 1 ? 0 : shape.layers.last!.outputs * examples)
    delta = allocateZeroed(shape.widestLayer * batch)
    previousDelta = allocateZeroed(shape.widestLayer * batch)
  }

  deinit {
    for memory in activations + slopes + [targets, sums, delta, previousDelta] { memory.deallocate() }
  }

  /// The input matrix, inputs x batch, set by the caller.
  var inputs: UnsafeMutablePointer<Scalar> { activations[0] }

  /// The answers, outputs x examples, after a forward pass.
  var outputs: UnsafeMutablePointer<Scalar> {
    examples == batch ? activations[shape.layers.count] : sums
  }

  /// Computes all activations.
  func forward(_ parameters: UnsafePointer<Scalar>) {
    for index in 0..<shape.layers.count {
      let layer = shape.layers[index]
      let result = activations[index &+ 1]
      if shape.hasBias {
        for i in 0..<layer.outputs {
          (result + i &* batch).update(repeating: parameters[layer.biases &+ i], count: batch)
        }
      }
      multiply(
        .plain(parameters + layer.weights, rowStride: layer.inputs),
        .plain(activations[index], rowStride: batch), into: result, rowStride: batch, rows: layer.outputs,
        columns: batch, depth: layer.inputs, accumulates: shape.hasBias)
      if index &+ 1 < shape.layers.count { activate(index, count: layer.outputs &* batch) }
    }
    if let skip = shape.skip {
      multiply(
        .plain(parameters + skip.weights, rowStride: skip.inputs), .plain(inputs, rowStride: batch),
        into: activations[shape.layers.count], rowStride: batch, rows: skip.outputs, columns: batch,
        depth: skip.inputs, accumulates: true)
    }
    if examples < batch { sumColumns() }
  }

  /// Half the mean squared error over the examples, after a forward pass.
  func halfMeanSquaredError() -> Double {
    var sum = 0.0
    for index in 0..<(shape.layers.last!.outputs * examples) {
      let error = Double(outputs[index]) - Double(targets[index])
      sum += error * error
    }
    return sum / Double(2 * examples)
  }

  /// Writes the gradient of half the mean loss in all parameters, after a forward pass.
  func backward(_ parameters: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>) {
    var delta = delta
    var previousDelta = previousDelta
    writeOutputDelta(delta)
    if let skip = shape.skip {
      multiply(
        .plain(delta, rowStride: batch), .transposed(inputs, rowStride: batch),
        into: gradient + skip.weights, rowStride: skip.inputs, rows: skip.outputs, columns: skip.inputs,
        depth: batch, accumulates: false)
    }
    var index = shape.layers.count
    while index > 0 {
      index &-= 1
      let layer = shape.layers[index]
      multiply(
        .plain(delta, rowStride: batch), .transposed(activations[index], rowStride: batch),
        into: gradient + layer.weights, rowStride: layer.inputs, rows: layer.outputs,
        columns: layer.inputs, depth: batch, accumulates: false)
      if shape.hasBias { sumRows(delta, rows: layer.outputs, into: gradient + layer.biases) }
      if index == 0 { break }
      multiply(
        .transposed(parameters + layer.weights, rowStride: layer.inputs), .plain(delta, rowStride: batch),
        into: previousDelta, rowStride: batch, rows: layer.inputs, columns: batch, depth: layer.outputs,
        accumulates: false)
      if shape.activation == .relu {
        VectorLoops.mask(previousDelta, by: activations[index], count: layer.inputs &* batch)
      } else {
        VectorLoops.scale(previousDelta, by: slopes[index &- 1], count: layer.inputs &* batch)
      }
      swap(&delta, &previousDelta)
    }
  }

  /// Applies the activation to the outputs of a hidden layer.
  private func activate(_ layer: Int, count: Int) {
    let numbers = activations[layer &+ 1]
    switch shape.activation {
    case .relu: VectorLoops.rectify(numbers, count: count)
    case .gelu: ActivationFunctions.gelu(numbers, slopes: slopes[layer], count: count)
    case .tanh: ActivationFunctions.tanh(numbers, slopes: slopes[layer], count: count)
    }
  }

  private func multiply(
    _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>, into c: UnsafeMutablePointer<Scalar>,
    rowStride: Int, rows: Int, columns: Int, depth: Int, accumulates: Bool
  ) {
    let start = timesProducts ? ThreadTime.now : 0
    MatrixProduct.multiply(
      a, b, into: c, rowStride: rowStride, rows: rows, columns: columns, depth: depth,
      target: accumulates ? .continued : .overwritten, workspace: workspace)
    if timesProducts { productSeconds += ThreadTime.now - start }
  }

  /// The sum of each example's columns, first to last.
  private func sumColumns() {
    let all = activations[shape.layers.count]
    for row in 0..<shape.layers[shape.layers.count &- 1].outputs {
      let sum = sums + row &* examples
      sum.update(from: all + row &* batch, count: examples)
      var start = examples
      while start < batch {
        let column = all + (row &* batch &+ start)
        for example in 0..<examples { sum[example] += column[example] }
        start &+= examples
      }
    }
  }

  /// The derivative of half the mean loss in every column's outputs.
  private func writeOutputDelta(_ delta: UnsafeMutablePointer<Scalar>) {
    let scale = 1 / Scalar(examples)
    let (outputs, targets) = (outputs, targets)
    let rows = shape.layers[shape.layers.count &- 1].outputs
    for row in 0..<rows {
      let start = delta + row &* batch
      for example in 0..<examples {
        let place = row &* examples &+ example
        start[example] = (outputs[place] - targets[place]) * scale
      }
    }
    if loss != .squared { weigh(delta, rows: rows) }
    for row in 0..<rows {
      let start = delta + row &* batch
      var column = examples
      while column < batch {
        (start + column).update(from: start, count: examples)
        column &+= examples
      }
    }
  }

  /// Multiplies each example's derivative by its loss's slope.
  private func weigh(_ delta: UnsafeMutablePointer<Scalar>, rows: Int) {
    for example in 0..<examples {
      var square: Scalar = 0
      for row in 0..<rows {
        let error = outputs[row &* examples &+ example] - targets[row &* examples &+ example]
        square += error * error
      }
      let slope = Scalar(loss.slope(squaredError: Double(square)))
      for row in 0..<rows { delta[row &* batch &+ example] *= slope }
    }
  }

  /// Row sums: lane by lane over the batch, then the lanes in halves.
  private func sumRows(
    _ matrix: UnsafeMutablePointer<Scalar>, rows: Int, into sums: UnsafeMutablePointer<Scalar>
  ) {
    let width = Scalar.Lanes.scalarCount
    for row in 0..<rows {
      let start = matrix + row &* batch
      var partial = Scalar.Lanes(repeating: 0)
      var column = 0
      while column &+ width <= batch {
        partial += UnsafeRawPointer(start + column).loadUnaligned(as: Scalar.Lanes.self)
        column &+= width
      }
      while column < batch {
        partial[column % width] += start[column]
        column &+= 1
      }
      sums[row] = VectorLoops.sumOfLanes(partial)
    }
  }
}
