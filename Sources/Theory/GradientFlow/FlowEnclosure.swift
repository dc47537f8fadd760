/// Enclosures of the gradient flow from zero at every time: validated steps to the slow curve, its tube and clock beyond.
///
/// Times from 0 to 10^30. alpha, P and R are enclosed within a relative width of about 10^-9, and C too once it is not small,
/// if the flow reaches its slow curve within the step limit: so for T up to some hundreds.
public struct FlowEnclosure: Sendable {
  /// The system that the flow obeys.
  public let system: FlowSystem
  /// The most validated steps, unless told otherwise: a few seconds.
  public static let stepLimit = 20_000
  /// The half-widths of the tubes tried, the narrowest first.
  private static let halfWidths = [1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7]
  private let curves: [SlowCurve]
  private let stepLimit: Int

  /// The flow of a problem and a position law.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - positions: The law of the positions.
  ///   - stepLimit: The most validated steps of one path.
  /// - Throws: `TheoryError` if a frame's width is below T.
  public init(problem: Problem, positions: PositionLaw, stepLimit: Int = FlowEnclosure.stepLimit)
    throws(TheoryError)
  {
    self.stepLimit = stepLimit
    system = try FlowSystem(problem: problem, positions: positions)
    let constants = EnclosedFlowConstants(system)
    let center = SlowCurve.series(constants)
    curves = Self.halfWidths.map { SlowCurve(constants, center: center, epsilon: $0) }
  }

  /// A tube that the flow does not leave, w = (q/N) delta (eta(delta) +- epsilon) for 0 < delta <= offLimit.
  public struct Tube: Hashable, Sendable, Codable {
    /// The half-width.
    public let epsilon: Double
    /// The largest delta.
    public let offLimit: Double
  }

  /// The coefficients of the tubes' eta, from the constant on, each exactly the number that it is.
  public var tubeCenter: [Double] { curves.first?.center ?? [] }

  /// The tubes that close, the narrowest first.
  public var tubes: [Tube] {
    curves.filter { $0.offLimit > 0 }.map { Tube(epsilon: $0.epsilon, offLimit: $0.offLimit) }
  }

  /// The states at the given times, in the order given.
  ///
  /// - Parameter times: Times in 0...10^30, in any order.
  /// - Returns: One state for each time.
  /// - Throws: `TheoryError` if a time is out of range or the step limit is reached before the slow curve.
  public func states(at times: [Double]) throws(TheoryError) -> [EnclosedFlowState] {
    for time in times where !(time >= 0 && time <= GradientFlow.timeLimit) {
      throw TheoryError(value: "time = \(time)", rule: "0 <= time <= \(GradientFlow.timeLimit)")
    }
    var states = [EnclosedFlowState?](repeating: nil, count: times.count)
    var path = path()
    for index in times.indices.sorted(by: { times[$0] < times[$1] }) {
      states[index] = try path.state(at: times[index])
    }
    return states.compactMap { $0 }
  }

  /// A time at which the flow is surely not yet in D15's set Omega and a later one, within 10^-6 of it, at which it surely is.
  ///
  /// - Throws: `TheoryError` if the step limit is reached before.
  public func entry() throws(TheoryError) -> (before: EnclosedFlowState, after: EnclosedFlowState) {
    let rate = try D15ProvedRate(system)
    var (path, time) = (path(), 1.0)
    var earlier = path
    var (before, after) = (try path.state(at: 0), try path.state(at: time))
    while rate.isInside(after) != true {
      (earlier, before) = (path, after)
      time *= 1.25
      after = try path.state(at: time)
    }
    // Omega is not left, so the first time of the grid inside has the entry before it.
    while after.time - before.time > 1e-6 * after.time {
      var middle = earlier
      let state = try middle.state(at: 0.5 * (before.time + after.time))
      guard let inside = rate.isInside(state) else { break }
      if inside { after = state } else { (earlier, before) = (middle, state) }
    }
    return (before, after)
  }

  /// The values that 2 kappa t R takes at all times from a given one on, once the flow is in a tube.
  ///
  /// - Throws: `TheoryError` if it is in none at that time, or the step limit is reached before.
  public func scaledRisks(from time: Double) throws(TheoryError) -> Enclosed {
    var path = path()
    let state = try path.state(at: time)
    guard let late = path.late else {
      throw TheoryError(value: "time = \(time)", rule: "a time at which the flow is in a slow curve's tube")
    }
    return try late.clock.scaledRisks(below: state.massOffSubset.upper)
  }

  private func path() -> EnclosedPath {
    EnclosedPath(ValidatedFlow(system, stepLimit: stepLimit), curves: curves)
  }
}

/// The flow so far: validated steps until a tube holds the state, then the tube.
struct EnclosedPath: Sendable {
  private(set) var flow: ValidatedFlow
  private let curves: [SlowCurve]
  private(set) var late: (curve: SlowCurve, clock: SlowCurveClock)?

  init(_ flow: ValidatedFlow, curves: [SlowCurve]) {
    self.flow = flow
    self.curves = curves
  }

  /// The state at a time not before the last one asked for.
  ///
  /// - Throws: `TheoryError` if the step limit is reached before.
  mutating func state(at time: Double) throws(TheoryError) -> EnclosedFlowState {
    while late == nil, flow.time < time {
      try flow.advanceOneStep(limit: time)
      // Wide tubes are for flows that are long on their way.
      let allowed = curves.dropLast(max(0, 3 - flow.steps / 1000))
      if let curve = allowed.first(where: { $0.holds(alpha: flow.alpha, off: flow.off) }) {
        late = (curve, try SlowCurveClock(curve, time: flow.time, off: flow.off))
      }
    }
    guard let late, flow.time < time else {
      return try EnclosedFlowState(flow.constants, time: flow.time, alpha: flow.alpha, off: flow.off)
    }
    let delta = try late.clock.off(at: time)
    let deviation = flow.constants.ratio * delta * late.curve.tube(on: delta)
    return try EnclosedFlowState(flow.constants, time: time, deviation: deviation, off: delta)
  }
}
