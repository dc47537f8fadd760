/// The sharp rate of the flow.
///
/// As t -> infinity, `t R -> 1/(2 kappa)` and `(delta/P)^2 t -> N/(2 d kappa)`, whatever d and q.
/// Proof, by barriers. Let `h = delta/P = (N/q) e^-C`, so P = 1/(1 + h) and h' = -h C'; `w = (1 - alpha P)/delta`, so
/// alpha P = 1 - delta w; `K = d kappa/N`. By D2
///
///     w' = -P^2 w/q + (1 - delta w) delta/N + P C' (w - alpha)
///     C' = K delta^2 (1 - delta w) [ (N/q) w + (1 - delta w)(1 + h) ].
///
/// 1. The set `0 <= w <= B = (q/N) h (1 + h)`, `(q/N) h (2 + 3h) <= 1`, `d kappa h < 1` is invariant. In it delta w <= 1/2, so
///    C' > 0 and h falls. At w = 0, `w' = (delta/N)(1 - d kappa h) > 0`. At w = B, as P^2 B/q = delta/N and
///    B' = -(q/N) h (1 + 2h) C', `(w - B)' = -delta^2 B/N + C' [(q/N) h (2 + 3h) - 1] < 0`.
/// 2. The flow from zero enters it. By D11 C -> infinity and alpha -> 1, so h, C' and delta w = 1 - alpha P tend to 0, and
///    `w' = -w (1/q + o(1)) + O(delta)` brings w to O(delta). Then C' = K delta^2 (1 + O(delta)), and to second order w
///    relaxes to `(q/N)(delta + 2 delta^2 - d kappa delta^2)`, at a rate near 1/q while delta falls like t^(-1/2): positive,
///    and below `B = (q/N)(delta + 2 delta^2 + ...)` by (q/N) d kappa delta^2.
/// 3. In it, as delta w <= q h^2/N and (N/q) w <= h (1 + h),
///
///        K h^2 (1 - q h^2/N)^2/(1 + h) <= C' <= K h^2,
///        (d h^2/N)(1 - q h^2/N)^2 <= R = d [ delta^2 w^2/q + (1 - delta w)^2 h^2/N ] <= d h^2/N.
///
/// 4. So u = h^-2, with u' = 2 u C', has `2K (1 - q/(N u))^2/(1 + u^(-1/2)) <= u' <= 2K`, and u/t -> 2K: the second limit.
///    R u -> d/N: the first.
///
/// Source: derived here.
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
    try judge(state, deviation: deviation(risk: state), limit: rate.riskLimit, "t R")
  }

  /// Judges (delta/P)^2 t at one state of the flow from zero.
  ///
  /// - Throws: `TheoryError` if the time is below 1.
  public func judge(odds state: FlowState) throws(TheoryError) -> Verdict {
    try judge(state, deviation: deviation(odds: state), limit: rate.oddsLimit, "(delta/P)^2 t")
  }

  /// The relative deviation of t R from its limit.
  public func deviation(risk state: FlowState) -> Double { state.time * state.risk / rate.riskLimit - 1 }

  /// The relative deviation of (delta/P)^2 t from its limit.
  public func deviation(odds state: FlowState) -> Double {
    let odds = state.massOffSubset / state.massOnSubset
    return odds * odds * state.time / rate.oddsLimit - 1
  }

  private func judge(_ state: FlowState, deviation: Double, limit: Double, _ name: String) throws(TheoryError)
    -> Verdict
  {
    let room = try allowed(time: state.time)
    guard state.time >= 10 * delay else {
      return .undecided(reason: "t = \(state.time) is before the slow phase, t >= \(10 * delay)")
    }
    return .within(
      room, deviation: deviation,
      "\(rate.system.problem), t = \(state.time): \(name) off its limit \(limit) by \(deviation), relative")
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
      "At 10 to 10^6 times the time tau before the slow phase, t R and (delta/P)^2 t lie within 1.5 times the next-order term plus 3 tau/t of their limits, relative; at the last time that is of the order of 1e-5.",
    control:
      "Near misses: kappa smaller by 1e-4, and 1/T for 1/(T-1) at T = 1000 (t R); N + 1 for N at T = 10,000 ((delta/P)^2 t).",
    proof: #"""
      By barriers. With $h = \delta/P$ and $w = (1-\alpha P)/\delta$ the set $0 \le w \le \frac{q}{N}h(1+h)$, $h$ small, is invariant: $w' > 0$ on its lower side and $w$ falls against the upper one. The flow from zero enters it, by D11 and because $w$ relaxes at a rate near $1/q$ while $\delta$ falls like $t^{-1/2}$. In it $C' = \frac{d\kappa}{N}h^2(1 + O(h))$ and $R = \frac{d}{N}h^2(1 + O(h))$, so $h^{-2}$ grows like $\frac{2d\kappa}{N}t$.
      """#
  )
}
