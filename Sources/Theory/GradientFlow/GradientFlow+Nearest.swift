extension GradientFlow {
  /// The flow's state nearest to a point of the plane of alpha and C, and its distance `((alpha - alpha_t)^2 + (C - C_t)^2)^(1/2)`.
  ///
  /// Twenty times a decade from 10^-3 to 10^30, and the start, are looked at, then the neighbourhood of the nearest four
  /// times at twenty times the density: the distance is right to about 10^-6 of the way between two of the first times.
  /// Source: derived here.
  ///
  /// - Throws: `TheoryError` if a number is not finite or the flow cannot be integrated.
  public func nearestState(alpha: Double, logit: Double) throws(TheoryError) -> (
    state: FlowState, distance: Double
  ) {
    guard alpha.isFinite, logit.isFinite else {
      throw TheoryError(value: "alpha = \(alpha), C = \(logit)", rule: "finite numbers")
    }
    func distance(_ state: FlowState) -> Double {
      let (a, c) = (state.alpha - alpha, state.logit - logit)
      return (a * a + c * c).squareRoot()
    }
    // ln(1e-3) and ln(1e30).
    var (low, high) = (-6.907_755_278_982_137, 69.077_552_789_821_37)
    var intervals = 660
    var nearest = try states(at: [0])[0]
    for _ in 0..<5 {
      let step = (high - low) / Double(intervals)
      let times = (0...intervals).map { min(Self.timeLimit, Elementary.exp(low + step * Double($0))) }
      let found = try states(at: times).enumerated().min { distance($0.element) < distance($1.element) }!
      if distance(found.element) < distance(nearest) { nearest = found.element }
      let middle = low + step * Double(found.offset)
      (low, high) = (max(low, middle - step), min(high, middle + step))
      intervals = 40
    }
    return (nearest, distance(nearest))
  }
}
