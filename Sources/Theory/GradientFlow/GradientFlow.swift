/// What is trained of the key-query matrix.
public enum KeyQueryTraining: Hashable, Sendable {
  /// W itself.
  case whole
  /// The factors of W = K^T Q, from K(0) = Q(0): C' is multiplied by 2 C (`FactorizedAttention`).
  case factors
}

/// The gradient flow of R/2 in the family V = alpha I, W = C (...), from any start.
///
/// Times from 0 to 10^30, however small. With the default tolerance alpha, C, P and R have a relative error
/// below 10^-9 (of C from zero that is where it is a normal number: it begins like t^2).
public struct GradientFlow: Hashable, Sendable {
  /// The system that the flow obeys.
  public let system: FlowSystem
  /// The start (alpha_0, C_0).
  public let start: AlignedWeights
  /// What is trained of W.
  public let keyQuery: KeyQueryTraining

  /// The longest time the integrator takes.
  public static let timeLimit = 1e30

  /// The flow of a problem and a position law from (alpha_0, C_0), by default from zero.
  ///
  /// - Throws: `TheoryError` if a frame's width is below T, |alpha_0| > 10^6 or |C_0| > 700.
  public init(
    problem: Problem, positions: PositionLaw, alpha: Double = 0, logit: Double = 0,
    keyQuery: KeyQueryTraining = .whole
  ) throws(TheoryError) {
    guard abs(alpha) <= 1e6 else { throw TheoryError(value: "alpha = \(alpha)", rule: "|alpha| <= 1e6") }
    guard abs(logit) <= 700 else { throw TheoryError(value: "logit = \(logit)", rule: "|logit| <= 700") }
    self.keyQuery = keyQuery
    system = try FlowSystem(problem: problem, positions: positions)
    start = try AlignedWeights(problem: problem, alpha: alpha, logit: logit)
  }

  /// The states at the given times, in the order given.
  ///
  /// - Parameters:
  ///   - times: Times in 0...10^30, in any order.
  ///   - tolerance: The error allowed, relative, in 10^-13...10^-3.
  /// - Returns: One state for each time.
  /// - Throws: `TheoryError` if a time or the tolerance is out of range or the step count reaches its limit.
  public func states(at times: [Double], tolerance: Double = 1e-10) throws(TheoryError) -> [FlowState] {
    for time in times where !(time >= 0 && time <= GradientFlow.timeLimit) {
      throw TheoryError(value: "time = \(time)", rule: "0 <= time <= \(GradientFlow.timeLimit)")
    }
    try check(tolerance)
    return try withIntegrator(tolerance) { (integrator) throws(TheoryError) in
      var states = [FlowState?](repeating: nil, count: times.count)
      for index in times.indices.sorted(by: { times[$0] < times[$1] }) {
        if times[index] < FlowIntegrator.earlyLimit {
          states[index] = integrator.earlyState(time: times[index])
        } else {
          try integrator.advance(to: Elementary.log1p(times[index]))
          states[index] = integrator.state(time: times[index])
        }
      }
      return states.compactMap { $0 }
    }
  }

  /// The first time at which the mass on the subset reaches 1/2; 0 if it is there from the start.
  ///
  /// P = 1/2 where C = ln(N/q). The step that crosses it is repeated with the length that Newton's method on the
  /// step's end finds.
  ///
  /// - Throws: `TheoryError` if the time is beyond 10^30, the tolerance is out of range, or the step count reaches
  ///   its limit.
  public func halfTime(tolerance: Double = 1e-11) throws(TheoryError) -> Double {
    try time(
      logit: Elementary.log(Double(system.problem.tokensOutside) / Double(system.problem.sparsity)),
      tolerance: tolerance)
  }

  /// The first time at which the logit reaches a value; 0 if it is there from the start.
  ///
  /// - Throws: `TheoryError` if the time is beyond 10^30, the tolerance is out of range, or the step count reaches
  ///   its limit.
  public func time(logit target: Double, tolerance: Double = 1e-11) throws(TheoryError) -> Double {
    try check(tolerance)
    if start.logit >= target { return 0 }
    let limit = Elementary.log1p(GradientFlow.timeLimit)
    return try withIntegrator(tolerance) { (integrator) throws(TheoryError) in
      while integrator.logTime < limit {
        let before = try integrator.advanceOneStep(limit: limit)
        if integrator.logit < target { continue }
        let length = GradientFlow.crossing(
          of: target, from: before, within: integrator.logTime - before.logTime)
        return Elementary.expm1(before.logTime + length)
      }
      throw TheoryError(
        value: "a logit of \(target) after \(GradientFlow.timeLimit)", rule: "it is reached in time")
    }
  }

  /// The step length in (0, upper] at which the logit reaches the target, by safeguarded Newton iteration.
  private static func crossing(of target: Double, from before: FlowIntegrator, within upper: Double) -> Double
  {
    var (low, high) = (0.0, upper)
    var length = upper
    for _ in 0..<60 {
      guard let end = before.probe(length: length) else { break }
      if end.logit >= target { high = length } else { low = length }
      let next = length - (end.logit - target) / end.rate
      let inside = next > low && next < high
      let moved = (inside ? next : 0.5 * (low + high)) - length
      length += moved
      if abs(moved) <= 1e-14 * upper { break }
    }
    return length
  }

  private func check(_ tolerance: Double) throws(TheoryError) {
    guard tolerance >= 1e-13 && tolerance <= 1e-3 else {
      throw TheoryError(value: "tolerance = \(tolerance)", rule: "1e-13 <= tolerance <= 1e-3")
    }
  }

  /// Lends the integrator its working memory for one integration.
  private func withIntegrator<Result>(
    _ tolerance: Double, _ body: (inout FlowIntegrator) throws(TheoryError) -> Result
  ) throws(TheoryError) -> Result {
    try FlowStageSolver.withMemory { (solver) throws(TheoryError) in
      var integrator = FlowIntegrator(
        start, system: system, keyQuery: keyQuery, tolerance: tolerance, solver: solver)
      return try body(&integrator)
    }
  }
}
