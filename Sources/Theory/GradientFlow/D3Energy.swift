/// The energy balance of the flow and the monotony of risk and mass.
///
/// `d(R/2)/dt = -(d alpha'^2 + C'^2/kappa) = -|grad_V|^2 - |grad_W|^2`.
/// Proof. V = alpha I has squared speed d alpha'^2; W = C B has |B|_F^2 C'^2, and |B|_F^2 = T - 1 or width, which is
/// 1/kappa. A gradient flow loses its energy at the rate of its squared speed. So R falls. From zero P rises: by D2,
/// C' > 0 while 0 < alpha < alpha_c(C) = 1/(P - q delta/N) (all alpha > 0 if that is not positive), and the flow from
/// zero enters that set at once and cannot leave it, as on its boundary alpha' < 0 (the best alpha lies below
/// alpha_c). From alpha < 0 or alpha > alpha_c(C), C' < 0: P need not rise. Source: derived here.
public enum D3Energy {
  /// The rate of loss `d alpha'^2 + C'^2/kappa` of R/2 at a point.
  ///
  /// The metric's kappa is the system's own unless told otherwise.
  ///
  /// - Throws: `TheoryError` if alpha or the logit is out of range.
  public static func dissipation(
    _ system: FlowSystem, alpha: Double, logit: Double, kappa: Double? = nil
  ) throws(TheoryError) -> Double {
    let velocity = try system.velocity(alpha: alpha, logit: logit)
    return Double(system.problem.dimension) * velocity.alpha * velocity.alpha
      + velocity.logit * velocity.logit / (kappa ?? system.kappa)
  }

  /// The value alpha_c(C) = 1/(P - q delta/N) above which C falls; infinity where there is none.
  ///
  /// - Throws: `TheoryError` if the logit is not finite.
  public static func criticalAlpha(_ problem: Problem, logit: Double) throws(TheoryError) -> Double {
    let point = try AlignedWeights(problem: problem, alpha: 1, logit: logit)
    let odds = Double(problem.sparsity) / Double(problem.tokensOutside)
    let slope = point.massOnSubset - odds * point.massOffSubset
    return slope > 0 ? 1 / slope : .infinity
  }

  /// The integrated balance between two times.
  public struct Balance: Hashable, Sendable, Codable {
    /// R/2 at the first time minus R/2 at the second.
    public let loss: Double
    /// The integral of the dissipation between them.
    public let dissipated: Double
    /// The risk at the first time, whose rounding limits how well a small loss is known.
    public let risk: Double
  }

  /// How monotone a trajectory is.
  public struct Monotony: Hashable, Sendable, Codable {
    /// The largest relative rise of R from a state to the next; negative where it always falls.
    public let riskRise: Double
    /// The largest relative rise of delta from a state to the next; negative where P always rises.
    public let offMassRise: Double
    /// The share of steps in which both fall by more than 1e-9, relative.
    public let clearShare: Double

    /// Measures states in the order of their times.
    ///
    /// - Throws: `TheoryError` unless there are 2 states, at rising times.
    public init(_ states: [FlowState]) throws(TheoryError) {
      let pairs = Array(zip(states, states.dropFirst()))
      guard !pairs.isEmpty, pairs.allSatisfy({ $0.0.time < $0.1.time }) else {
        throw TheoryError(value: "\(states.count) states", rule: "at least 2, at rising times")
      }
      let risk = pairs.map { $0.1.risk / $0.0.risk - 1 }
      let mass = pairs.map { $0.1.massOffSubset / $0.0.massOffSubset - 1 }
      // The maximum of numbers that are not all numbers is none.
      riskRise = risk.allSatisfy(\.isFinite) ? risk.max() ?? .nan : .nan
      offMassRise = mass.allSatisfy(\.isFinite) ? mass.max() ?? .nan : .nan
      clearShare = Double(zip(risk, mass).count { $0 < -1e-9 && $1 < -1e-9 }) / Double(pairs.count)
    }
  }

  /// The balance between two times, by adaptive quadrature in log(1 + t).
  ///
  /// Pieces are halved until the five-point Gauss rule on both halves agrees with the rule on the whole to 1e-11 of the
  /// loss; where the attention settles, a piece may be a thousandth of a unit.
  ///
  /// The kappa of the dissipation's metric is the flow's own unless told otherwise.
  ///
  /// - Throws: `TheoryError` unless 0 <= from < to <= 10^30.
  public static func balance(
    _ flow: GradientFlow, from: Double, to: Double, tolerance: Double = 1e-12, kappa: Double? = nil
  ) throws(TheoryError) -> Balance {
    guard from >= 0, to > from, to <= GradientFlow.timeLimit else {
      throw TheoryError(value: "times \(from), \(to)", rule: "0 <= from < to <= \(GradientFlow.timeLimit)")
    }
    let ends = try flow.states(at: [from, to], tolerance: tolerance)
    let loss = 0.5 * (ends[0].risk - ends[1].risk)
    let integrand = DissipationIntegral(
      flow: flow, kappa: kappa ?? flow.system.kappa, tolerance: tolerance)
    let dissipated = try integrand.value(
      from: Elementary.log1p(from), to: Elementary.log1p(to), allowed: 1e-11 * abs(loss))
    return Balance(loss: loss, dissipated: dissipated, risk: ends[0].risk)
  }
}

/// Judges D3 for a trajectory.
public struct D3EnergyPredicate: Hashable, Sendable {
  /// The allowed relative error of the balance: integrator and quadrature together.
  public let tolerance: Double

  /// The relative rise of a state over the one before that passes for rounding and the integrator's error.
  public static let rounding = 1e-9

  /// The allowed error of the gradients' squared norms at a dissipation of at most 1: twice D2's, as they are squares.
  public static let normTolerance = 2e-12

  /// The predicate with a tolerance, relative to the loss.
  public init(tolerance: Double = 1e-8) {
    self.tolerance = tolerance
  }

  /// The imbalance allowed: the tolerance of the loss, and 8 2^-52 R, as each risk is off by up to that from rounding.
  public func allowed(_ balance: D3Energy.Balance) -> Double {
    tolerance * abs(balance.loss) + 8 * 0x1p-52 * balance.risk
  }

  /// Judges the balance: loss of R/2 against the integrated dissipation.
  public func judge(_ balance: D3Energy.Balance) -> Verdict {
    .within(
      allowed(balance),
      deviation: balance.loss - balance.dissipated,
      "loss \(balance.loss), dissipated \(balance.dissipated)")
  }

  /// Judges that R falls from each state to the next; ties within 1e-9 relative are rounding.
  ///
  /// The margin is the share of steps in which R and delta both move by more than that.
  public func judge(riskFalls seen: D3Energy.Monotony) -> Verdict {
    judge(rise: seen.riskRise, clear: seen.clearShare, "risk rises")
  }

  /// Judges that P rises from each state to the next; ties within 1e-9 relative of delta are rounding.
  public func judge(massRises seen: D3Energy.Monotony) -> Verdict {
    judge(rise: seen.offMassRise, clear: seen.clearShare, "mass off the subset rises")
  }

  /// Judges the squared norms of the full gradients against the dissipation; larger ones relative to it.
  public func judge(squaredNorm: Double, dissipation: Double) -> Verdict {
    guard dissipation >= 0 else { return .undecided(reason: "dissipation \(dissipation)") }
    return .within(
      Self.normTolerance * max(1, dissipation), deviation: squaredNorm - dissipation,
      "squared norms \(squaredNorm), dissipation \(dissipation)")
  }

  private func judge(rise: Double, clear: Double, _ name: String) -> Verdict {
    guard rise.isFinite, clear >= 0, clear <= 1 else { return .undecided(reason: "\(name) by \(rise)") }
    return rise <= Self.rounding
      ? .verified(margin: clear) : .refuted(counterexample: "\(name) by \(rise), relative")
  }
}

extension Claim {
  /// D3: energy balance and monotony.
  public static let d3Energy = Claim(
    id: "D3", title: "Energy balance of the flow",
    statement: #"""
      Along the flow $\frac{d}{dt}\frac{R}{2} = -\left(d\,\alpha'^2 + \frac{C'^2}{\kappa}\right) = -\lVert\nabla_V\tfrac{R}{2}\rVert^2 - \lVert\nabla_W\tfrac{R}{2}\rVert^2$. From $\alpha = C = 0$ the risk falls and the mass $P$ on the subset rises for all time.
      """#,
    assumptions: ["The flow of D2.", "For the rise of P: the start is zero."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The loss of R/2 over each span equals the integrated dissipation within 1e-8 of the loss plus 8 units of rounding of R; at points along the flow and elsewhere the squared norms of the full gradients, summed example by example, equal the dissipation within 2e-12 max(1, dissipation); and from each of 87 states up to t = 10^12 to the next neither R nor delta rises by more than 1e-9 of itself.",
    control:
      "Near misses: 1/T for 1/(T-1) in the metric (balance, gradient norms); descent of (alpha, C) with steps of 1.05 x 2q (the risk rises); starts 1 % above alpha_c(C) or 1 % of it below 0 (the mass falls).",
    proof: #"""
      A gradient flow loses its energy at the rate of its squared speed, here $d\alpha'^2 + C'^2/\kappa$. From zero the flow enters $\{0 < \alpha < \alpha_c(C)\}$ at once, where $C' > 0$ by D2, and cannot leave it, as on its boundary $\alpha' < 0$.
      """#
  )
}
