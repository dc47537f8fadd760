extension Measured {
  /// Judges that the interval contains a predicted value.
  ///
  /// Refuted if it lies outside; undecided if the interval's length exceeds `resolution` times the prediction.
  public func judge(contains predicted: Double, resolution: Double, _ name: @autoclosure () -> String)
    -> Verdict
  {
    guard predicted.isFinite, isBounded else {
      return .undecided(reason: "\(name()) in [\(lower), \(upper)], predicted \(predicted)")
    }
    guard predicted >= lower, predicted <= upper else {
      return .refuted(counterexample: "\(name()) in [\(lower), \(upper)], predicted \(predicted)")
    }
    if upper - lower > resolution * abs(predicted) {
      return .undecided(
        reason: "\(name()) in [\(lower), \(upper)] is wider than \(resolution) of \(predicted)")
    }
    let room = predicted >= estimate ? upper - estimate : estimate - lower
    return .verified(margin: room > 0 ? 1 - abs(predicted - estimate) / room : 1)
  }

  /// Judges that the interval lies at or below a positive, finite bound, for a quantity that is not negative.
  ///
  /// Refuted if it lies above, undecided if it straddles the bound, if the bound is none or if the quantity would be negative.
  /// The margin is `1 - upper / bound`.
  public func judge(atMost bound: Double, _ name: @autoclosure () -> String) -> Verdict {
    guard estimate.isFinite, lower <= estimate, estimate <= upper, upper >= 0, bound > 0, bound.isFinite
    else {
      return .undecided(reason: "\(name()) in [\(lower), \(upper)], bound \(bound)")
    }
    if lower > bound {
      return .refuted(counterexample: "\(name()) at least \(lower) exceeds \(bound)")
    }
    if upper > bound {
      return .undecided(reason: "\(name()) in [\(lower), \(upper)] straddles \(bound)")
    }
    return .verified(margin: 1 - upper / bound)
  }

  /// Judges that a quantity is not below a bound: refuted if the whole interval lies below.
  ///
  /// Undecided if the interval begins below the bound and ends further above the estimate than `resolution`. Only the upper
  /// end need be a confidence bound. The margin is `1 - bound / upper`, within 0...1 where the bound is negative too.
  public func judge(notBelow bound: Double, resolution: Double, _ name: @autoclosure () -> String) -> Verdict
  {
    guard upper.isFinite, bound.isFinite, !lower.isNaN, lower <= estimate, estimate <= upper else {
      return .undecided(reason: "\(name()) \(estimate) in [\(lower), \(upper)], bound \(bound)")
    }
    if upper < bound {
      return .refuted(
        counterexample: "\(name()) \(estimate), at most \(upper), is below the bound \(bound)")
    }
    if lower < bound, upper - estimate > resolution {
      return .undecided(
        reason: "\(name()) \(estimate) in [\(lower), \(upper)] at \(bound), wider than \(resolution)")
    }
    return .verified(margin: upper == bound ? 0 : min(1, max(0, 1 - bound / upper)))
  }
}
