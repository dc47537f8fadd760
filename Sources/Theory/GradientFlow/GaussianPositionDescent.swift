extension GaussianPositionFlow {
  /// The states of gradient descent of R/2 from zero with a fixed step after the given numbers of steps.
  ///
  /// The gradients of V and W are multiples of the identity, so a step is `(alpha, C) -> (alpha, C) + eta
  /// (alpha', C')`; after k steps the time is t = eta k.
  ///
  /// - Throws: `TheoryError` unless 0 < stepSize < 2q, the edge of V, the numbers do not fall, 10^8 at most, and C stays in
  ///   the table.
  public func descent(stepSize: Double, after counts: [Int]) throws(TheoryError) -> [FlowState] {
    guard stepSize > 0, stepSize < 2 * Double(problem.sparsity) else {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 < stepSize < 2q, the edge of V")
    }
    var (alpha, logit, steps) = (0.0, 0.0, 0)
    var states: [FlowState] = []
    for count in counts {
      guard count >= steps, count <= 100_000_000 else {
        throw TheoryError(value: "steps = \(counts)", rule: "rising, at most 10^8")
      }
      for _ in steps..<count {
        let velocity = try velocity(alpha: alpha, logit: logit)
        alpha += stepSize * velocity.alpha
        logit += stepSize * velocity.logit
      }
      steps = count
      states.append(state(stepSize * Double(count), alpha: alpha, logit: logit))
    }
    return states
  }
}
