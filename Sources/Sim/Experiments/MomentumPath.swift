import Theory

/// Descent with momentum along a gradient in the full matrices V and W.
public enum MomentumPath {
  /// The weights after the given numbers of steps, from given ones on.
  ///
  /// - Throws: `TheoryError` unless the step size is positive, the momentum in range and the numbers rise, or if the gradient
  ///   throws.
  public static func weights(
    from initial: AttentionWeights, momentum: Momentum, stepSize: Double, after counts: [Int],
    gradient: (AttentionWeights) throws(TheoryError) -> AttentionWeights
  ) throws(TheoryError) -> [AttentionWeights] {
    guard stepSize > 0, momentum.isAllowed, zip([0] + counts, counts).allSatisfy({ $0 <= $1 }) else {
      throw TheoryError(
        value: "stepSize = \(stepSize), \(momentum), steps = \(counts)", rule: "positive, in range, rising")
    }
    var weights = initial
    var change = AttentionWeights(
      dimension: initial.dimension, positionDimension: initial.positionDimension)
    var steps = 0
    var path: [AttentionWeights] = []
    for count in counts {
      while steps < count {
        steps += 1
        change = change.moved(momentum.factor(step: steps) - 1, change)
        let here = momentum.looksAhead ? weights.moved(1, change) : weights
        change = change.moved(-stepSize, try gradient(here))
        weights = weights.moved(1, change)
      }
      path.append(weights)
    }
    return path
  }
}
