/// What a flow from zero does in its three phases.
public struct PhaseObservation: Hashable, Sendable {
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
/// squared lags, alpha(T) above 1 - 1/e by 0.06 to 0.11 d kappa T. At the half time the lag `4 d kappa q N^2/T^3` of the
/// logit raises alpha by half as much, relatively, and the risk by N/q times the square of that; allowed is twice that.
public struct D5PhasesPredicate: Hashable, Sendable {
  /// The phases.
  public let phases: FlowPhases

  /// The predicate for a system.
  ///
  /// - Throws: `TheoryError` unless q < T/2.
  public init(_ system: FlowSystem) throws(TheoryError) {
    phases = try FlowPhases(system)
  }

  /// Judges an observation.
  public func judge(_ seen: PhaseObservation) -> Verdict {
    let problem = phases.system.problem
    let drive = Double(problem.dimension) * phases.system.kappa
    let timeBand = 0.25 * phases.timeScale
    let peakLogit = phases.peakLogit
    let leading = phases.slowTime(logit: phases.halfLogit)
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let tokens = Double(problem.tokens)
    let halfLag = 2 * drive * q * outside * outside / (tokens * tokens * tokens)
    let deficit = 1 - seen.peak.alpha / phases.peakAlpha
    let peakBand = 0.25 * phases.lag * phases.lag + 1e-9
    return .all([
      .within(
        0.05, deviation: seen.half.time / leading - 1, "\(problem): half time over the leading formula"),
      .within(
        timeBand, deviation: seen.half.time - leading - phases.delay(logit: phases.halfLogit),
        "\(problem): half time"),
      .within(
        timeBand,
        deviation: seen.peakLogitTime - phases.slowTime(logit: peakLogit) - phases.delay(logit: peakLogit),
        "\(problem): time at the curve's peak"),
      .within(peakBand, deviation: deficit - peakBand, "\(problem): peak below the curve's"),
      .within(0.2 * drive, deviation: seen.alphaAtT + Elementary.expm1(-1), "\(problem): alpha at t = T"),
      .within(
        2 * halfLag + 1e-8, deviation: seen.half.alpha / phases.halfAlpha - 1,
        "\(problem): alpha at the half time"),
      .within(
        2 * outside / q * halfLag * halfLag + 1e-8,
        deviation: seen.half.risk / (Double(problem.dimension) / tokens) - 1,
        "\(problem): risk at the half time"),
      .within(0.01, deviation: 2 * phases.system.kappa * seen.late.time * seen.late.risk - 1, "t R, late"),
    ])
  }
}
