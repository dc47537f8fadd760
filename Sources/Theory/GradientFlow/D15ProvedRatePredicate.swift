/// Judges D15: states of another integrator inside their enclosures, the bounds in Omega, the entry, and 2 kappa t R.
public struct D15ProvedRatePredicate: Sendable {
  /// The rate.
  public let rate: D15ProvedRate
  /// The widest relative enclosure of a state that still decides.
  public static let widest = 1e-6
  /// The relative error of the other integrator, `GradientFlow` at its default tolerance.
  public static let relativeError = 1e-9

  /// The predicate for a rate.
  public init(_ rate: D15ProvedRate) { self.rate = rate }

  /// Judges that a computed alpha, C, P and R lie in their enclosures, widened by the integrator's error.
  public func judge(_ state: FlowState, in enclosure: EnclosedFlowState) -> Verdict {
    guard enclosure.relativeWidth <= Self.widest else {
      return .undecided(reason: "t = \(enclosure.time): enclosed within \(enclosure.relativeWidth) only")
    }
    let pairs = [
      ("alpha", state.alpha, enclosure.alpha), ("C", state.logit, enclosure.logit),
      ("P", state.massOnSubset, enclosure.massOnSubset), ("R", state.risk, enclosure.risk),
    ]
    return .all(
      pairs.map { name, computed, enclosed in
        enclosed.judge(
          computed: computed, relativeError: Self.relativeError, "\(name) at t = \(enclosure.time)")
      })
  }

  /// Judges that a state is in Omega and that C' is at most K h^2 and R at most d h^2/N.
  ///
  /// - Throws: `TheoryError` if an enclosure is unbounded.
  public func judge(upperAt state: EnclosedFlowState) throws(TheoryError) -> Verdict {
    let (speed, risk) = (try rate.relativeSpeed(state), try rate.relativeRisk(state))
    return .all([
      judge(insideAt: state),
      speed.judge(atMost: try rate.speedBounds(state).upper, "C'/(K h^2) at t = \(state.time)"),
      risk.judge(atMost: Enclosed(1), "R N/(d h^2) at t = \(state.time)"),
    ])
  }

  /// Judges the lower bounds of C' and R; `without` the factor 1/(1 + h) that of C' is false.
  ///
  /// - Throws: `TheoryError` if an enclosure is unbounded.
  public func judge(lowerAt state: EnclosedFlowState, withoutFactor: Bool = false) throws(TheoryError)
    -> Verdict
  {
    let (speed, risk) = (try rate.relativeSpeed(state), try rate.relativeRisk(state))
    let least = try Enclosed(proved: rate.least(state))
    let bound = withoutFactor ? least : try rate.speedBounds(state).lower
    return .all([
      judge(insideAt: state), bound.judge(atMost: speed, "the least C'/(K h^2) at t = \(state.time)"),
      least.judge(atMost: risk, "the least R N/(d h^2) at t = \(state.time)"),
    ])
  }

  /// Judges that C'/(K h^2) as computed at a state lies in its enclosure, widened by the integrator's error.
  ///
  /// - Throws: `TheoryError` if the state is out of the system's range.
  public func judge(speedOf state: FlowState, in enclosure: EnclosedFlowState) throws(TheoryError) -> Verdict
  {
    let velocity = try rate.system.velocity(alpha: state.alpha, logit: state.logit).logit
    let h = state.massOffSubset / state.massOnSubset
    let relative = velocity / (rate.constants.speed.midpoint * h * h)
    return try rate.relativeSpeed(enclosure).judge(
      computed: relative, relativeError: 1e-7, "C'/(K h^2) at t = \(state.time)")
  }

  private func judge(insideAt state: EnclosedFlowState) -> Verdict {
    switch rate.isInside(state) {
    case true?: .verified(margin: 1)
    case false?: .refuted(counterexample: "\(rate.system.problem): not in Omega at t = \(state.time)")
    case nil: .undecided(reason: "in Omega at t = \(state.time) or on its edge")
    }
  }

  /// Judges that a computed entry into Omega lies between a time before it and one after, widened by 1e-6.
  public func judge(entry time: Double, before: EnclosedFlowState, after: EnclosedFlowState) -> Verdict {
    guard rate.isInside(before) == false, rate.isInside(after) == true,
      after.time - before.time <= 1e-4 * after.time
    else { return .undecided(reason: "entry between \(before.time) and \(after.time)") }
    let middle = 0.5 * (before.time + after.time)
    return .within(
      middle * 1e-6 + 0.5 * (after.time - before.time), deviation: time - middle,
      "\(rate.system.problem): entry computed at \(time), enclosed in [\(before.time), \(after.time)]")
  }

  /// Judges that 2 kappa t R lies in the corollary's interval: a narrower enclosure inside a wide one.
  ///
  /// Refuted where they share no number, undecided where they overlap in part.
  public func judge(scaledRisk: Enclosed, in bounds: Enclosed, time: Double) -> Verdict {
    let name = "\(rate.system.problem), t = \(time): 2 kappa t R"
    if scaledRisk.interval.isDisjoint(from: bounds.interval) {
      return .refuted(counterexample: "\(name) in \(scaledRisk.interval), bounds \(bounds.interval)")
    }
    guard scaledRisk.interval.isSubset(of: bounds.interval), bounds.interval.width > 0 else {
      return .undecided(reason: "\(name) in \(scaledRisk.interval), bounds \(bounds.interval)")
    }
    let room = min(scaledRisk.lower - bounds.lower, bounds.upper - scaledRisk.upper)
    return .verified(margin: max(0, min(1, 2 * room / bounds.interval.width)))
  }

  /// 2 kappa t R of an enclosed state.
  ///
  /// - Throws: `TheoryError` if it is beyond the range.
  public static func scaledRisk(_ state: EnclosedFlowState, system: FlowSystem) throws(TheoryError)
    -> Enclosed
  {
    let rate = Enclosed(system.positions.inverseRate(system.problem))
    return try Enclosed(2) * Enclosed(exactly: state.time) * state.risk / rate
  }
}
