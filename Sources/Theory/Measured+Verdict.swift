extension Measured {
  /// Judges that the interval contains a predicted value.
  ///
  /// Refuted if it lies outside; undecided if the interval's length exceeds `resolution` times the prediction.
  public func judge(contains predicted: Double, resolution: Double, _ name: @autoclosure () -> String)
    -> Verdict
  {
    guard predicted.isFinite, lower.isFinite, upper.isFinite, lower <= estimate, estimate <= upper else {
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
  /// Refuted if it lies above, undecided if it straddles the bound or the bound is none. The margin is `1 - upper / bound`.
  public func judge(atMost bound: Double, _ name: @autoclosure () -> String) -> Verdict {
    guard estimate.isFinite, lower <= estimate, estimate <= upper, bound > 0, bound.isFinite else {
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
}
