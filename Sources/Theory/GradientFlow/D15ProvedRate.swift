/// A rate with constants that holds at every time.
///
/// With h = delta/P, w = (1 - alpha P)/delta, `K = d kappa/N`, the set
/// ```
/// Omega = { 0 <= w <= (q/N) h (1 + h),  (q/N) h (2 + 3h) <= 1,  d kappa h < 1 }
/// ```
/// is not left by the flow D2, and in it
/// ```
/// K h^2 (1 - q h^2/N)^2/(1 + h) <= C' <= K h^2,    (d h^2/N)(1 - q h^2/N)^2 <= R <= d h^2/N.
/// ```
/// Proof. D2 in (w, h), with P = 1/(1 + h) and alpha P = 1 - delta w:
/// ```
/// w' = -P^2 w/q + (1 - delta w) delta/N + P C' (w - alpha),    h' = -h C',
/// C' = K delta^2 (1 - delta w) [ (N/q) w + (1 - delta w)(1 + h) ].
/// ```
/// 1. In Omega `delta w <= q h^2/N <= 1/3`, as 3 (q/N) h^2 < 1. So C' > 0, h falls, and the conditions on h alone stay.
/// 2. At w = 0, alpha P = 1 and C' = K delta h, so `w' = delta/N - C' = (delta/N)(1 - d kappa h) > 0`.
/// 3. At w = B = (q/N) h (1 + h): `P^2 B/q = delta/N`, `P B = (q/N) h`, `delta B = (q/N) h^2`, `B' = -(q/N) h (1 + 2h) C'`, so
///    `(w - B)' = -delta^2 B/N + C' [(q/N) h - 1 + (q/N) h^2 + (q/N) h (1 + 2h)] = -delta^2 B/N + C' [(q/N) h (2 + 3h) - 1] < 0`.
/// 4. C' is largest with (N/q) w = h (1 + h) and 1 - delta w = 1 in its two places: K delta^2 (1 + h)^2 = K h^2. It is least with w = 0 in the
///    bracket: `K delta^2 (1 - delta w)^2 (1 + h)`, and delta w <= q h^2/N.
/// 5. `R N/(d h^2) = (1 - x)^2 + (N/q) w^2 P^2` with x = delta w, and w P = x/h: it is `1 - x (2 - x - N x/(q h^2))`, at most 1
///    as N x/(q h^2) <= 1 and x <= 1/3, at least (1 - x)^2.
///
/// Corollary. u = h^-2 has `2K theta(u) <= u' <= 2K`, theta(u) = (1 - q/(N u))^2/(1 + u^(-1/2)), which grows with u and is at least
/// `1 - u^(-1/2) - 2q/(N u)`. From (t_1, u_1) in Omega on, with L = u_1 + 2K theta(u_1)(t - t_1),
/// ```
/// u <= u_1 + 2K (t - t_1),    u >= L,
/// u >= u_1 + 2K (t - t_1) - [ 2 (sqrt L - sqrt u_1) + (2q/N) ln(L/u_1) ]/theta(u_1),
/// ```
/// and `2 kappa t R` lies between `(2K t/u)(1 - q/(N u))^2` and `2K t/u`: 1 + O(t^(-1/2)) with constants. The flow from zero enters
/// Omega (D4, step 2); when is enclosed by `FlowEnclosure`, so this holds at every time after.
///
/// Source: derived here.
public struct D15ProvedRate: Sendable {
  /// The system.
  public let system: FlowSystem
  let constants: EnclosedFlowConstants
  /// What is claimed for K over K: 1.
  let share: Interval

  /// The rate of a system.
  ///
  /// - Parameters:
  ///   - system: The system.
  ///   - speedShare: What is claimed for K, as a share of it; not 1 in a near miss.
  /// - Throws: `TheoryError` if the share is not positive.
  public init(_ system: FlowSystem, speedShare: Rational = .one) throws(TheoryError) {
    guard Rational.zero < speedShare else {
      throw TheoryError(value: "share of K = \(speedShare)", rule: "it is positive")
    }
    self.system = system
    constants = EnclosedFlowConstants(system)
    share = Interval(speedShare)
  }

  /// Whether a state is in Omega: surely, surely not, or nil where its enclosure does not tell.
  public func isInside(_ state: EnclosedFlowState) -> Bool? {
    let (h, w) = (state.odds.interval, state.deviation.interval)
    let ratio = constants.ratio
    let conditions = [
      w, ratio * h * (.one + h) - w, .one - ratio * h * (Interval(2) + Interval(3) * h),
      .one - constants.rate * h,
    ]
    if conditions.contains(where: { $0.upper < 0 }) { return false }
    return conditions.allSatisfy { $0.lower > 0 } ? true : nil
  }

  /// C'/(K h^2) at a state.
  ///
  /// - Throws: `TheoryError` if the enclosure is unbounded.
  public func relativeSpeed(_ state: EnclosedFlowState) throws(TheoryError) -> Enclosed {
    let (on, w) = (state.massOnSubset.interval, state.deviation.interval)
    let fit = Interval.one - state.massOffSubset.interval * w
    return try Enclosed(proved: fit * on * (w / constants.ratio * on + fit))
  }

  /// The bounds of C'/(K h^2) in Omega: (1 - q h^2/N)^2/(1 + h) and 1, times the share claimed.
  ///
  /// - Throws: `TheoryError` if an enclosure is unbounded.
  public func speedBounds(_ state: EnclosedFlowState) throws(TheoryError) -> (
    lower: Enclosed, upper: Enclosed
  ) {
    let lower = share * least(state) / (.one + state.odds.interval)
    return (try Enclosed(proved: lower), try Enclosed(proved: share))
  }

  /// R N/(d h^2) at a state; in Omega it lies between (1 - q h^2/N)^2 and 1.
  ///
  /// - Throws: `TheoryError` if the enclosure is unbounded.
  public func relativeRisk(_ state: EnclosedFlowState) throws(TheoryError) -> Enclosed {
    let (on, w) = (state.massOnSubset.interval, state.deviation.interval)
    let fit = Interval.one - state.massOffSubset.interval * w
    return try Enclosed(proved: fit.square + (w * on).square / constants.ratio)
  }

  /// (1 - q h^2/N)^2.
  func least(_ state: EnclosedFlowState) -> Interval {
    (.one - constants.ratio * state.odds.interval.square).square
  }

  /// 2 kappa t R at a time after a state that is in Omega, by the corollary.
  ///
  /// - Throws: `TheoryError` if the state is not surely in Omega or the time is not after it.
  public func scaledRisk(at time: Double, after state: EnclosedFlowState) throws(TheoryError) -> Enclosed {
    guard isInside(state) == true else {
      throw TheoryError(value: "the state at time \(state.time)", rule: "it is in Omega")
    }
    guard time > state.time, time <= GradientFlow.timeLimit else {
      throw TheoryError(value: "time = \(time)", rule: "\(state.time) < time <= \(GradientFlow.timeLimit)")
    }
    let odds = later(time, state)
    let scale = Interval(2) * constants.speed * Interval(checked: time, time)
    let values = scale / odds
    let shrunk = values * (.one - constants.ratio / Interval(checked: odds.lower, odds.lower)).square
    return try Enclosed(proved: shrunk.hull(values))
  }

  /// u = h^-2 at a later time.
  private func later(_ time: Double, _ state: EnclosedFlowState) -> Interval {
    let start = Interval.one / state.odds.interval.square
    let root = start.squareRoot
    let theta = least(state) / (.one + state.odds.interval)
    let passed =
      Interval(2) * share * constants.speed
      * (Interval(checked: time, time) - Interval(checked: state.time, state.time))
    let slow = start + theta * passed
    let lost =
      (Interval(2) * (slow.squareRoot - root) + Interval(2) * constants.ratio * (slow / start).log) / theta
    let upper = (start + passed).upper
    return Interval(checked: max(slow.lower, (start + passed - lost).lower), upper)
  }
}

extension Claim {
  /// D15: a proved rate with constants.
  public static let d15ProvedRate = Claim(
    id: "D15", title: "A rate with constants, enclosed at every time",
    statement: #"""
      With $h = \delta/P$, $w = (1-\alpha P)/\delta$ and $K = d\kappa/N$ the flow does not leave $\Omega = \{0 \le w \le \frac{q}{N}h(1+h),\ \frac{q}{N}h(2+3h) \le 1,\ d\kappa h < 1\}$, and there $K h^2 \frac{(1 - q h^2/N)^2}{1+h} \le C' \le K h^2$ and $\frac{d h^2}{N}(1 - q h^2/N)^2 \le R \le \frac{d h^2}{N}$. So from the entry on $2\kappa t R = 1 + O(t^{-1/2})$ with explicit constants; and $\alpha$, $C$, $P$, $R$ are enclosed at every time, before the entry and after.
      """#,
    assumptions: [
      "The flow of D2 from zero.",
      "The enclosures hold where the validated steps reach the slow curve, as in the cases tried; elsewhere none is given.",
    ],
    source: .derivedHere, grade: .enclosed,
    predicate:
      "By intervals with outward rounding: the enclosures' relative width is at most 1e-6 at t = 10, 10^3, 10^5 (1e-9 is reached), C' > 0 on each step, and the bounds hold at every enclosed state from the entry to t = 10^8. Another integrator's states, its entry into Omega and its 2 kappa t R lie inside, widened by its error of 1e-9.",
    control:
      "Near misses: .999 K; the lower bound without 1/(1+h); the integrator 0.1 % later or with d - 1; the entry 0.1 % off; and, far off, K of frames in R^64 for one-hot positions.",
    proof: #"""
      On $w = 0$, $w' = \frac{\delta}{N}(1 - d\kappa h) > 0$; on $w = B = \frac{q}{N}h(1+h)$, $(w - B)' = -\frac{\delta^2}{N}B + C'[\frac{q}{N}h(2+3h) - 1] < 0$; $C' > 0$, so $h$ falls. From zero to a tube around the slow curve the flow is enclosed by Taylor steps with Lagrange's remainder, the spread of each box by the exponential of a Metzler matrix that bounds the Jacobian. The tube, a polynomial $\eta(\delta) \pm \epsilon$ whose two sides the flow crosses inwards by a sign check in intervals, is not left; in it the time is $\int \frac{d\delta}{K\delta^3\psi}$ in closed form, to the end of all times.
      """#)
}
