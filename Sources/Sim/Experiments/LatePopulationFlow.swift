import Theory

/// Gradient flow of R/2 with the full matrices V and W and exact expectations, to late times; one-hot positions.
///
/// V moves at rates of order 1/q, the slow part of W at rates of order 1/t, so that explicit steps (`PopulationFlow`)
/// number of order t. Here steps grow in proportion to t: RODAS3 (`RosenbrockTableau`) on the exact gradient and the exact
/// Hessian. With weight decay it is the flow of `R/2 + (decay/2)(|V|^2 + |W|^2)`. A mode that falls like t^-c has its exponent changed by less than c^4 ratio^3 by steps of ratio t.
public enum LatePopulationFlow {
  /// The weights at the given times.
  ///
  /// - Throws: `TheoryError` unless times increase from 0 to 10^12 at most, 0.001 <= ratio <= 0.5, 0 <= decay <= 1, and
  ///   sizes fit.
  public static func run(
    _ enumeration: SubsetEnumeration, from initial: AttentionWeights, times: [Double], ratio: Double = 0.05,
    decay: Double = 0
  ) throws(TheoryError) -> [AttentionWeights] {
    guard ratio >= 0.001, ratio <= 0.5, decay >= 0, decay <= 1 else {
      throw TheoryError(
        value: "ratio = \(ratio), decay = \(decay)", rule: "0.001 <= ratio <= 0.5, 0 <= decay <= 1")
    }
    var (now, weights) = (0.0, initial)
    var result: [AttentionWeights] = []
    for time in times {
      guard time >= now, time <= 1e12 else {
        throw TheoryError(value: "times = \(times)", rule: "increasing from 0 to 10^12 at most")
      }
      while now < time {
        let step = min(max(0.5 * ratio, ratio * now), time - now)
        try advance(&weights, step, decay, enumeration)
        now = step == time - now ? time : now + step
      }
      result.append(weights)
    }
    return result
  }

  private static func advance(
    _ weights: inout AttentionWeights, _ step: Double, _ decay: Double, _ enumeration: SubsetEnumeration
  ) throws(TheoryError) {
    var matrix = try PopulationHessian(oneHot: weights, over: enumeration).matrix
    for k in 0..<matrix.rows { matrix[k, k] += RosenbrockTableau.diagonal / step + decay }
    let factor = try LUFactor(matrix)
    let here = try velocity(weights, decay, enumeration)
    let one = factor.solve(here)
    let two = factor.solve(zip(here, one).map { $0 + 4 * $1 / step })
    let change = zip(one, two).map { ($0 - $1) / step }
    let third = try velocity(weights.moved(one.map { 2 * $0 }), decay, enumeration)
    let three = factor.solve(zip(third, change).map { $0 + $1 })
    let ahead = zip(one, three).map { 2 * $0 + $1 }
    let fourth = try velocity(weights.moved(ahead), decay, enumeration)
    let four = factor.solve(
      fourth.indices.map { fourth[$0] + change[$0] + RosenbrockTableau.last * three[$0] / step })
    weights = weights.moved(zip(ahead, four).map { $0 + $1 })
  }

  private static func velocity(
    _ weights: AttentionWeights, _ decay: Double, _ enumeration: SubsetEnumeration
  ) throws(TheoryError) -> [Double] {
    let gradient = try PopulationGradient(oneHot: weights, over: enumeration).gradient
    // -g - 0 w is -g to the last bit.
    return zip(gradient.value + gradient.keyQuery, weights.value + weights.keyQuery).map { -$0 - decay * $1 }
  }
}

extension AttentionWeights {
  /// These weights plus a change of the entries of V, then of W.
  fileprivate func moved(_ change: [Double]) -> AttentionWeights {
    var result = self
    for index in value.indices { result.value[index] += change[index] }
    for index in keyQuery.indices { result.keyQuery[index] += change[value.count + index] }
    return result
  }
}
