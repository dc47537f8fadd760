import Theory

/// Weights that a flow moves.
public protocol FlowPoint: Sendable {
  /// These weights plus a factor times a direction.
  func moved(_ factor: Double, _ direction: Self) -> Self
}

/// Gradient flow of R/2 with the full matrices V and W and exact expectations; one-hot positions.
///
/// Random orthonormal frames have no finite enumeration. Where W = C I, their expected gradient in W follows from
/// the one at W = C I of one-hot positions, M: as `E[E M E^T]` commutes with every rotation it is a multiple of
/// I, and its trace is tr M, so it is `(tr M / d_e) I`. Derived here.
public struct PopulationFlow: Sendable {
  /// The flow at one time.
  public struct State: Hashable, Sendable, Codable {
    /// Time t.
    public let time: Double
    /// V and W.
    public let weights: AttentionWeights
    /// The risk R.
    public let risk: Double
    /// The mean attention mass on the subset.
    public let massOnSubset: Double
    /// ||V - alpha I||_F.
    public let valueOffFamily: Double
    /// ||W - C (I - 1 1^T/T)||_F, C the family's coefficient.
    public let keyQueryOffFamily: Double
  }

  /// Integrates from zero, or from given weights, by Runge-Kutta steps of fourth order.
  ///
  /// Between times the steps are equal and at most `step` long. The truncation error keeps the symmetry: it
  /// moves the path along the family, never off it.
  /// - Throws: `TheoryError` if times are not increasing from 0 on, step is not positive, more than 10^7 steps
  ///   would be needed, or sizes do not fit.
  public static func run(
    _ enumeration: SubsetEnumeration, from initial: AttentionWeights? = nil, times: [Double],
    step: Double
  ) throws(TheoryError) -> [State] {
    let problem = enumeration.problem
    let zero = AttentionWeights(oneHot: problem)
    let path = try path(from: initial ?? zero, times: times, step: step) { weights throws(TheoryError) in
      try PopulationGradient(oneHot: weights, over: enumeration).gradient
    }
    var states: [State] = []
    for (time, weights) in zip(times, path) { states.append(try state(time, weights, enumeration)) }
    return states
  }

  /// The weights at the given times of the flow along any gradient, by Runge-Kutta steps of fourth order.
  ///
  /// Between times the steps are equal and at most `step` long.
  /// - Throws: `TheoryError` if times are not increasing from 0 on, step is not positive, more than 10^7 steps
  ///   would be needed, or the gradient throws.
  public static func path<Weights: FlowPoint>(
    from initial: Weights, times: [Double], step: Double,
    gradient: (Weights) throws(TheoryError) -> Weights
  ) throws(TheoryError) -> [Weights] {
    var weights = initial
    if !(step > 0) { throw TheoryError(value: "step = \(step)", rule: "step > 0") }
    var now = 0.0
    var path: [Weights] = []
    for time in times {
      let count = ((time - now) / step).rounded(.up)
      if !(time >= now && count <= 1e7) {
        throw TheoryError(value: "times = \(times)", rule: "increasing from 0 on, at most 10^7 steps apart")
      }
      for _ in 0..<Int(count) { try advance(&weights, (time - now) / count, gradient) }
      now = time
      path.append(weights)
    }
    return path
  }

  private static func advance<Weights: FlowPoint>(
    _ weights: inout Weights, _ step: Double, _ gradient: (Weights) throws(TheoryError) -> Weights
  ) throws(TheoryError) {
    let first = try gradient(weights)
    let second = try gradient(weights.moved(-step / 2, first))
    let third = try gradient(weights.moved(-step / 2, second))
    let fourth = try gradient(weights.moved(-step, third))
    weights = weights.moved(-step / 6, first).moved(-step / 3, second).moved(-step / 3, third)
      .moved(-step / 6, fourth)
  }

  private static func state(
    _ time: Double, _ weights: AttentionWeights, _ enumeration: SubsetEnumeration
  ) throws(TheoryError) -> State {
    let here = try PopulationGradient(oneHot: weights, over: enumeration)
    return State(
      time: time, weights: weights, risk: here.risk, massOnSubset: here.massOnSubset,
      valueOffFamily: weights.valueOffFamily,
      keyQueryOffFamily: KeyQueryFamily.centered.distance(weights))
  }
}

extension AttentionWeights: FlowPoint {
  /// These weights plus a factor times a direction.
  public func moved(_ factor: Double, _ direction: AttentionWeights) -> AttentionWeights {
    var result = self
    for index in value.indices { result.value[index] += factor * direction.value[index] }
    for index in keyQuery.indices { result.keyQuery[index] += factor * direction.keyQuery[index] }
    return result
  }
}

extension KeyQueryFamily {
  /// The Frobenius distance of W from the family.
  public func distance(_ weights: AttentionWeights) -> Double {
    let size = weights.positionDimension
    let (logit, _) = project(weights)
    var square = 0.0
    for i in 0..<size {
      for j in 0..<size {
        let direction = (i == j ? 1 : 0) - (self == .centered ? 1 / Double(size) : 0)
        let difference = weights.keyQuery[i * size + j] - logit * direction
        square += difference * difference
      }
    }
    return square.squareRoot()
  }
}
