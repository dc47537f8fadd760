import Theory

/// Steps of finite size along the gradient of R/2 with the full matrices and exact expectations; one-hot positions.
public enum PopulationDescent {
  /// How a step is made.
  public enum Method: Hashable, Sendable {
    /// A gradient step: `w - eta g(w)`, the Euler method for the flow.
    case gradient
    /// A midpoint step: `w - eta g(w - (eta/2) g(w))`.
    case midpoint
    /// A gradient step in the wrong direction, for controls.
    case ascent
    /// A gradient step in W alone, V left as it is, for controls.
    case frozenValue
  }

  /// The weights after every `stride` steps, from the given ones on.
  ///
  /// - Throws: `TheoryError` if a count or the step size is not positive, or sizes do not fit.
  public static func path(
    _ enumeration: SubsetEnumeration, from initial: AttentionWeights, method: Method, stepSize: Double,
    stride: Int, count: Int
  ) throws(TheoryError) -> [AttentionWeights] {
    guard stepSize > 0, stride >= 1, count >= 1 else {
      throw TheoryError(
        value: "stepSize = \(stepSize), stride = \(stride), count = \(count)", rule: "all positive")
    }
    var weights = initial
    var path: [AttentionWeights] = []
    for _ in 0..<count {
      for _ in 0..<stride { weights = try step(weights, method, stepSize, enumeration) }
      path.append(weights)
    }
    return path
  }

  private static func step(
    _ weights: AttentionWeights, _ method: Method, _ stepSize: Double, _ enumeration: SubsetEnumeration
  ) throws(TheoryError) -> AttentionWeights {
    let here = try PopulationGradient(oneHot: weights, over: enumeration).gradient
    switch method {
    case .gradient: return weights.moved(-stepSize, here)
    case .ascent: return weights.moved(stepSize, here)
    case .midpoint:
      let middle = try PopulationGradient(oneHot: weights.moved(-stepSize / 2, here), over: enumeration)
      return weights.moved(-stepSize, middle.gradient)
    case .frozenValue:
      var moved = weights.moved(-stepSize, here)
      moved.value = weights.value
      return moved
    }
  }
}

extension AttentionWeights {
  /// The largest difference of an entry of V or W.
  public func supremumDistance(to other: AttentionWeights) -> Double {
    var largest = 0.0
    for (a, b) in zip(value, other.value) { largest = max(largest, abs(a - b)) }
    for (a, b) in zip(keyQuery, other.keyQuery) { largest = max(largest, abs(a - b)) }
    return largest
  }

  /// Weights with independent entries N(0, scale^2), drawn from a stream.
  public static func random(
    dimension: Int, positionDimension: Int, scale: Double, stream: inout RandomStream
  ) -> AttentionWeights {
    var weights = AttentionWeights(dimension: dimension, positionDimension: positionDimension)
    for index in weights.value.indices { weights.value[index] = scale * stream.normal() }
    for index in weights.keyQuery.indices { weights.keyQuery[index] = scale * stream.normal() }
    return weights
  }

  /// The same at a problem with one-hot positions.
  public static func random(oneHot problem: Problem, scale: Double, stream: inout RandomStream)
    -> AttentionWeights
  {
    random(
      dimension: problem.dimension, positionDimension: problem.tokens, scale: scale, stream: &stream)
  }
}
