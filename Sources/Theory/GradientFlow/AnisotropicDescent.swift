/// Gradient descent of R/2 from zero with a fixed step, in the coordinates of `AnisotropicSystem`; t = eta k after k steps.
///
/// C is a `CarriedSum`, as late steps are far below its last digit times the number of steps.
public struct AnisotropicDescent: Sendable {
  /// A point of the path.
  public struct State: Hashable, Sendable, Codable {
    /// t = eta k.
    public let time: Double
    /// The scales and the logit.
    public let point: AnisotropicSystem.Point
    /// The risk R.
    public let risk: Double
    /// The mean mass on the subset.
    public let massOnSubset: Double
  }

  /// The system.
  public let system: AnisotropicSystem
  /// The step size eta.
  public let stepSize: Double
  private var steps = 0
  private var point: AnisotropicSystem.Point
  private var logit = CarriedSum()
  private var masses: [(on: Double, off: Double)]

  /// Descent from zero.
  ///
  /// - Throws: `TheoryError` unless 0 < stepSize < the system's step limit.
  public init(_ system: AnisotropicSystem, stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize < system.stepLimit else {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 < stepSize < \(system.stepLimit)")
    }
    self.system = system
    self.stepSize = stepSize
    point = system.origin
    masses = system.masses(logit: 0)
  }

  /// The states after the given numbers of steps.
  ///
  /// - Throws: `TheoryError` unless the numbers rise from those already taken, to at most 10^9.
  public mutating func states(after counts: [Int]) throws(TheoryError) -> [State] {
    var result: [State] = []
    for count in counts {
      guard count >= steps, count <= 1_000_000_000 else {
        throw TheoryError(value: "steps = \(counts)", rule: "rising, at most 10^9")
      }
      while steps < count { step() }
      result.append(state)
    }
    return result
  }

  /// The first time at which the mean mass on the subset is 1/2 or more; nil if it is not within 10^7 steps.
  public static func halfTime(_ system: AnisotropicSystem, stepSize: Double) throws(TheoryError) -> Double? {
    var path = try AnisotropicDescent(system, stepSize: stepSize)
    while path.steps < 10_000_000 {
      if path.state.massOnSubset >= 0.5 { return path.state.time }
      path.step()
    }
    return nil
  }

  private var state: State {
    State(
      time: stepSize * Double(steps), point: point, risk: system.risk(point),
      massOnSubset: system.massOnSubset(logit: point.logit))
  }

  private mutating func step() {
    for k in masses.indices { masses[k] = AlignedWeights.masses(system.problems[k], logit: point.logit) }
    var byLogit = 0.0
    for a in point.values.indices {
      let rate = system.rate(a, point.values[a], masses)
      point.values[a] += stepSize * rate.value
      byLogit += rate.logit
    }
    logit.add(stepSize * system.kappa * byLogit)
    point.logit = logit.value
    steps += 1
  }
}
