import Testing
import Theory

/// F6 and F11: the networks made by hand, their weights and their formulas.
@Suite struct HandMadeNetworkTests {
  @Test(arguments: [
    (8, 4, 2, 32, 1, 0.904077400125, 1e-12), (8, 4, 2, 20, 1, 1.31504837508, 1e-11),
    (10, 3, 3, 17, 1.5, 0.493750983653, 1e-12),
  ])
  func `risk against reference figures`(
    tokens: Int, dimension: Int, sparsity: Int, coordinates: Int, threshold: Double, risk: Double,
    tolerance: Double
  ) throws {
    let network = try F6HandMadeNetwork(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), coordinates: coordinates,
      threshold: threshold)
    #expect(abs(try network.risk() - risk) <= tolerance)
    #expect(try network.risk() == network.missingRisk + network.leakRisk())
  }

  @Test func `gates pass what is chosen and leak beyond the threshold`() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 2)
    let network = try F6HandMadeNetwork(problem: problem, coordinates: 5, threshold: 1)
    let layers = try network.layers()
    #expect(layers.map(\.weights.rows) == [10, 2])
    // Tokens (0.5, -2), (3, 0.25), (-1.5, 4); the last coordinate is not implemented.
    let tokens = [0.5, -2, 3, 0.25, -1.5, 4]
    let first: [Double] = [1.5, -0.875]  // (0.5 + 3 - 0.5)/2 and (-2 + 0.25)/2.
    let second: [Double] = [0.5, -1]  // (0.5 + 2 - 1.5)/2 and -2/2.
    #expect(apply(layers, tokens + [1, 1, 0]) == first)
    #expect(apply(layers, tokens + [1, 0, 1]) == second)
    #expect(throws: TheoryError.self) {
      try F6HandMadeNetwork(problem: problem, coordinates: 7, threshold: 1)
    }
    #expect(throws: TheoryError.self) {
      try F6HandMadeNetwork(problem: problem, coordinates: 5, threshold: 0)
    }
  }

  @Test func `moments of the loss without clipping are those of a chi square mixture`() throws {
    // At a tiny threshold every gate leaks all: the error is a sum of T tokens' worth of coordinates over q.
    let problem = try Problem(tokens: 5, dimension: 3, sparsity: 2)
    let network = try F6HandMadeNetwork(problem: problem, coordinates: 15, threshold: 1e-9)
    let moments = try network.lossMoments()
    // L = (3/4) chi^2_3, so E L^2 = (9/16) 15 and the scale is 2 (3/4) 7/6.
    #expect(abs(moments.square - 135.0 / 16) <= 1e-6)
    #expect(abs(moments.scale - 1.75) <= 1e-12)
    #expect(abs(try network.risk() - 9.0 / 4) <= 1e-6)
  }

  @Test func `the network of rank m predicts from m numbers`() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let tokens = [0.5, -1, 1.25, 0.75, -0.25, 2, 1, -1.5]
    for width in 0...8 {
      let layers = try F11ReLUAttains(problem: problem, width: width).layers()
      #expect(layers.map(\.weights.rows) == [width + 4, 16, 2])
      let certificate = try FirstLayerCertificate(
        problem: problem, weights: F5Attained.weights(problem: problem, width: width))
      let output = apply(layers, tokens + [0, 1, 0, 1])
      let rounded = tokens.map { Float($0) }
      var best = [0.0, 0.0]
      try rounded.withUnsafeBufferPointer { entries in
        try [1, 3].withUnsafeBufferPointer { places in
          try best.withUnsafeMutableBufferPointer {
            try certificate.predict(tokens: entries, subset: places, into: $0)
          }
        }
      }
      for (value, expected) in zip(output, best) { #expect(abs(value - expected) <= 1e-13) }
    }
    #expect(throws: TheoryError.self) { try F11ReLUAttains(problem: problem, width: 9) }
    #expect(throws: TheoryError.self) {
      try F11ReLUAttains(problem: problem, width: 3, firstThreshold: .nan)
    }
  }

  @Test func `bound of the excess`() throws {
    let problem = try Problem(tokens: 8, dimension: 4, sparsity: 2)
    let network = try F11ReLUAttains(problem: problem, width: 16, firstThreshold: 1, gateThreshold: 2)
    // s(1) = 0.150679566687542, s(2) = 0.0115374534290399.
    let clipped = (16 * 0.150679566687542 / 2).squareRoot()
    let leaked = (32 * 0.0115374534290399).squareRoot()
    let bound = clipped / 2.0.squareRoot() + 6.0.squareRoot() / 2 * (leaked + clipped)
    #expect(abs(try network.rootExcessBound() - bound) <= 1e-13)
    #expect(abs(try network.firstLayerExcess() - (2 - 6.0 / 7) * 0.150679566687542 / 2) <= 1e-14)
    let predicate = try F11ReLUAttainsPredicate(network)
    func root(_ lower: Double) -> Measured {
      Measured(estimate: lower + 0.1, lower: lower, upper: lower + 0.2, falseAlarm: 1e-10)
    }
    #expect(predicate.judge(rootExcess: root(0.9 * bound)).isVerified)
    #expect(predicate.judge(rootExcess: root(1.1 * bound)).isRefuted)
    #expect(predicate.judge(rootExcess: root(.nan)).word == "undecided")
    #expect(predicate.judge(unclippedRootExcess: 1e-9).isRefuted)
    #expect(try predicate.judge(certificate: 6.0 / 7, of: network).isVerified)
    #expect(try predicate.judge(certificate: 0.857, of: network).isRefuted)
  }

  @Test func `the predicate of a predicted risk`() throws {
    let predicate = try F6HandMadeNetworkPredicate(prediction: 1)
    func risk(_ lower: Double, _ upper: Double) -> Measured {
      Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 1e-10)
    }
    #expect(predicate.judge(risk: risk(0.9, 1.2)).isVerified)
    #expect(predicate.judge(risk: risk(1.1, 1.2)).isRefuted)
    #expect(predicate.judge(risk: risk(0.1, 2)).word == "undecided")
    #expect(predicate.judge(risk: risk(.nan, 2)).word == "undecided")
    #expect(predicate.judge(greatestLoss: 1e-20, rounding: 1e-26).isRefuted)
    #expect(throws: TheoryError.self) { try F6HandMadeNetworkPredicate(prediction: 0) }
  }

  /// A ReLU network applied to one input.
  private func apply(_ layers: [AffineLayer], _ input: [Double]) -> [Double] {
    var values = input
    for (index, layer) in layers.enumerated() {
      values = (0..<layer.weights.rows).map { row in
        var sum = layer.biases[row]
        for (weight, value) in zip(layer.weights.row(row), values) { sum += weight * value }
        return index + 1 < layers.count ? max(0, sum) : sum
      }
    }
    return values
  }
}
