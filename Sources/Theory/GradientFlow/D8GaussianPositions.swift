/// The gradient flow of R/2 from zero on Gaussian positions drawn anew, of any width d_e >= q + 2, dual query.
///
/// The law of the positions is invariant under rotations, so V(t) = alpha(t) I and W(t) = C(t) I. With
/// `a(C) = E P / q` and `b(C) = E ||s||^2`, A1 gives `R/2 = (d/2) (alpha^2 b - 2 alpha a + 1/q)`; its gradient in V is
/// (alpha b - a) I, and the one in W a multiple of I whose trace is the derivative in C:
/// ```
/// alpha' = a - alpha b,      C' = -(d/(2 d_e)) (alpha^2 db/dC - 2 alpha da/dC).
/// ```
/// The second is `-(1/d_e) E sum_i rho_i s_i (v_i - s.v)`, rho_i the scores and v = d alpha (alpha s - 1_y/q). a and b
/// are tabulated at Chebyshev's points by `GaussianMoments`, so a path costs the same at T = 20 and at T = 10^5.
///
/// The system holds for d_e >= q + 2; the quadrature is made for d_e >= q + 6, where r has no heavy tail.
///
/// The least risk `d (1/q - a^2/b)` over C is positive: the flow stalls there (A5). Source: derived here.
public struct GaussianPositionFlow: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The width d_e of the positions.
  public let width: Int
  /// The greatest logit tabulated.
  public let largestLogit: Double
  private let mass: ChebyshevSeries
  private let square: ChebyshevSeries
  private let massSlope: ChebyshevSeries
  private let squareSlope: ChebyshevSeries

  /// Tabulates the system up to a logit.
  ///
  /// - Throws: `TheoryError` unless q + 6 <= width <= 10^7, T <= 10^7, and 1 <= largestLogit <= 40.
  public init(problem: Problem, width: Int, largestLogit: Double = 16) throws(TheoryError) {
    guard width >= problem.sparsity + 6, width <= 10_000_000, problem.tokens <= 10_000_000 else {
      throw TheoryError(
        value: "width = \(width), \(problem)", rule: "sparsity + 6 <= width <= 10^7, tokens <= 10^7")
    }
    guard largestLogit >= 1, largestLogit <= 40 else {
      throw TheoryError(value: "largestLogit = \(largestLogit)", rule: "1 <= largestLogit <= 40")
    }
    self.problem = problem
    self.width = width
    self.largestLogit = largestLogit
    let moments = GaussianMoments(problem: problem, width: width)
    // The nearest pole of P lies pi off the real axis: six points for each unit of C leave about 1e-11.
    let count = Int(6 * largestLogit)
    let values = ChebyshevSeries.points(0, largestLogit, count: count).map { moments.at(logit: $0) }
    mass = ChebyshevSeries(0, largestLogit, values: values.map(\.mass))
    square = ChebyshevSeries(0, largestLogit, values: values.map(\.square))
    massSlope = mass.derivative
    squareSlope = square.derivative
  }

  /// E P and E ||s||^2 at a logit.
  ///
  /// - Throws: `TheoryError` unless 0 <= logit <= largestLogit.
  public func moments(logit: Double) throws(TheoryError) -> (mass: Double, square: Double) {
    try check(logit)
    return (mass.value(at: logit), square.value(at: logit))
  }

  /// The velocity (alpha', C').
  ///
  /// - Throws: `TheoryError` unless 0 <= logit <= largestLogit.
  public func velocity(alpha: Double, logit: Double) throws(TheoryError) -> (alpha: Double, logit: Double) {
    try check(logit)
    let q = Double(problem.sparsity)
    return (mass.value(at: logit) / q - alpha * square.value(at: logit), drift(alpha, logit))
  }

  /// The least risk over alpha and C, and the logit where it is attained.
  ///
  /// The best of 257 logits of the table, refined by golden sections.
  public var floor: (risk: Double, logit: Double) {
    func risk(_ logit: Double) -> Double { leastRisk(logit) }
    let places = (0...256).map { largestLogit * Double($0) / 256 }
    let best = places.min { risk($0) < risk($1) } ?? 0
    var (low, high) = (max(0, best - largestLogit / 256), min(largestLogit, best + largestLogit / 256))
    for _ in 0..<60 {
      let (left, right) = (low + 0.382 * (high - low), low + 0.618 * (high - low))
      if risk(left) < risk(right) { high = right } else { low = left }
    }
    let logit = 0.5 * (low + high)
    return (risk(logit), logit)
  }

  /// The states at the given times, which must increase.
  ///
  /// A step of the second order: C half a step, then alpha exactly for that C (its equation is linear), then C by the
  /// midpoints. Steps are 1/50 at first and t/800 later, and shorter where C would move by more than 0.01: an error of
  /// about 1e-5, relative.
  ///
  /// - Throws: `TheoryError` if the times do not increase within 0...10^12, C leaves the table, or 10^6 steps do not
  ///   suffice.
  public func states(at times: [Double]) throws(TheoryError) -> [FlowState] {
    var (time, alpha, logit) = (0.0, 0.0, 0.0)
    var (states, steps): ([FlowState], Int) = ([], 0)
    for target in times {
      guard target >= time, target <= 1e12 else {
        throw TheoryError(value: "times = \(times)", rule: "increasing within 0...10^12")
      }
      while time < target {
        steps += 1
        if steps > 1_000_000 { throw TheoryError(value: "time = \(time)", rule: "10^6 steps suffice") }
        let speed = drift(alpha, logit)
        let step = min(max(0.02, time / 800), target - time, 0.01 / max(abs(speed), 1e-300))
        let middle = max(0, logit + 0.5 * step * speed)
        try check(middle)
        let rate = square.value(at: middle)
        let rest = mass.value(at: middle) / Double(problem.sparsity) / rate
        let next = rest + (alpha - rest) * Elementary.exp(-rate * step)
        // The mean of alpha over the step, exact for the linear equation.
        let mean = rest + (alpha - next) / (rate * step)
        logit = max(0, logit + step * drift(mean, middle))
        try check(logit)
        alpha = next
        time = step == target - time ? target : time + step
      }
      states.append(state(target, alpha, logit))
    }
    return states
  }

  private func state(_ time: Double, _ alpha: Double, _ logit: Double) -> FlowState {
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let (p, b) = (mass.value(at: logit), square.value(at: logit))
    let risk = d * (alpha * alpha * b - 2 * alpha * p / q + 1 / q)
    return FlowState(
      time: time, alpha: alpha, logit: logit, massOnSubset: p, massOffSubset: 1 - p, risk: risk)
  }

  private func drift(_ alpha: Double, _ logit: Double) -> Double {
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    let slope = alpha * squareSlope.value(at: logit) - 2 * massSlope.value(at: logit) / q
    return -d / (2 * Double(width)) * alpha * slope
  }

  private func leastRisk(_ logit: Double) -> Double {
    let p = mass.value(at: logit) / Double(problem.sparsity)
    return Double(problem.dimension) * (1 / Double(problem.sparsity) - p * p / square.value(at: logit))
  }

  private func check(_ logit: Double) throws(TheoryError) {
    guard logit >= 0, logit <= largestLogit else {
      throw TheoryError(value: "logit = \(logit)", rule: "0 <= logit <= \(largestLogit)")
    }
  }
}

/// Judges D8: trained layers against the system, its moments against samples, its stall, and its approach to D2's law.
public struct D8GaussianPositionsPredicate: Hashable, Sendable {
  /// The allowed distances of trained layers from the flow, in P, alpha, C and direction.
  public let tracking: D7TrackingPredicate
  /// The allowed relative distance of a trained layer's risk from the flow's.
  public let riskBand: Double

  /// The predicate with D7's bands and 15 % in the risk.
  ///
  /// Where C is off by 0.05, well inside D7's band, the risk is off by about 10 %.
  public init(bands: D7TrackingPredicate.Bands, riskBand: Double = 0.15) {
    tracking = D7TrackingPredicate(bands: bands)
    self.riskBand = riskBand
  }

  /// Judges a trained layer at one time against a flow at that time.
  public func judge(_ seen: D7TrackingPredicate.Observation, risk: Double, flow: FlowState) -> Verdict {
    .all([
      tracking.judge(seen, flow: flow),
      .within(
        riskBand * flow.risk, deviation: risk - flow.risk, "t = \(seen.time): risk \(risk), flow \(flow.risk)"
      ),
    ])
  }

  /// Judges a moment of the attention computed by quadrature against its interval from samples.
  public static func judge(moment: Double, sampled: Measured, _ name: String) -> Verdict {
    let text = "\(name): \(moment), sampled [\(sampled.lower), \(sampled.upper)]"
    guard moment.isFinite, sampled.lower < sampled.upper,
      sampled.upper - sampled.lower <= 0.2 * sampled.estimate
    else { return .undecided(reason: text) }
    let (middle, half) = (0.5 * (sampled.lower + sampled.upper), 0.5 * (sampled.upper - sampled.lower))
    return .within(half, deviation: moment - middle, text)
  }

  /// Judges the stall: the risk at a late time lies at the floor, above it by 2 % at most.
  public static func judge(lateRisk risk: Double, floor: Double) -> Verdict {
    let text = "late risk \(risk), floor \(floor)"
    guard floor > 0, risk.isFinite else { return .undecided(reason: text) }
    if risk < floor * (1 - 1e-6) { return .refuted(counterexample: text) }
    return .within(0.02 * floor, deviation: max(0, risk - floor), text)
  }

  /// Judges the approach to D2's law with kappa = 1/d_e: the ratio of risks lies in `[1, 1 + 3 q C^2/d_e]`.
  ///
  /// The scores outside have the variance q/d_e, so the law's error is of the order of C^2 q/d_e.
  public static func judge(risk: Double, orthonormal: FlowState, problem: Problem, width: Int) -> Verdict {
    let allowed = 3 * Double(problem.sparsity) * orthonormal.logit * orthonormal.logit / Double(width)
    let excess = risk / orthonormal.risk - 1
    return .within(
      0.5 * allowed, deviation: excess - 0.5 * allowed,
      "width \(width), t = \(orthonormal.time): risk / orthonormal = 1 + \(excess), allowed \(allowed)")
  }
}

extension Claim {
  /// D8: the flow on Gaussian positions.
  public static let d8GaussianPositions = Claim(
    id: "D8", title: "Gaussian positions of any width obey a two-dimensional system that stalls",
    statement: #"""
      On Gaussian positions in $\mathbb{R}^{d_e}$, $d_e \ge q + 2$, drawn anew, with the dual query, the flow from zero is $V = \alpha(t) I$, $W = C(t) I$ with $\alpha' = \mathbb{E}[P/q - \alpha\|s\|^2]$, $C' = -\frac{1}{d_e}\mathbb{E}\left[\sum_i \rho_i s_i (v_i - s\cdot v)\right]$, $v = d\alpha(\alpha s - 1_y/q)$, $s = \mathrm{softmax}(C\rho)$; $\rho_i = 1$ on $y$ and $r g_i$ off it, $g$ normal, $r^2 = q/\chi^2_{d_e - q + 1}$. Its risk has a positive infimum, at which it stalls, and follows D2's law with $\kappa = 1/d_e$ only while $C^2 \ll d_e/(2q)$.
      """#,
    assumptions: [
      "Positions are iid $N(0, I/d_e)$, drawn anew for every example; the query is the dual one."
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "Trained layers stay within D7's bands of the system, and their risk within 15 % of its risk; its moments lie in intervals from samples (empirical Bernstein); late risks lie at the floor, 2 % above at most; the ratio to D2's risk lies in $[1, 1 + 3qC^2/d_e]$.",
    control: "The same layers against D2's orthonormal law with kappa = 1/d_e.")
}
