import Theory

/// The predictor `M_y W^T W vec(X)` for orthonormal rows W, from W vec(X) and y.
struct LinearPredictor {
  let problem: Problem
  let weights: Matrix
  /// What the prediction is multiplied by; 1 for the best one.
  var gain = 1.0

  /// The sums of the predictor's losses over samples.
  func sums(_ source: TaskSamples, samples: Int) throws -> CertificateSums {
    var sums = try CertificateSums(FirstLayerCertificate(problem: problem, weights: weights))
    let length = problem.inputDimension
    let outputs = UnsafeMutableBufferPointer<Double>.allocate(
      capacity: TaskSamples.samplesPerChunk * problem.dimension)
    defer { outputs.deallocate() }
    try source.forEachChunk(samples: samples) { tokens, subsets in
      let count = tokens.count / length
      outputs.initialize(repeating: 0)
      weights.elements.withUnsafeBufferPointer { rows in
        for sample in 0..<count { predict(sample, rows, tokens, subsets, outputs) }
      }
      try sums.add(
        tokens: tokens, subsets: subsets,
        outputs: UnsafeBufferPointer(rebasing: outputs[..<(count * problem.dimension)]))
    }
    return sums
  }

  /// Row after row of W, its value times its mean over the subset.
  private func predict(
    _ sample: Int, _ rows: UnsafeBufferPointer<Double>, _ tokens: UnsafeBufferPointer<Float>,
    _ subsets: UnsafeBufferPointer<Int>, _ outputs: UnsafeMutableBufferPointer<Double>
  ) {
    let length = problem.inputDimension
    let dimension = problem.dimension
    for row in 0..<weights.rows {
      var value = 0.0
      for entry in 0..<length {
        value += rows[row * length + entry] * Double(tokens[sample * length + entry])
      }
      value *= gain / Double(problem.sparsity)
      for place in 0..<problem.sparsity {
        let token = subsets[sample * problem.sparsity + place]
        for coordinate in 0..<dimension {
          outputs[sample * dimension + coordinate] +=
            value * rows[row * length + token * dimension + coordinate]
        }
      }
    }
  }

  /// The mean loss over an orthogonal design and every subset.
  ///
  /// The Td inputs sqrt(Td) q_k, q_k an orthonormal basis, have second moment I, so the mean of a quadratic form over
  /// them is its Gaussian mean: for a predictor that is linear in X this is the risk up to rounding, whatever the basis.
  func risk(overDesign basis: Matrix) throws -> Double {
    let dimension = problem.dimension
    let length = Double(basis.rows)
    var sum = 0.0
    var count = 0
    let subsets = Array(Subsets(of: problem))
    for index in 0..<basis.rows {
      let input = Array(basis.row(index))
      let values = (0..<weights.rows).map { row in
        zip(weights.row(row), input).reduce(0) { $0 + $1.0 * $1.1 } * gain
      }
      for subset in subsets {
        for coordinate in 0..<dimension {
          var error = 0.0
          for token in subset {
            let place = token * dimension + coordinate
            error -= input[place]
            for row in values.indices { error += values[row] * weights[row, place] }
          }
          sum += error * error
        }
        count += 1
      }
    }
    return sum * length / (Double(count) * Double(problem.sparsity * problem.sparsity))
  }
}
