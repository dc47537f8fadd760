/// The sharp rate of the flow.
///
/// As t -> infinity, `t R -> 1/(2 kappa)` and `(delta/P)^2 t -> N/(2 d kappa)`, whatever d and q.
/// Proof. For large C alpha follows its best value up to lower order, `alpha = 1 + delta + ...`, so by D2
/// `C' = d kappa (delta^2/N)(1 + ...)` (the term (1 - alpha P)/q is of order delta^2/N, against delta/N). With
/// `delta/P = (N/q) e^-C`, `(delta/P)' = -(delta/P) C'` gives `((delta/P)^-2)' -> 2 d kappa/N`, hence the second limit;
/// and by A2 `R = d delta^2/N (1 + ...)`, hence the first. Source: derived here.
public struct SharpRate: Hashable, Sendable, Codable {
  /// The system.
  public let system: FlowSystem

  /// The sharp rate of a system.
  public init(_ system: FlowSystem) {
    self.system = system
  }

  /// The limit 1/(2 kappa) of t R.
  public var riskLimit: Double { 1 / (2 * system.kappa) }

  /// The limit N/(2 d kappa) of (delta/P)^2 t.
  public var oddsLimit: Double {
    Double(system.problem.tokensOutside) / (2 * Double(system.problem.dimension) * system.kappa)
  }
}

/// Judges D4 at one time: t R and (delta/P)^2 t against their limits.
///
/// Both deviate, relative to the limit, by `a ln(t)/t + b/t` with `a = N/2 + q/(d kappa)` (D10 over the limit). Allowed:
/// 1.5 times the first term plus 3 tau/t, where
/// `tau = t_half + N + q/(d kappa) + q^2/(2 N d kappa)` is the time before the slow phase (t_half), the relaxation times
/// and the age that a start with e^C = 1 amounts to. Measured for T = 4 to 10^4, both position laws and q up to
/// 0.9 T, |b| is at most 2.2 tau. Before t = 10 tau the predicate is undecided.
public struct D4SharpRatePredicate: Hashable, Sendable {
  /// The rate.
  public let rate: SharpRate
  /// The time tau after which the limits are approached.
  public let delay: Double

  /// The predicate for a system, given the flow's half time.
  ///
  /// - Throws: `TheoryError` if the half time is negative or not finite.
  public init(_ system: FlowSystem, halfTime: Double) throws(TheoryError) {
    guard halfTime >= 0, halfTime.isFinite else {
      throw TheoryError(value: "halfTime = \(halfTime)", rule: "halfTime is finite and >= 0")
    }
    rate = SharpRate(system)
    let (q, outside) = (Double(system.problem.sparsity), Double(system.problem.tokensOutside))
    let fast = 1 / (Double(system.problem.dimension) * system.kappa)
    delay = halfTime + outside + q * fast + q * q * fast / (2 * outside)
  }

  /// The allowed deviation from the limits at time t, relative to them.
  ///
  /// - Throws: `TheoryError` if t is not at least 1.
  public func allowed(time t: Double) throws(TheoryError) -> Double {
    guard t >= 1, t.isFinite else { throw TheoryError(value: "time = \(t)", rule: "time >= 1") }
    let next = try D10NextOrder.coefficient(rate.system) / rate.riskLimit
    return (1.5 * next * Elementary.log(t) + 3 * delay) / t
  }

  /// Judges t R at one state of the flow from zero.
  ///
  /// - Throws: `TheoryError` if the time is below 1.
  public func judge(risk state: FlowState) throws(TheoryError) -> Verdict {
    try judge(state, state.time * state.risk, limit: rate.riskLimit, "t R")
  }

  /// Judges (delta/P)^2 t at one state of the flow from zero.
  ///
  /// - Throws: `TheoryError` if the time is below 1.
  public func judge(odds state: FlowState) throws(TheoryError) -> Verdict {
    let odds = state.massOffSubset / state.massOnSubset
    return try judge(state, odds * odds * state.time, limit: rate.oddsLimit, "(delta/P)^2 t")
  }

  private func judge(_ state: FlowState, _ value: Double, limit: Double, _ name: String) throws(TheoryError)
    -> Verdict
  {
    let room = try allowed(time: state.time)
    guard state.time >= 10 * delay else {
      return .undecided(reason: "t = \(state.time) is before the slow phase, t >= \(10 * delay)")
    }
    return .within(
      room, deviation: value / limit - 1,
      "\(rate.system.problem), t = \(state.time): \(name) = \(value), limit \(limit)")
  }
}

extension Claim {
  /// D4: the sharp rate.
  public static let d4SharpRate = Claim(
    id: "D4", title: "The risk falls exactly like 1/(2 kappa t)",
    statement: #"""
      From zero, $t\,R(t) \to \frac{1}{2\kappa}$ as $t \to \infty$, whatever $d$ and $q$; and $\left(\frac{\delta}{P}\right)^2 t \to \frac{N}{2 d \kappa}$.
      """#,
    assumptions: [
      "The flow of D2.", "kappa = 1/(T-1) for one-hot positions, 1/width for a random orthonormal frame.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "At times up to 10^12, t R and (delta/P)^2 t lie within 1.5 times the next-order term plus a stated O(1/t) of their limits.",
    control: "The limit of another kappa (width T + 1 for T): t R no longer approaches it.")
}
