/// What a flow from zero does in its three phases.
public struct PhaseObservation: Hashable, Sendable, Codable {
  /// alpha at t = T.
  public let alphaAtT: Double
  /// The time at which the logit passes the slow curve's peak.
  public let peakLogitTime: Double
  /// The flow's own peak.
  public let peak: FlowState
  /// The state when P = 1/2, with its time.
  public let half: FlowState
  /// The state at 1000 times the half time.
  public let late: FlowState

  /// Measures a flow.
  ///
  /// - Throws: `TheoryError` if the flow cannot be integrated that far.
  public init(_ flow: GradientFlow) throws(TheoryError) {
    let phases = try FlowPhases(flow.system)
    let halfTime = try flow.halfTime()
    let states = try flow.states(
      at: [Double(flow.system.problem.tokens), halfTime, 1000 * halfTime], tolerance: 1e-12)
    alphaAtT = states[0].alpha
    (half, late) = (states[1], states[2])
    let peakLogit = phases.peakLogit
    peakLogitTime = try Self.first(flow, before: 2 * halfTime) { $0.logit >= peakLogit }.time
    let system = flow.system
    peak = try Self.first(flow, before: 2 * halfTime) {
      // From zero alpha rises until it meets the curve of the best alpha.
      guard let velocity = try? system.velocity(alpha: $0.alpha, logit: $0.logit) else { return false }
      return velocity.alpha <= 0
    }
  }

  /// The first state with a property, by six rounds of 32 equal pieces of log(1 + t).
  private static func first(
    _ flow: GradientFlow, before end: Double, where isReached: (FlowState) -> Bool
  ) throws(TheoryError) -> FlowState {
    var (low, high) = (0.0, Elementary.log1p(end))
    var found = try flow.states(at: [end], tolerance: 1e-12)[0]
    for _ in 0..<6 {
      let logTimes = (1...32).map { low + (high - low) * Double($0) / 32 }
      let states = try flow.states(at: logTimes.map(Elementary.expm1), tolerance: 1e-12)
      guard let index = states.firstIndex(where: isReached) else { break }
      found = states[index]
      high = logTimes[index]
      if index > 0 { low = logTimes[index - 1] }
    }
    return found
  }
}

/// Judges D5 on an observation.
///
/// The bands are the sizes of the first terms left out, as measured for T from 200 to 10^6, d kappa <= 0.006 and
/// d/q <= 2: times are less than formulas by 0.02 to 0.2 of `T (d kappa T/q)`, peaks below the curve's by 0.3 to 0.45
/// squared lags, alpha(T) above 1 - 1/e by 0.06 to 0.11 d kappa. At the half time the lag `4 d kappa q N^2/T^3` of the
/// logit raises alpha by half as much, relatively, and the risk by N/q times the square of that; allowed is twice that.
public struct D5PhasesPredicate: Hashable, Sendable {
  /// The phases.
  public let phases: FlowPhases

  /// The predicate for the phases of a system.
  public init(_ phases: FlowPhases) {
    self.phases = phases
  }

  /// The predicate for a system.
  ///
  /// - Throws: `TheoryError` unless q < T/2.
  public init(_ system: FlowSystem) throws(TheoryError) {
    phases = try FlowPhases(system)
  }

  /// Refuses a system outside the range for which the bands were measured.
  ///
  /// - Throws: `TheoryError` unless T >= 200, d kappa <= 0.006 and d/q <= 2.
  public func checkRange() throws(TheoryError) {
    let problem = phases.system.problem
    let drive = Double(problem.dimension) * phases.system.kappa
    guard problem.tokens >= 200, drive <= 0.006, problem.dimension <= 2 * problem.sparsity else {
      throw TheoryError(
        value: "\(problem), d kappa = \(drive)", rule: "T >= 200, d kappa <= 0.006 and d/q <= 2")
    }
  }

  /// One part of what is judged.
  public struct Part: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What was found.
    public let verdict: Verdict
    /// The smallest error of the formula that would have been refuted, whichever its sign.
    public let detects: Double
    /// Of what that is a size.
    public let unit: String
  }

  /// Judges an observation, part by part.
  public func judge(_ seen: PhaseObservation) -> [Part] {
    let problem = phases.system.problem
    let (d, drive) = (Double(problem.dimension), Double(problem.dimension) * phases.system.kappa)
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let tokens = Double(problem.tokens)
    let timeBand = 0.25 * phases.timeScale
    let halfLag = 2 * drive * q * outside * outside / (tokens * tokens * tokens)
    let peakBand = 0.25 * phases.lag * phases.lag + 1e-9
    func part(_ name: String, _ allowed: Double, _ deviation: Double, of scale: Double = 1, _ unit: String)
      -> Part
    {
      Part(
        name: name, verdict: .within(allowed, deviation: deviation, "\(problem): \(name)"),
        detects: (allowed + abs(deviation)) / scale, unit: unit)
    }
    let (half, atPeak) = (phases.time(logit: phases.halfLogit), phases.time(logit: phases.peakLogit))
    return [
      part(
        "half time, leading formula", 0.05,
        seen.half.time / phases.slowTime(logit: phases.halfLogit) - 1, "of the half time"),
      part("half time", timeBand, seen.half.time - half, of: half, "of the half time"),
      part("time at the peak", timeBand, seen.peakLogitTime - atPeak, of: atPeak, "of the time"),
      part("peak", peakBand, 1 - seen.peak.alpha / phases.peakAlpha - peakBand, "of the height"),
      part("alpha at t = T", 0.2 * drive, seen.alphaAtT + Elementary.expm1(-1), "in alpha"),
      part("alpha at the half time", 2 * halfLag + 1e-8, seen.half.alpha / phases.halfAlpha - 1, "of alpha"),
      part(
        "risk at the half time", 2 * outside / q * halfLag * halfLag + 1e-8,
        seen.half.risk * tokens / d - 1, "of the risk"),
      part("late risk", 0.01, 2 * phases.system.kappa * seen.late.time * seen.late.risk - 1, "of the limit"),
    ]
  }
}
