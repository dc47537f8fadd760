import Testing
import Theory

/// F6 and F11: the networks made by hand, their weights and their formulas.
@Suite struct HandMadeNetworkTests {
  @Test(arguments: [
    // d T/q^2 (s/2 - mu^2) with s(1) = 0.150679566687542, mu(1) = 0.0833154705876864, and .0625 for each missing coordinate.
    (8, 4, 2, 32, 1.0, 0.547186525636, 1e-11), (8, 4, 2, 31, 1.0, 0.592586946710, 1e-11),
    (8, 4, 2, 20, 1.0, 1.09199157852, 1e-11),
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
    let layers = try network.layers(hasShift: false)
    // Five gates, and one neuron that counts how many of the first two tokens are in y, for the last output.
    #expect(layers.map(\.weights.rows) == [6, 2])
    // Tokens (0.5, -2), (3, 0.25), (-1.5, 4); the last coordinate is not kept.
    let tokens: [Float] = [0.5, -2, 3, 0.25, -1.5, 4]
    let outputs: [([Double], [Int], [Double])] = [
      // Leaks: none of (0.5, 3), none outside from -1.5; (-2) leaks 1.
      ([1, 1, 0], [0, 1], [(0.5 + 3) / 2, (-2 + 1 + 0.25) / 2]),
      // Leaks: 3 leaks 2, -1.5 leaks 0.5; -2 leaks 1.
      ([1, 0, 1], [0, 2], [(0.5 + 2 - 1.5 + 0.5) / 2, (-2 + 1.0) / 2]),
    ]
    let mean = 0.0833154705876864
    let proof = try network.errors()
    for (indicator, subset, expected) in outputs {
      let output = apply(layers, tokens.map(Double.init) + indicator)
      for (value, expected) in zip(output, expected) { #expect(abs(value - expected) <= 1e-15) }
      let shifted = try apply(network.layers(), tokens.map(Double.init) + indicator)
      for component in 0..<2 {
        let kept = network.kept(component)
        #expect(kept == 3 - component)
        #expect(abs(shifted[component] - expected[component] + Double(kept) * mean / 2) <= 1e-14)
        let target = subset.map { Double(tokens[2 * $0 + component]) }.reduce(0, +) / 2
        let error = tokens.withUnsafeBufferPointer { tokens in
          subset.withUnsafeBufferPointer { proof.error(component, tokens: tokens, subset: $0) }
        }
        #expect(abs(shifted[component] - target - error) <= network.roundingError)
      }
    }
    #expect(throws: TheoryError.self) {
      try F6HandMadeNetwork(problem: problem, coordinates: 7, threshold: 1)
    }
    #expect(throws: TheoryError.self) {
      try F6HandMadeNetwork(problem: problem, coordinates: 5, threshold: 0)
    }
  }

  @Test(arguments: [(8, 4, 2), (6, 2, 1), (5, 1, 4), (7, 3, 5)])
  func `Td neurons solve the task, and no narrower network comes as close`(
    tokens: Int, dimension: Int, sparsity: Int
  ) throws {
    let problem = try Problem(tokens: tokens, dimension: dimension, sparsity: sparsity)
    let network = try F6HandMadeNetwork(problem: problem, threshold: 8)
    #expect(try network.layers().map(\.weights.rows) == [problem.inputDimension, dimension])
    let share = try network.risk() / problem.trivialRisk
    #expect(share < 1e-14)
    #expect(try F4WidthNeeded.exact(problem: problem, share: share) == problem.inputDimension)
    for coordinates in 1...problem.inputDimension {
      let partial = try F6HandMadeNetwork(problem: problem, coordinates: coordinates, threshold: 8)
      #expect(try partial.layers()[0].weights.rows == partial.width)
      #expect((coordinates...(coordinates + 2)).contains(partial.width))
      let bound = try F2RiskLowerBound.value(problem: problem, width: coordinates)
      let factor = Double(tokens - 1) / Double(problem.tokensOutside)
      #expect(partial.missingRisk <= factor * bound * (1 + 1e-14))
      if sparsity == 1 { #expect(abs(partial.missingRisk - bound) <= 1e-15) }
    }
  }

  @Test func `moments of the loss without clipping are those of a chi square mixture`() throws {
    // With next to nothing kept the error is that of the coordinates of y, normal: L = (1/2) chi^2_3 for q = 2.
    let problem = try Problem(tokens: 5, dimension: 3, sparsity: 2)
    let all = try F6HandMadeNetwork(problem: problem, coordinates: 15, threshold: 1e-9)
    // A leak of (g)_+: variance (1 - 1/pi)/2, fourth moments by hand.
    let mean = (1 / (2 * Double.pi)).squareRoot()
    let variance = 0.5 - mean * mean
    #expect(abs(try all.risk() - 15 * variance / 4) <= 1e-8)
    let fourth =
      1.5 - 4 * mean * (2 / Double.pi).squareRoot() + 6 * mean * mean * 0.5 - 3 * mean * mean * mean * mean
    let term = 5 * variance / 4
    let square = 9 * term * term + 3 * (2 * term * term + 5 * (fourth - 3 * variance * variance) / 16)
    #expect(abs(try all.meanSquaredLoss() - square) <= 1e-7)
  }

  @Test(arguments: [(8, 4, 2, 32, 1.0), (6, 2, 4, 9, 1.0), (10, 3, 3, 17, 1.5), (6, 2, 1, 12, 2.0)])
  func `the logarithm of the loss's moment generating function has the variance as its curvature`(
    tokens: Int, dimension: Int, sparsity: Int, coordinates: Int, threshold: Double
  ) throws {
    let network = try F6HandMadeNetwork(
      problem: Problem(tokens: tokens, dimension: dimension, sparsity: sparsity), coordinates: coordinates,
      threshold: threshold)
    let risk = try network.risk()
    let variance = try network.meanSquaredLoss() - risk * risk
    let s = 1e-4 / risk
    let curvature = try 2 * network.logMoment(s) / (s * s)
    #expect(abs(curvature / variance - 1) <= 5e-3, "\(curvature) \(variance)")
    #expect(try network.logMoment(0) == 0)
    #expect(throws: TheoryError.self) { try network.logMoment(10) }
    #expect(throws: TheoryError.self) { try network.logMoment(.nan) }
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
    #expect(throws: TheoryError.self) { try network.gateExcess() }
    let full = try F11ReLUAttains(problem: problem, width: 32, firstThreshold: 12, gateThreshold: 2)
    #expect(abs(try full.gateExcess() - 4 * 6 * 0.0115374534290399 / 4) <= 1e-14)
    let predicate = try F11ReLUAttainsPredicate(network)
    for (lower, upper, word) in [
      (0.95, 1.05, "verified"), (1.01, 1.1, "refuted"), (0.9, 0.99, "refuted"), (0.8, 1.2, "undecided"),
      (.nan, 1.1, "undecided"), (0.9, .infinity, "undecided"),
    ] {
      let measured = Measured(estimate: (lower + upper) / 2, lower: lower, upper: upper, falseAlarm: 1e-10)
      #expect(predicate.judge(rootExcess: measured, exactly: 1).word == word)
    }
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
    #expect(F6HandMadeNetworkPredicate.judge(greatestLoss: 1e-20, rounding: 1e-26).isRefuted)
    #expect(F6HandMadeNetworkPredicate.judge(greatestLoss: .nan, rounding: 1e-26).word == "undecided")
    #expect(F6HandMadeNetworkPredicate.judge(greatestDifference: 1e-12, rounding: 1e-13).isRefuted)
    #expect(
      F6HandMadeNetworkPredicate.judge(greatestDifference: .infinity, rounding: 1e-13).word == "undecided")
    #expect(F6HandMadeNetworkPredicate.judge(width: 32, leastWidth: 32).isVerified)
    #expect(F6HandMadeNetworkPredicate.judge(width: 33, leastWidth: 32).isRefuted)
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
