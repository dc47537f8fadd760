import Theory

/// A law of one coordinate of a token, independent of the others.
public enum CoordinateLaw: Hashable, Sendable {
  /// N(0, 1).
  case gaussian
  /// +1 or -1, each with probability 1/2.
  case sign
  /// sqrt((1-p)/p) with probability p, else -sqrt(p/(1-p)): mean 0, variance 1, third moment (1 - 2p)/sqrt(p(1-p)).
  case skewed(probability: Double)
  /// +1 or -1 plus this mean.
  case shifted(mean: Double)

  /// The two values and the first one's probability; nil for the Gaussian.
  var twoPoints: (first: Double, second: Double, probability: Double)? {
    switch self {
    case .gaussian: nil
    case .sign: (1, -1, 0.5)
    case .skewed(let p): (((1 - p) / p).squareRoot(), -(p / (1 - p)).squareRoot(), p)
    case .shifted(let mean): (1 + mean, -1 + mean, 0.5)
    }
  }

  func draw(_ stream: inout RandomStream) -> Double {
    guard let (first, second, probability) = twoPoints else { return stream.normal() }
    return stream.uniform() < probability ? first : second
  }
}

/// Gradients and descent of the full layer on tokens and positions: exact for two-point tokens, or on samples.
public enum TokenLayerDescent {
  /// The gradient of R/2, the mean over every sequence of two-point coordinates and every subset.
  ///
  /// Sequences are summed in pairs, each after the one with all coordinates at their other value. For signs that is -X,
  /// and a sum of opposite terms is exactly 0.
  ///
  /// - Throws: `TheoryError` for Gaussian coordinates, or more than 2^16 sequences.
  public static func populationGradient(
    _ layer: TokenLayer, over enumeration: SubsetEnumeration, law: CoordinateLaw
  ) throws(TheoryError) -> TokenLayer {
    let problem = enumeration.problem
    guard let (first, second, probability) = law.twoPoints, problem.inputDimension <= 16 else {
      throw TheoryError(value: "\(problem), \(law)", rule: "a two-point law and T d <= 16")
    }
    let size = problem.inputDimension
    var sum = TokenLayer(problem)
    var workspace = TokenLayerWorkspace(layer)
    var x = [Double](repeating: 0, count: size)
    for (index, weight) in enumeration.weights.enumerated() {
      let q = problem.sparsity
      let subset = enumeration.subsets[(index * q)..<((index + 1) * q)]
      for half in 0..<(1 << (size - 1)) {
        for code in [half, (1 << size) - 1 - half] {
          var factor = weight
          for k in 0..<size {
            let isFirst = code >> k & 1 == 0
            x[k] = isFirst ? first : second
            factor *= isFirst ? probability : 1 - probability
          }
          layer.addGradient(tokens: x, subset: subset, factor: factor, to: &sum, workspace: &workspace)
        }
      }
    }
    return sum
  }

  /// Descent along the population gradient from zero.
  ///
  /// - Throws: `TheoryError` as `populationGradient`.
  public static func populationDescent(
    _ enumeration: SubsetEnumeration, law: CoordinateLaw, stepSize: Double, steps: Int
  ) throws(TheoryError) -> TokenLayer {
    var layer = TokenLayer(enumeration.problem)
    for _ in 0..<steps {
      layer.move(-stepSize, try populationGradient(layer, over: enumeration, law: law))
    }
    return layer
  }

  /// Stochastic gradient descent on fresh samples, from zero or from a given layer after `stepsBefore` steps; all four
  /// blocks trained, or W_EE held.
  ///
  /// - Throws: `TheoryError` unless batch and steps are positive.
  public static func sampleDescent(
    _ problem: Problem, from start: TokenLayer? = nil, stepsBefore: Int = 0, law: CoordinateLaw,
    address: StreamAddress, stepSize: Double, batch: Int, steps: Int, holdsAttention: Bool = false
  ) throws(TheoryError) -> TokenLayer {
    guard batch >= 1, steps >= 1 else {
      throw TheoryError(value: "batch = \(batch), steps = \(steps)", rule: "both positive")
    }
    var layer = start ?? TokenLayer(problem)
    let held = layer.positionKey
    for step in stepsBefore..<(stepsBefore + steps) {
      let sums = try sampleSums(
        layer, problem, law: law, address: address, step: UInt32(step), samples: batch)
      layer.move(-stepSize / Double(batch), sums.sum)
      if holdsAttention { layer.positionKey = held }
    }
    return layer
  }

  /// The sum of the gradients of independent samples and, entry by entry, the sum of their squares.
  ///
  /// - Throws: `TheoryError` unless the number of samples is positive.
  public static func sampleSums(
    _ layer: TokenLayer, _ problem: Problem, law: CoordinateLaw, address: StreamAddress, step: UInt32 = 0,
    samples: Int, withSquares: Bool = false
  ) throws(TheoryError) -> (sum: TokenLayer, squares: TokenLayer) {
    guard samples >= 1 else { throw TheoryError(value: "samples = \(samples)", rule: "samples >= 1") }
    var stream = RandomStream(address, step: step)
    var sum = TokenLayer(problem)
    var squares = sum
    var workspace = TokenLayerWorkspace(layer)
    var x = [Double](repeating: 0, count: problem.inputDimension)
    for _ in 0..<samples {
      let subset = stream.subset(size: problem.sparsity, of: problem.tokens)
      for k in x.indices { x[k] = law.draw(&stream) }
      if withSquares {
        var one = TokenLayer(problem)
        layer.addGradient(tokens: x, subset: subset[...], factor: 1, to: &one, workspace: &workspace)
        sum.move(1, one)
        squares.addSquares(of: one)
      } else {
        layer.addGradient(tokens: x, subset: subset[...], factor: 1, to: &sum, workspace: &workspace)
      }
    }
    return (sum, squares)
  }
}

extension TokenLayer {
  fileprivate mutating func addSquares(of other: TokenLayer) {
    for index in tokenValue.indices { tokenValue[index] += other.tokenValue[index] * other.tokenValue[index] }
    for index in positionKey.indices {
      positionKey[index] += other.positionKey[index] * other.positionKey[index]
    }
    for index in tokenKey.indices {
      tokenKey[index] += other.tokenKey[index] * other.tokenKey[index]
      positionValue[index] += other.positionValue[index] * other.positionValue[index]
    }
  }
}
