/// Attention whose key-query matrix is trained as a product, W = K^T Q.
///
/// One-hot positions, K(0) = Q(0) = eps I, V(0) = 0. The gradients are `grad_K R = Q G^T` and `grad_Q R = K G`, G that in
/// W. In D1's family -G/2 = F B, B = I - 1 1^T/T and F the right side of D2 for C. So K = Q = k B + eps 1 1^T/T for all
/// times with k' = k F, and as the part along 1 1^T is invisible to the softmax, C = k^2:
///
///     alpha' as in D2,     C' = 2 C F(alpha, C),     C(0) = eps^2.
///
/// 1. Plateau. At C = 0 D2 gives `F = d kappa (N/T^2) alpha` and `alpha' = (1 - alpha)/T`: alpha -> 1, and (1, 0) is a saddle
///    whose unstable direction grows at the rate `2 d kappa N/T^2`. So the time at which C reaches any fixed value is
///    `T^2/(2 d kappa N) ln(1/eps^2) + O(1)` as eps -> 0.
/// 2. C -> infinity. alpha' = P/q > 0 at alpha = 0, and where F = 0 first, at alpha = 1/(P - q delta/N), alpha' < 0 and C
///    rests: so 0 < alpha and F > 0 for all times, and C rises. It has no finite limit: alpha would tend to its best value
///    there, where F > 0. So C -> infinity, alpha -> 1.
/// 3. Late. With h, w, K = d kappa/N of D4: where C >= 1, `0 <= w <= (q/N) h (1 + h)`, `(q/N) h (2 + 3h) <= 1` and
///    `2 C d kappa h < 1`, nothing leaves: at w = 0 `w' >= (h P/N)(1 - 2 C d kappa h) > 0`, C h falls from C = 1 on, and at
///    the upper end D4's computation needs no more than C' > 0. The flow enters, as w relaxes at a rate near 1/q to
///    `(q/N)(delta + (2 - 2 C d kappa) delta^2)`. In it `C' = 2 C K h^2 (1 + O(h))`, so x = e^{2C} has
///
///        d li(x)/dt = x'/ln x = 2 K (N/q)^2 (1 + O(h)),     li(x) = tau (1 + o(1)),     tau = 2 K (N/q)^2 t,
///
///    and `R = (d N/q^2)/x (1 + O(h^2))`, so `2 kappa t R = tau/x (1 + o(1)) -> 1/ln t`: faster than D4 by a logarithm.
/// 4. To the next order, as in D10 with 2 C d kappa for d kappa, `C' = 2 C K h^2 [1 - (2 C d kappa + 2q/N) h^2]`, so
///    `li(x)/tau = 1 - (N/q)^2 [d kappa ln x + (2q/N) ln ln x]/tau + O(1/tau)`.
///
/// Other starts leave the family: W' = F (B Q^T Q + K^T K B) is in it only while K^T K and Q^T Q are. Source: derived here.
public struct FactorizedAttention: Hashable, Sendable {
  /// The system of W trained as a whole, one-hot positions.
  public let system: FlowSystem
  /// The scale eps of K(0) = Q(0) = eps I.
  public let scale: Double

  /// The factors of a problem's W from eps I.
  ///
  /// - Throws: `TheoryError` unless 10^-100 <= eps <= 2.
  public init(problem: Problem, scale: Double) throws(TheoryError) {
    guard scale >= 1e-100, scale <= 2 else {
      throw TheoryError(value: "eps = \(scale)", rule: "1e-100 <= eps <= 2")
    }
    system = try FlowSystem(problem: problem, positions: .oneHot)
    self.scale = scale
  }

  /// The flow C' = 2 C F from alpha = 0, C = eps^2; with `.whole`, of W trained as one matrix from there.
  ///
  /// - Throws: `TheoryError` never, for a problem that is valid.
  public func flow(_ keyQuery: KeyQueryTraining = .factors) throws(TheoryError) -> GradientFlow {
    try GradientFlow(problem: system.problem, positions: .oneHot, logit: scale * scale, keyQuery: keyQuery)
  }

  /// `2 K (N/q)^2 = 2 d kappa N/q^2`, the rate of li(e^{2C}) late.
  public var clockRate: Double { 2 * gain * outside / (sparsity * sparsity) }

  /// `2 d kappa N/T^2`, the rate at which C grows on the plateau.
  public var growthRate: Double {
    let length = Double(system.problem.tokens)
    return 2 * gain * outside / (length * length)
  }

  /// The plateau's length `T^2/(2 d kappa N) ln(1/eps^2)`, up to a constant; 0 where eps >= 1.
  public var plateau: Double { max(0, -2 * Elementary.log(scale)) / growthRate }

  /// li(e^{2C})/tau at a state: 1 in the limit.
  ///
  /// - Throws: `TheoryError` unless 0 < C <= 350 and t > 0.
  public func clockRatio(_ state: FlowState) throws(TheoryError) -> Double {
    guard state.time > 0 else { throw TheoryError(value: "t = \(state.time)", rule: "t > 0") }
    return try ExponentialIntegral.value(2 * state.logit) / (clockRate * state.time)
  }

  /// The law `tau/x` of 2 kappa t R, li(x) = tau.
  ///
  /// - Throws: `TheoryError` unless tau >= 2.
  public func scaledRisk(time: Double) throws(TheoryError) -> Double {
    let clock = clockRate * time
    return clock * Elementary.exp(-(try ExponentialIntegral.inverse(clock)))
  }

  /// The next order `(N/q)^2 [d kappa ln x + (2q/N) ln ln x]/tau` of 1 - li(e^{2C})/tau, li(x) = tau.
  ///
  /// - Throws: `TheoryError` unless tau >= 2.
  public func nextOrder(time: Double) throws(TheoryError) -> Double {
    let clock = clockRate * time
    let log = try ExponentialIntegral.inverse(clock)
    let share = outside / sparsity
    return share * share * (gain * log + 2 / share * Elementary.log(log)) / clock
  }

  /// d kappa.
  var gain: Double { Double(system.problem.dimension) * system.kappa }
  var outside: Double { Double(system.problem.tokensOutside) }
  var sparsity: Double { Double(system.problem.sparsity) }
}

extension Claim {
  /// D19: W trained as a product.
  public static let d19FactorizedAttention = Claim(
    id: "D19", title: "Keys and queries trained as two factors: a plateau, then faster by a logarithm",
    statement: #"""
      Let $W = K^\top Q$ with both factors trained, one-hot positions, $K(0) = Q(0) = \varepsilon I$. The layer stays in D1's family and $C' = 2\,C\,F(\alpha, C)$, $F$ the right side of D2 for $C$, $C(0) = \varepsilon^2$. First comes a plateau of length $\frac{T^2}{2d\kappa N}\ln\frac{1}{\varepsilon^2}$, up to a constant; late, $\mathrm{li}(e^{2C}) = \frac{2d\kappa N}{q^2}\,t\,(1 + o(1))$ and $2\kappa\,t\,R\,\ln t \to 1$: faster than D4 by a logarithm. From random $K(0)$, $Q(0)$ the layer leaves the family.
      """#,
    assumptions: [
      "One-hot positions, V(0) = 0, K(0) = Q(0) = eps I with eps > 0.",
      "Judged for d <= T and eps <= 1/2, where the delay is calibrated.",
      "Layers trained on samples: observed.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The full matrices K, Q and V with exact expectations have the reduced flow's alpha, C and risk within 1e-7 and nothing off the family but rounding. At 100 to 10^6 times the delay tau, li(e^{2C}) over its law is 1 less the next order within 1.5 tau/t, 2 kappa t R is its law within 1.5 tau/t and 1.5 times the next order, and the next order grows as stated within 1 %. The times to C = 1 from two eps differ by the plateau's formula within 1e-6. Layers trained on samples have the flow's risk within 5 %, observed.",
    control:
      "Near misses: a law or a flow whose constant is wrong by 10^-4 or less, N + 1 for N, a next order 3 % larger, an entry of W off by 10^-10, the flow of a step 1.25 times as long. Far: W trained whole, one factor trained, random K and Q.",
    proof: #"""
      $\nabla_K = QG^\top$, $\nabla_Q = KG$, and in the family $-G = FB$, $B = I - \mathbf{1}\mathbf{1}^\top/T$: so $K = Q = kB + \varepsilon\mathbf{1}\mathbf{1}^\top/T$, $k' = kF$, $C = k^2$. At $C = 0$, $F = \frac{d\kappa N}{T^2}\alpha$ and $\alpha' = \frac{1-\alpha}{T}$, so $(1, 0)$ is a saddle whose unstable rate is $\frac{2d\kappa N}{T^2}$: the plateau. $F > 0$ along the path, hence $C$ rises, to no finite limit. Late D4's barriers still hold, as they need $C' > 0$ and $2Cd\kappa h < 1$ only; between them $C' = 2C\frac{d\kappa}{N}h^2(1 + O(h))$, which for $x = e^{2C}$ says $\frac{d}{dt}\mathrm{li}(x) = \frac{2d\kappa N}{q^2}(1 + O(h))$, and $R = \frac{dN}{q^2x}(1 + O(h^2))$.
      """#,
    thresholdsSetOn: "the theory and base seeds 101 to 105")
}
