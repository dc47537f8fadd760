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
  /// Whether a point lies in the invariant set {0 < alpha < edge alpha_c(C)}, edge 1.
  ///
  /// - Throws: `TheoryError` if the logit is not finite.
  public static func isInside(_ problem: Problem, alpha: Double, logit: Double, edge: Double = 1)
    throws(TheoryError) -> Bool
  {
    let critical = try D3Energy.criticalAlpha(problem, logit: logit)
    return alpha > 0 && alpha < edge * critical
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

/// What D11 asks of one trajectory.
public struct EveryStartPath: Hashable, Sendable, Codable {
  /// The first state in the invariant set; nil if there is none.
  public let entry: FlowState?
  /// The first state after it that is outside again; nil if there is none.
  public let exit: FlowState?
  /// The first state after it at which C is lower than before; nil if there is none.
  public let fall: FlowState?
  /// The last state.
  public let last: FlowState

  /// Looks at a trajectory, its states in the order of time.
  ///
  /// - Throws: `TheoryError` if there is no state or a logit is not finite.
  public init(_ problem: Problem, states: [FlowState], edge: Double = 1) throws(TheoryError) {
    guard let last = states.last else { throw TheoryError(value: "no states", rule: "one state at least") }
    var (entry, exit, fall): (FlowState?, FlowState?, FlowState?)
    var before = last
    for state in states {
      let inside = try D11EveryStart.isInside(
        problem, alpha: state.alpha, logit: state.logit, edge: edge)
      if entry == nil {
        if inside { entry = state }
      } else {
        if !inside { exit = exit ?? state }
        // Ties within 1e-9 are rounding and the integrator's tolerance.
        if state.logit < before.logit - 1e-9 * max(1, abs(before.logit)) { fall = fall ?? state }
      }
      before = state
    }
    (self.entry, self.exit, self.fall, self.last) = (entry, exit, fall, last)
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

  /// Judges that the trajectory enters the set.
  public func judge(entry path: EveryStartPath) -> Verdict {
    path.entry != nil
      ? .verified(margin: 1)
      : .refuted(
        counterexample: "\(system.problem): never 0 < alpha < alpha_c(C) up to t = \(path.last.time)")
  }

  /// Judges that the trajectory stays in the set.
  public func judge(stay path: EveryStartPath) -> Verdict {
    guard path.entry != nil else { return .undecided(reason: "\(system.problem): the set is not entered") }
    return path.exit.map {
      .refuted(counterexample: "\(system.problem): outside the set again at t = \($0.time)")
    } ?? .verified(margin: 1)
  }

  /// Judges that C rises in the set.
  public func judge(rise path: EveryStartPath) -> Verdict {
    guard path.entry != nil else { return .undecided(reason: "\(system.problem): the set is not entered") }
    return path.fall.map {
      .refuted(counterexample: "\(system.problem): C falls to \($0.logit) at t = \($0.time)")
    } ?? .verified(margin: 1)
  }

  /// The allowed deviation of t R from 1/(2 kappa) at the last state, as a share: 1.5 times D10's term and 4 delays over t,
  /// as in D4; nil if the set is not entered.
  ///
  /// - Throws: `TheoryError`; D10's coefficient is defined for the flow.
  public func allowed(_ path: EveryStartPath) throws(TheoryError) -> Double? {
    guard let entry = path.entry else { return nil }
    let next = try D10NextOrder.coefficient(system) / SharpRate(system).riskLimit
    let delay = D11EveryStart.delay(system, entry: entry)
    return (1.5 * next * Elementary.log(path.last.time) + 4 * delay) / path.last.time
  }

  /// Judges that t R reaches its limit, 1/(2 kappa) or the one claimed, within what is allowed; undecided earlier than 100 delays.
  ///
  /// - Throws: `TheoryError`; D10's coefficient is defined for the flow.
  public func judge(limit path: EveryStartPath, claimed: Double? = nil) throws(TheoryError) -> Verdict {
    guard let entry = path.entry, let allowed = try allowed(path) else {
      return .undecided(reason: "\(system.problem): the set is not entered")
    }
    let (last, delay) = (path.last, D11EveryStart.delay(system, entry: entry))
    guard last.time >= 100 * delay else { return .undecided(reason: "t = \(last.time) < 100 * \(delay)") }
    let limit = claimed ?? SharpRate(system).riskLimit
    return .within(
      allowed, deviation: last.time * last.risk / limit - 1,
      "\(system.problem): t R = \(last.time * last.risk), limit \(limit)")
  }

  /// Judges a trajectory: it enters the set, stays in it with C rising, and t R reaches its limit.
  ///
  /// - Throws: `TheoryError` if a logit is not finite.
  public func judge(_ states: [FlowState]) throws(TheoryError) -> Verdict {
    if states.isEmpty { return .undecided(reason: "no states") }
    let path = try EveryStartPath(system.problem, states: states)
    return .all([judge(entry: path), judge(stay: path), judge(rise: path), try judge(limit: path)])
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
    control:
      "A limit off by 0.5 %; the set with an edge 2 % below alpha_c; W that shrinks by 10^-6 in a unit of time, so that C falls late; V that relaxes to -0.01. And, far off, kappa = 0, the attention frozen at its start: the risk stops at that attention's best.",
    proof: #"""
      For $\alpha \le 0$, $\alpha' \ge P/q + \lvert\alpha\rvert/T$, and $C$ stays bounded below, so $\alpha > 0$ in finite time. Above $\alpha_c$, $\alpha$ falls at a rate bounded away from 0. The set $\{0 < \alpha < \alpha_c(C)\}$ is invariant, $C$ rises in it, and D2 has no critical point at finite $C$: so $C \to \infty$, $\alpha \to 1$, and D4's argument applies.
      """#
  )
}
