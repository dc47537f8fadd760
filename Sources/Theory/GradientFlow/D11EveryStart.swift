/// Convergence from every start.
///
/// From every (alpha_0, C_0) the flow D2 has R -> 0 and t R -> 1/(2 kappa).
/// Proof. For alpha <= 0, alpha' >= P/q + |alpha|/T, as `P^2/q + delta^2/N >= 1/T`: |alpha| falls at least like e^(-t/T).
/// Meanwhile `C' >= -(d kappa/q) |alpha|` wherever C <= 0, so C is bounded below, P too, and alpha > 0 in finite time. For
/// alpha > 0 and C <= 0, C' > 0 (alpha_c is infinite there). The set {0 < alpha < alpha_c(C)} (D3) is invariant: at
/// alpha = 0, alpha' > 0, and at alpha = alpha_c(C), where C' = 0, alpha' < 0, as the best alpha lies below alpha_c. Above
/// alpha_c, 0 < C <= C_0 and alpha falls at a rate bounded away from 0, so the set is entered in finite time. In it C
/// rises, and D2 has no critical point at finite C, so C -> infinity, alpha -> 1, R -> 0; then D4's argument applies.
///
/// How long it takes depends on the start: the slow time (D5) measured from x = e^C at the entry, backwards or
/// forwards, adds `N/(2 d kappa x^2)` for an x below 1 and `q^2 x^2/(2 d kappa N)` for one above. Source: derived here.
public enum D11EveryStart {
  /// Whether a point lies in the invariant set {0 < alpha < alpha_c(C)}.
  ///
  /// - Throws: `TheoryError` if the logit is not finite.
  public static func isInside(_ problem: Problem, alpha: Double, logit: Double) throws(TheoryError) -> Bool {
    let critical = try D3Energy.criticalAlpha(problem, logit: logit)
    return alpha > 0 && alpha < critical
  }

  /// The time scale of the slow phase for a start that enters the set at time t with logit C.
  public static func delay(_ system: FlowSystem, entry: FlowState) -> Double {
    let problem = system.problem
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let fast = 1 / (Double(problem.dimension) * system.kappa)
    let x = Elementary.exp(entry.logit)
    let turn = 2 * q * fast * abs(Elementary.log(outside / q))
    return entry.time + Double(problem.tokens) + outside * fast / 2 * (1 + 1 / (x * x)) + turn
      + q * fast + q * q * fast / (2 * outside) * (1 + x * x)
  }
}

/// Judges D11 on one trajectory.
public struct D11EveryStartPredicate: Hashable, Sendable {
  /// The system.
  public let system: FlowSystem

  /// The predicate for a system.
  public init(_ system: FlowSystem) {
    self.system = system
  }

  /// The first state in the invariant set; nil if there is none.
  ///
  /// - Throws: `TheoryError` if a logit is not finite.
  public func entry(_ states: [FlowState]) throws(TheoryError) -> FlowState? {
    for state in states {
      if try D11EveryStart.isInside(system.problem, alpha: state.alpha, logit: state.logit) { return state }
    }
    return nil
  }

  /// Judges that the trajectory enters the set, stays in it with C rising, and that t R reaches its limit.
  ///
  /// The last state is judged against 1/(2 kappa): allowed are 1.5 times D10's term and 4 delays over t, as in D4; if it
  /// is earlier than 100 delays the verdict is undecided.
  ///
  /// - Throws: `TheoryError` if a logit is not finite.
  public func judge(_ states: [FlowState]) throws(TheoryError) -> Verdict {
    guard let last = states.last else { return .undecided(reason: "no states") }
    guard let entry = try entry(states) else {
      return .refuted(
        counterexample: "\(system.problem): never 0 < alpha < alpha_c(C) up to t = \(last.time)")
    }
    var before = entry
    for state in states where state.time > entry.time {
      guard try D11EveryStart.isInside(system.problem, alpha: state.alpha, logit: state.logit) else {
        return .refuted(counterexample: "\(system.problem): outside the set again at t = \(state.time)")
      }
      // Ties within 1e-9 are rounding and the integrator's tolerance.
      if state.logit < before.logit - 1e-9 * max(1, abs(before.logit)) {
        return .refuted(counterexample: "\(system.problem): C falls to \(state.logit) at t = \(state.time)")
      }
      before = state
    }
    let delay = D11EveryStart.delay(system, entry: entry)
    guard last.time >= 100 * delay else { return .undecided(reason: "t = \(last.time) < 100 * \(delay)") }
    let limit = SharpRate(system).riskLimit
    let next = try D10NextOrder.coefficient(system) / limit
    return .within(
      (1.5 * next * Elementary.log(last.time) + 4 * delay) / last.time,
      deviation: last.time * last.risk / limit - 1,
      "\(system.problem): t R = \(last.time * last.risk), limit \(limit)")
  }
}

extension Claim {
  /// D11: the flow learns from every start.
  public static let d11EveryStart = Claim(
    id: "D11", title: "The flow learns from every start",
    statement: #"""
      From every $(\alpha_0, C_0) \in \mathbb{R}^2$ the flow of D2 enters $\{0 < \alpha < \alpha_c(C)\}$, $\alpha_c = \frac{1}{P - q\delta/N}$ (infinite where that is not positive), in finite time and never leaves it; there $C$ rises, $R \to 0$ and $t\,R \to \frac{1}{2\kappa}$.
      """#,
    assumptions: ["The flow of D2."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The trajectory enters the set, stays in it with C rising, and t R comes to its limit within 1.5 times the next-order term plus four delays over t.",
    control: "kappa = 0, the attention frozen at its start: the risk stops at that attention's best.")
}
