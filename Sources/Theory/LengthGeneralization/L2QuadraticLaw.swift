/// The sharp law at another length: the limit of t times the risk at (T', q') along the flow at (T, q).
///
/// With N = T - q, N' = T' - q', rho = N' q/(q' N): `t R' -> (N/(2 kappa)) c2`, `c2 = (rho - 1)^2/q' +
/// rho^2/N'`. At q' = q this is `((T' - T)^2/q + N') / (2 kappa N)`: longer costs quadratically. At equal
/// density rho = 1, and the limit is N/N' times the trained length's. Proof. Let delta/P = h at the trained
/// length, so rho h at the test length. With alpha = 1 + h + O(h^2), `alpha P' - 1 = h (1 - rho) + O(h^2)`,
/// `alpha delta' = rho h + O(h^2)`, so `R' = d h^2 (c2 + c3 h + ...)`, and D4 gives `h^2 t -> N/(2 d kappa)`.
/// One order further, `alpha = 1 + h - (q/N) h^2` on the slow curve gives `c3 = 2 (1 - rho) [ rho^2/N' - rho
/// (1 - rho)/q' - q/(q' N) ]`. Unless rho = 1 the approach is as slow as h: relative deviation `(c3/c2)
/// sqrt(N/(2 d kappa t))`. Source: derived here.
public struct QuadraticLaw: Hashable, Sendable {
  /// The system of the trained length.
  public let system: FlowSystem
  /// The problem (T', d, q') of the test.
  public let test: Problem

  /// The law for training by a flow and testing at (T', q').
  ///
  /// - Throws: `TheoryError` if (T', d, q') is not a problem, or a frame's width is below T'.
  public init(_ system: FlowSystem, testTokens: Int, testSparsity: Int) throws(TheoryError) {
    test = try L1Transfer.problem(system.problem, testTokens: testTokens, testSparsity: testSparsity)
    if case .orthonormalFrame = system.positions { _ = try system.positions.kappa(test) }
    self.system = system
  }

  /// The ratio rho = N' q / (q' N) of the odds at the two lengths.
  public var oddsRatio: Double {
    let problem = system.problem
    return Double(test.tokensOutside) * Double(problem.sparsity)
      / (Double(test.sparsity) * Double(problem.tokensOutside))
  }

  /// rho - 1 = (T' q - T q')/(q' N), the difference formed in integers.
  private var excess: Double {
    let problem = system.problem
    let left = Int128(test.tokens) * Int128(problem.sparsity)
    let right = Int128(problem.tokens) * Int128(test.sparsity)
    return Double(left - right) / (Double(test.sparsity) * Double(problem.tokensOutside))
  }

  /// c2 = (rho - 1)^2/q' + rho^2/N'.
  private var leading: Double {
    excess * excess / Double(test.sparsity) + oddsRatio * oddsRatio / Double(test.tokensOutside)
  }

  /// The limit (N/(2 kappa)) c2 of t times the risk at (T', q').
  public var limit: Double { Double(system.problem.tokensOutside) / (2 * system.kappa) * leading }

  /// The slow relative deviation from the limit at time t; 0 at equal density.
  ///
  /// - Throws: `TheoryError` unless t is positive and finite.
  public func slowDeviation(time t: Double) throws(TheoryError) -> Double {
    guard t > 0, t.isFinite else {
      throw TheoryError(value: "time = \(t)", rule: "time is positive and finite")
    }
    let problem = system.problem
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokensOutside))
    let rho = oddsRatio
    let inner =
      rho * rho / Double(test.tokensOutside) + rho * excess / Double(test.sparsity)
      - q / (Double(test.sparsity) * outside)
    let next = -2 * excess * inner
    let odds = (SharpRate(system).oddsLimit / t).squareRoot()
    return next / leading * odds
  }
}

/// Judges L2: t R' at one late time against its limit and the slow term.
///
/// With h = delta/P at the trained length R' is `d h^2 (c2 + c3 h + ...)/(1 + rho h)^2`, so the terms left
/// out are of relative size (1 + rho)^2 h^2 up to a factor near 1; and h^2 t approaches its limit like D4.
/// Allowed: 3 times the first plus D4's allowance, `(1.5 (N/2 + q/(d kappa)) ln t + 3 tau)/t`, times 1 + the
/// slow term.
///
/// At a long test the first term is small only when h is small against 1/rho. A time counts as late for the
/// test from `delays * tau max(1, (1 + rho)^2/4)` on, which makes the first term at most `6 N/(d kappa tau
/// delays)`. Where more than `largestAllowed` would be allowed the predicate is undecided.
public struct L2QuadraticLawPredicate: Hashable, Sendable {
  /// The largest relative deviation that still decides.
  public static let largestAllowed = 0.3

  /// The law.
  public let law: QuadraticLaw
  /// The limit held against, the law's own unless in a control.
  public let limit: Double
  /// What the slow term is multiplied by; 1 but in a control.
  public let slowFactor: Double
  /// The delay tau of D4.
  public let delay: Double
  /// The step size of gradient descent; 0 for the flow.
  public let stepSize: Double

  /// The predicate for a law.
  public init(
    _ law: QuadraticLaw, limit: Double? = nil, slowFactor: Double = 1, delay: Double, stepSize: Double = 0
  ) {
    self.law = law
    self.limit = limit ?? law.limit
    self.slowFactor = slowFactor
    self.delay = delay
    self.stepSize = stepSize
  }

  /// The time that is a number of delays late for the law's test.
  public static func lateTime(_ law: QuadraticLaw, delay: Double, delays: Double) -> Double {
    let sum = 1 + law.oddsRatio
    return delays * delay * max(1, sum * sum / 4)
  }

  /// The allowed deviation of t R'/limit from 1 and the slow term, at a state of the trained length.
  ///
  /// - Throws: `TheoryError` unless t >= 1, delay and masses are in range and the step size is within the limit of full
  ///   matrices (D10).
  public func allowed(_ state: FlowState) throws(TheoryError) -> Double {
    let t = state.time
    guard t >= 1, t.isFinite else { throw TheoryError(value: "time = \(t)", rule: "time >= 1") }
    guard delay >= 0, delay.isFinite else {
      throw TheoryError(value: "delay = \(delay)", rule: "delay >= 0, finite")
    }
    guard state.massOnSubset > 0, state.massOnSubset <= 1, state.massOffSubset >= 0, state.massOffSubset <= 1
    else {
      throw TheoryError(
        value: "masses \(state.massOnSubset), \(state.massOffSubset)", rule: "masses in [0, 1], positive on y"
      )
    }
    _ = try D10NextOrder.coefficient(law.system, stepSize: stepSize)
    let slow = try law.slowDeviation(time: t)
    let spread = (1 + law.oddsRatio) * state.massOffSubset / state.massOnSubset
    let next = try D10NextOrder.coefficient(law.system) / SharpRate(law.system).riskLimit
    let rate = (1.5 * next * Elementary.log(t) + 3 * delay) / t
    return 3 * spread * spread + rate * (1 + abs(slow))
  }

  /// Judges the risk at (T', q') of a state trained to time t.
  ///
  /// - Throws: `TheoryError` unless t >= 1, or if the step size is beyond the limit of full matrices (D10).
  public func judge(_ state: FlowState, risk: Double) throws(TheoryError) -> Verdict {
    let (t, allowed) = (state.time, try allowed(state))
    guard t >= 10 * delay else { return .undecided(reason: "t = \(t) is before the slow phase") }
    guard allowed <= Self.largestAllowed, limit > 0, limit.isFinite else {
      return .undecided(reason: "t = \(t): limit \(limit), a deviation of \(allowed) would be allowed")
    }
    let slow = slowFactor * (try law.slowDeviation(time: t))
    return .within(
      allowed, deviation: t * risk / limit - 1 - slow,
      "\(law.test), t = \(t): t R' = \(t * risk), limit \(limit), slow term \(slow)")
  }
}

extension Claim {
  /// L2: the sharp law at other lengths.
  public static let l2QuadraticLaw = Claim(
    id: "L2", title: "Longer sequences cost quadratically, and at equal density N/N' times as much",
    statement: #"""
      Trained by the flow at $(T, q)$ and tested at $(T', q')$, with $N = T - q$, $N' = T' - q'$ and $\rho = \frac{N'q}{q'N}$: $t\,R' \to \frac{N}{2\kappa}\left[\frac{(\rho-1)^2}{q'} + \frac{\rho^2}{N'}\right]$. At $q' = q$ that is $\frac{1}{2\kappa N}\left[\frac{(T'-T)^2}{q} + N'\right]$; at equal density, $\rho = 1$, it is $\frac{N}{N'}$ times the trained length's. Unless $\rho = 1$ the approach is slow: relative deviation $\frac{c_3}{c_2}\sqrt{\frac{N}{2 d \kappa t}}$. Layers trained on samples have on average the flow's $R'$ times 1 plus the share that D12's law of their noise gives.
      """#,
    assumptions: [
      "Orthonormal positions drawn anew, of width at least T and T'.",
      "The flow of D2 from zero, or gradient descent with a step below the limit of full matrices; or stochastic gradient descent, with a step at which its noise has a mean square, up to the known share of the noise.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "At late times, from 100 delays of D4 times (1 + rho)^2/4 on, t R' over its limit is 1 plus the slow term, within 3 (1 + rho)^2 (delta/P)^2 and the allowance of D4; where that is more than 0.3, nothing is judged. The mean R' of layers trained on samples is the flow's times 1 plus the share of their noise, within 7 standard errors, the next order of that share and 0.3 %; at equal density so is their R'/R over N/N'.",
    control:
      "The limit, the mean risk or the ratio wrong by a little more than is allowed, the slow term 5 % off, and no noise, where layers are trained on samples; layers on fixed one-hot positions.",
    proof: #"""
      With $h = \delta/P$ at the trained length, $\delta'/P' = \rho h$ at the test. On the slow curve $\alpha = 1 + h - \frac{q}{N}h^2 + \dots$, so $\alpha P' - 1 = h(1 - \rho) + O(h^2)$ and $\alpha\delta' = \rho h + O(h^2)$: $R' = d h^2 (c_2 + c_3 h + \dots)$, and D4 gives $h^2 t \to \frac{N}{2 d \kappa}$.
      """#,
    thresholdsSetOn: "base seeds 101 to 103, and the theory of D4 and D12")
}
