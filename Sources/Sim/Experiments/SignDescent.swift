import Theory

/// Sign descent with the full matrices and exact expectations; one-hot positions: `w - eta sign(g(w))`, entry by entry.
public enum SignDescent {
  /// The weights after a number of steps.
  public struct State: Hashable, Sendable, Codable {
    /// alpha = tr(V)/d.
    public let alpha: Double
    /// The coefficient C of W in its family.
    public let logit: Double
    /// The risk R.
    public let risk: Double
    /// The larger of ||V - alpha I||_F and ||W - C (I - 1 1^T/2)||_F: what is off the path of the signs.
    public let offPath: Double
  }

  /// The states after 0, 1, ..., `steps` steps, from zero or from given weights.
  ///
  /// An entry whose gradient is 0 stays.
  /// - Throws: `TheoryError` if the step size is not positive, steps are not within 1...10^6, or sizes do not fit.
  public static func path(
    _ enumeration: SubsetEnumeration, from initial: AttentionWeights? = nil, stepSize: Double, steps: Int
  ) throws(TheoryError) -> [State] {
    guard stepSize > 0, stepSize < .infinity, (1...1_000_000).contains(steps) else {
      throw TheoryError(
        value: "stepSize = \(stepSize), steps = \(steps)", rule: "stepSize > 0, 1 <= steps <= 10^6")
    }
    let problem = enumeration.problem
    var weights = initial ?? AttentionWeights(oneHot: problem)
    var states: [State] = []
    for _ in 0...steps {
      let here = try PopulationGradient(oneHot: weights, over: enumeration)
      states.append(
        State(
          alpha: weights.alpha, logit: KeyQueryFamily.centered.project(weights).logit, risk: here.risk,
          offPath: max(weights.valueOffFamily, weights.offSignPath)))
      weights = weights.moved(-stepSize, here.gradient.signs)
    }
    return states
  }
}

extension AttentionWeights {
  /// The sign of every entry, 0 for 0.
  fileprivate var signs: AttentionWeights {
    func sign(_ x: Double) -> Double { x > 0 ? 1 : (x < 0 ? -1 : 0) }
    var result = self
    result.value = value.map(sign)
    result.keyQuery = keyQuery.map(sign)
    return result
  }

  /// ||W - C (I - 1 1^T/2)||_F, C the coefficient in the family.
  fileprivate var offSignPath: Double {
    let size = positionDimension
    let logit = KeyQueryFamily.centered.project(self).logit
    var square = 0.0
    for row in 0..<size {
      for column in 0..<size {
        let off = keyQuery[row * size + column] - logit * (row == column ? 0.5 : -0.5)
        square += off * off
      }
    }
    return square.squareRoot()
  }
}
