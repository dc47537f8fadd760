/// Momentum: the heavy ball keeps the rate, Nesterov's method squares the time.
///
/// Heavy ball, at `t = eta k/(1 - beta)`: `t R = 1/(2 kappa) + [ (N - eta~)/(4 kappa) + q/(2 d kappa^2) ] ln(t)/t + O(1/t)` with
/// `eta~ = eta (1 + beta)/(1 - beta)^2`; D10 is beta = 0. Nesterov's method with r > 2: `kappa eta (k + s)^2 R -> r - 1` with
/// `s = r - 7/2 + 2/r`, so `kappa t^2 R -> r - 1` at t = sqrt(eta) k.
///
/// Sketch. On the slow curve alpha follows its best value, `R = A e^(-2C) (1 + O(e^(-2C)))` and the gradient along C gives
/// C the force F = kappa R (D2, D18).
/// - Heavy ball: `C_k - C_(k-1) = beta (C_(k-1) - C_(k-2)) + eta F(C_(k-1))`. For a slow sequence, to second order in differences,
///   `dC/dt = F - (eta~/2) d^2C/dt^2`, and `d^2C/dt^2 = F F'`: the step of D10 with eta~ for eta.
/// - Nesterov: `C'' + (r/t) C' = kappa A e^(-2C)`. With C = ln t + c and tau = ln t this is exactly
///   `c'' + (r-1) c' = kappa A e^(-2c) - (r-1)`, a damped motion in the convex potential `(kappa A/2) e^(-2c) + (r-1) c`, whose
///   energy falls unless c' = 0; so c tends to its minimum from every start, where kappa t^2 R = r - 1. Near it c decays
///   like t^p, `p^2 + (r-1) p + 2 (r-1) = 0`: Re p = -(r-1)/2 for r <= 9. In the recursion C_k = ln(k + s) + c leaves a remainder
///   of relative order k^-2 for that s alone.
/// - What is not proved is that alpha may be eliminated. Its deviation obeys `x'' + (r/t) x' + x/q = ...` and rings with the
///   amplitude t^(-r/2), against e^-C of order 1/t: so r > 2 is needed, and the risk's share of it is t^(2-r).
///
/// Source: derived here.
public struct D20Acceleration: Hashable, Sendable {
  /// The system.
  public let system: FlowSystem
  /// The step size eta.
  public let stepSize: Double
  /// The momentum.
  public let momentum: Momentum

  /// The law of a momentum and a step.
  ///
  /// - Throws: `TheoryError` if the momentum is out of range, or unless 0 < stepSize < the step limit.
  public init(_ system: FlowSystem, stepSize: Double, momentum: Momentum) throws(TheoryError) {
    _ = try MomentumDescent(system, stepSize: stepSize, momentum: momentum)
    (self.system, self.stepSize, self.momentum) = (system, stepSize, momentum)
  }

  /// The step `eta (1 + beta)/(1 - beta)^2` that stands for eta in the next order of the heavy ball; eta without momentum.
  public var effectiveStep: Double {
    guard case .heavyBall(let beta) = momentum else { return stepSize }
    return stepSize * (1 + beta) / ((1 - beta) * (1 - beta))
  }

  /// The coefficient of ln(t)/t in t R, of the heavy ball.
  public var coefficient: Double {
    let problem = system.problem
    let kappa = system.kappa
    return (Double(problem.tokensOutside) - effectiveStep) / (4 * kappa)
      + Double(problem.sparsity) / (2 * Double(problem.dimension) * kappa * kappa)
  }

  /// The time A of the heavy ball's next order, for `NextOrderFit`.
  public var timeScale: Double { NextOrderFit.timeScale(system) + effectiveStep }

  /// The risk over its law: `2 kappa t R` of the heavy ball, `kappa eta (k + s)^2 R/(r - 1)` of Nesterov's method.
  ///
  /// Both tend to 1.
  public func scaledRisk(_ risk: Double, steps: Int) -> Double {
    guard case .nesterov(let r) = momentum else {
      return 2 * system.kappa * momentum.time(steps: steps, stepSize: stepSize) * risk
    }
    let shifted = Double(steps) + r - 3.5 + 2 / r
    return system.kappa * stepSize * shifted * shifted * risk / (r - 1)
  }
}

/// Judges D20 for Nesterov's method along a path: after 100 times the last time tau at which the scaled risk is off 1 by 1/4,
/// it is off by at most `1.5 [(tau/t)^((r-1)/2) + (tau/t)^(r-2) + (tau/t)^2]`.
///
/// The exponents are those of c, of alpha's ringing and of what the recursion leaves; the factor was 0.9 at most for T = 4 to
/// 200, r = 2.5 to 7 and steps of 0.05 to 0.8 of the limit. A law that is wrong by more than
/// 1/4 never has such a tau and is undecided; one that is wrong by less is refuted late.
public struct D20NesterovPredicate: Hashable, Sendable {
  /// Nesterov's r.
  public let parameter: Double

  /// The predicate for r.
  ///
  /// - Throws: `TheoryError` unless 2 < r <= 7.
  public init(parameter: Double) throws(TheoryError) {
    guard parameter > 2, parameter <= 7 else {
      throw TheoryError(value: "r = \(parameter)", rule: "2 < r <= 7")
    }
    self.parameter = parameter
  }

  /// The last time at which a scaled risk is off 1 by more than 1/4; nil if none is.
  public static func delay(times: [Double], scaled: [Double]) -> Double? {
    zip(times, scaled).reduce(nil) { abs($1.1 - 1) <= 0.25 ? $0 : $1.0 }
  }

  /// The allowed deviation at a time.
  public func allowed(time t: Double, delay: Double) -> Double {
    let share = Elementary.log(delay / t)
    return [(parameter - 1) / 2, parameter - 2, 2].reduce(0) { $0 + 1.5 * Elementary.exp($1 * share) }
  }

  /// Judges the scaled risk at one time.
  ///
  /// Undecided before 100 times the delay.
  public func judge(scaled: Double, time: Double, delay: Double) -> Verdict {
    guard delay > 0, time >= 100 * delay else {
      return .undecided(reason: "t = \(time) is before 100 times the delay \(delay)")
    }
    return .within(
      allowed(time: time, delay: delay), deviation: scaled - 1,
      "t = \(time): the scaled risk off 1, r = \(parameter)")
  }
}

extension D20Acceleration {
  /// Judges a descent on the full matrices against the reduced one: the largest difference of alpha, C or a part off the family.
  ///
  /// Rounding at 10^-16 a step, amplified while the attention turns to the subset.
  public static func judge(matrices difference: Double, tolerance: Double = matrixTolerance) -> Verdict {
    .within(tolerance, deviation: difference, "full matrices off the reduced descent")
  }

  /// The allowed deviation of the heavy ball's 2 kappa t R from its expansion, `14 tau/t`, tau the time at which P = 1/2 and A.
  ///
  /// Measured for T = 4 to 100 and beta 0.5 and 0.9: at most 12 tau/t from t = 300 tau on.
  public static func allowed(time t: Double, delay: Double) -> Double { 14 * delay / t }

  /// Judges 2 kappa t R less its next order; undecided before t = 300 tau.
  public static func judge(heavyBall reduced: Double, time t: Double, delay: Double) -> Verdict {
    guard delay > 0, t >= 299 * delay else {
      return .undecided(reason: "t = \(t) is before 300 times tau = \(delay)")
    }
    return .within(
      allowed(time: t, delay: delay), deviation: reduced - 1, "t = \(t): 2 kappa t R off its expansion")
  }

  /// The allowed difference between the full matrices and the reduced descent.
  public static let matrixTolerance = 1e-9
}

extension Claim {
  /// D20: heavy ball and Nesterov's method.
  public static let d20Acceleration = Claim(
    id: "D20", title: "What momentum changes: nothing in the rate, or the square of the time",
    statement: #"""
      Descent from zero with step $\eta$. Heavy ball $\beta$ at $t = \eta k/(1-\beta)$: $t\,R = \frac{1}{2\kappa} + \left[\frac{N - \tilde\eta}{4\kappa} + \frac{q}{2d\kappa^2}\right]\frac{\ln t}{t} + O\!\left(\frac1t\right)$, $\tilde\eta = \eta\frac{1+\beta}{(1-\beta)^2}$. Nesterov's method with factor $\frac{k-1}{k+r-1}$, $r > 2$: $\kappa\,\eta\left(k + r - \frac72 + \frac2r\right)^2 R \to r - 1$, so the risk falls like $\frac{r-1}{\kappa t^2}$ at $t = \sqrt\eta\,k$.
      """#,
    assumptions: [
      "Exact gradients of R/2 in V and W, one-hot positions or random orthonormal frames, from zero.",
      "The step is below 1 + beta times the step limit of descent without momentum (D10); for Nesterov's method below 2/3 of it.",
      "A sketch where alpha is eliminated; checked for 2 < r <= 7 and T up to 100. Nesterov's method may overshoot for very long where T is large.",
      "On samples the heavy ball only: Nesterov's method adds up their noise.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "Heavy ball: D10's fitted interval, of half-width at most 5 %, contains the coefficient, and 2 kappa t R is within 14 tau/t of the expansion. Nesterov: from 100 times the last time tau at which the scaled risk is off 1 by 1/4, it is within 1.5 [(tau/t)^((r-1)/2) + (tau/t)^(r-2) + (tau/t)^2] of 1. Full matrices: within 1e-9 of the reduced descent. Layers trained on samples: alpha within seven standard deviations, P within 0.012 and C within 0.05 (D18).",
    control:
      "Near misses: beta off by 0.002, the coefficient of step eta, kappa off by 1e-3 or 1 %, no shift of k; beta or r off by 1e-6 (matrices), beta by 0.04 or 0.1 (samples). And t = eta k, or r for r - 1.",
    proof: #"""
      Sketch. With $\alpha$ at its best value C is driven by $F = \kappa R$, $R = Ae^{-2C}$. A slow sequence of the heavy ball obeys $\dot C = F - \frac{\tilde\eta}{2}FF'$, which is D10 with $\tilde\eta$ for $\eta$. Nesterov's method follows $\ddot C + \frac{r}{t}\dot C = \kappa A e^{-2C}$; with $C = \ln t + c$ and $\tau = \ln t$ it is $c'' + (r-1)c' = \kappa A e^{-2c} - (r-1)$, a damped motion in a convex potential: $c$ tends to the point where $\kappa t^2R = r-1$, like $t^{-(r-1)/2}$. Not proved is that $\alpha$ may be eliminated: its ringing, of amplitude $t^{-r/2}$, must stay below $e^{-C} \sim \frac1t$, so $r > 2$.
      """#, thresholdsSetOn: "layers of an independent program, none of a run's"
  )
}
