/// The velocity of a system in the plane (alpha, C) and its derivatives, row by row.
struct PlaneMotion {
  let alpha: Double
  let logit: Double
  let alphaByAlpha: Double
  let alphaByLogit: Double
  let logitByAlpha: Double
  let logitByLogit: Double
}

extension GaussianPositionFlow {
  /// The states at the given times, which must increase.
  ///
  /// RODAS3 (`RosenbrockTableau`) with steps as long as its error estimate allows: 10^-9 of alpha and of C + 1/1000 a
  /// step. The method is L-stable, so that the stall, where C settles at a rate that no longer depends on t, costs
  /// nothing: a path takes a few thousand steps to any time. The relative error of alpha, C and the risk is below 10^-6.
  ///
  /// - Throws: `TheoryError` if the times do not increase within 0...10^12, or C leaves the table.
  public func states(at times: [Double]) throws(TheoryError) -> [FlowState] {
    var path = GaussianPositionPath(flow: self)
    var states: [FlowState] = []
    for target in times {
      guard target >= path.time, target <= 1e12 else {
        throw TheoryError(value: "times = \(times)", rule: "increasing within 0...10^12")
      }
      try path.advance(to: target)
      states.append(state(target, alpha: path.alpha, logit: path.logit))
    }
    return states
  }
}

/// A point that moves along the flow on Gaussian positions.
struct GaussianPositionPath {
  let flow: GaussianPositionFlow
  private(set) var time = 0.0
  private(set) var alpha: Double
  private(set) var logit: Double
  /// The number of steps taken.
  private(set) var steps = 0
  /// The length of step to try next.
  private var length = 1e-3
  var tolerance = 1e-9

  /// A point of the plane at time 0; a path from zero is the flow's own.
  init(flow: GaussianPositionFlow, alpha: Double = 0, logit: Double = 0) {
    (self.flow, self.alpha, self.logit) = (flow, alpha, logit)
  }

  /// Moves on to a later time.
  mutating func advance(to target: Double) throws(TheoryError) {
    while time < target {
      let step = min(length, target - time)
      let (next, error) = self.step(step)
      if error <= 1 {
        (alpha, logit) = (next.alpha, max(0, next.logit))
        time = step == target - time ? target : time + step
        steps += 1
      } else if step < 1e-12 * max(1, time) || steps >= 1_000_000 {
        throw TheoryError(value: "C = \(logit) at t = \(time)", rule: "0 <= C <= \(flow.largestLogit)")
      }
      // An ordinary step that ends at the target says nothing against longer ones.
      let proposed = step * min(4, max(0.2, 0.9 * Elementary.exp(-Elementary.log(max(error, 1e-6)) / 3)))
      length = error <= 1 && step < length ? max(length, proposed) : proposed
    }
  }

  /// The end of a step and its error estimate in units of the tolerance; infinite where C would leave the table.
  func step(_ h: Double) -> (next: (alpha: Double, logit: Double), error: Double) {
    let here = flow.motion(alpha: alpha, logit: logit)
    let scale = RosenbrockTableau.diagonal / h
    let (a, b) = (scale - here.alphaByAlpha, -here.alphaByLogit)
    let (c, e) = (-here.logitByAlpha, scale - here.logitByLogit)
    let determinant = a * e - b * c
    func solve(_ x: Double, _ y: Double) -> (alpha: Double, logit: Double) {
      ((e * x - b * y) / determinant, (a * y - c * x) / determinant)
    }
    let one = solve(here.alpha, here.logit)
    let two = solve(here.alpha + 4 * one.alpha / h, here.logit + 4 * one.logit / h)
    guard let third = motion(2 * one.alpha, 2 * one.logit) else { return ((alpha, logit), .infinity) }
    let three = solve(
      third.alpha + (one.alpha - two.alpha) / h, third.logit + (one.logit - two.logit) / h)
    guard let fourth = motion(2 * one.alpha + three.alpha, 2 * one.logit + three.logit) else {
      return ((alpha, logit), .infinity)
    }
    let four = solve(
      fourth.alpha + (one.alpha - two.alpha + RosenbrockTableau.last * three.alpha) / h,
      fourth.logit + (one.logit - two.logit + RosenbrockTableau.last * three.logit) / h)
    let next = (
      alpha: alpha + 2 * one.alpha + three.alpha + four.alpha,
      logit: logit + 2 * one.logit + three.logit + four.logit
    )
    guard next.logit <= flow.largestLogit, next.logit >= -1e-9 else { return (next, .infinity) }
    // Rounding of the table's slopes, about 1e-13, moves the stage by this much, whatever the step.
    let noise = 1e-12 * abs(a / determinant) * flow.drive * abs(alpha)
    let error = max(
      abs(four.alpha) / (tolerance * max(abs(next.alpha), 1e-6)),
      abs(four.logit) / (tolerance * (abs(next.logit) + 1e-3) + noise))
    return (next, error.isFinite ? error : .infinity)
  }

  private func motion(_ alphaChange: Double, _ logitChange: Double) -> PlaneMotion? {
    let next = logit + logitChange
    guard next <= flow.largestLogit, next >= -1e-9 else { return nil }
    return flow.motion(alpha: alpha + alphaChange, logit: max(0, next))
  }
}
