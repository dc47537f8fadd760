import Theory

/// Gradient flow of R/2 in V, K and Q, W = K^T Q, with the full matrices and exact expectations; one-hot positions.
public enum FactorizedFlow {
  /// What is trained.
  public enum Trained: String, Hashable, Sendable {
    /// V, K and Q.
    case bothFactors
    /// V and K, for controls.
    case keyOnly
  }

  /// The weights at the given times, by Runge-Kutta steps of fourth order.
  ///
  /// Steps are at most 1/500 of the time of their interval's start, within 0.02...1: rates are of order 1/q at most.
  /// - Throws: `TheoryError` if times are not increasing from 0 on, or sizes do not fit.
  public static func run(
    _ enumeration: SubsetEnumeration, from initial: FactorizedWeights, times: [Double],
    trained: Trained = .bothFactors
  ) throws(TheoryError) -> [FactorizedWeights] {
    var (now, weights) = (0.0, initial)
    var result: [FactorizedWeights] = []
    for time in times {
      guard time >= now, time <= 1e7 else {
        throw TheoryError(value: "times = \(times)", rule: "increasing from 0 to 10^7 at most")
      }
      let path = try PopulationFlow.path(
        from: weights, times: [time - now], step: min(1, max(0.02, now / 500))
      ) { (point: FactorizedWeights) throws(TheoryError) in
        let whole = try PopulationGradient(oneHot: point.product, over: enumeration).gradient
        var gradient = point.gradient(from: whole)
        if trained == .keyOnly {
          for index in gradient.query.indices { gradient.query[index] = 0 }
        }
        return gradient
      }
      weights = path[0]
      now = time
      result.append(weights)
    }
    return result
  }
}
