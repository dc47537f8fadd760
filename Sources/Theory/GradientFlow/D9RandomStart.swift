/// Judges D9.
public struct D9RandomStartPredicate: Hashable, Sendable {
  /// The problem.
  public let problem: Problem
  /// The allowed relative error of an exponent.
  public let tolerance: Double

  /// The predicate for a problem.
  ///
  /// The exponents are approached like 1/sqrt(t); at t >= 10^9, where the linear flow is fitted, what is left is below 10^-4.
  public init(_ problem: Problem, tolerance: Double = 0.002) {
    self.problem = problem
    self.tolerance = tolerance
  }

  /// The exponent of norms, by least squares of ln(norm) on ln(t); infinity if a norm is no longer positive.
  public static func exponent(times: [Double], norms: [Double]) -> Double {
    guard norms.allSatisfy({ $0 > 0 }) else { return .infinity }
    let (x, y) = (times.map(Elementary.log), norms.map(Elementary.log))
    let meanX = x.reduce(0, +) / Double(x.count)
    let meanY = y.reduce(0, +) / Double(y.count)
    var (xy, xx) = (0.0, 0.0)
    for (a, b) in zip(x, y) {
      xy += (a - meanX) * (b - meanY)
      xx += (a - meanX) * (a - meanX)
    }
    return -xy / xx
  }

  /// Judges a measured exponent against a mode's.
  ///
  /// For an infinite one the norm must have become 0 or fall with an exponent above 20, ten times the largest of the
  /// slow ones for T <= 10.
  ///
  /// - Throws: `TheoryError` for the difference mode at q = 1.
  public func judge(exponent: Double, of mode: WeightMode) throws(TheoryError) -> Verdict {
    judge(exponent: exponent, predicted: try mode.exponent(problem))
  }

  /// Judges a measured exponent against a predicted one, infinite for a mode that decays faster than every power.
  public func judge(exponent: Double, predicted: Double) -> Verdict {
    let context = "\(problem): exponent \(exponent), predicted \(predicted)"
    if exponent.isNaN || predicted.isNaN { return .undecided(reason: context) }
    if predicted == .infinity {
      return exponent > 20
        ? .verified(margin: 1 - 20 / exponent) : .refuted(counterexample: context)
    }
    guard exponent.isFinite else { return .refuted(counterexample: context) }
    return .within(tolerance * predicted, deviation: exponent - predicted, context)
  }

  /// Judges an exponent measured on the full flow against a mode's.
  ///
  /// `early` and `late` are fitted over windows of the same length in ln t, the late one at four times the times of the early
  /// one. The Hessian approaches its limit like `delta/P ~ t^-1/2` (D4), so the exponent's error halves and `2 late - early` is
  /// judged. What is left is of order ln(t)/t and, as the flow is not linear, of the order of the deviation itself, which
  /// falls like t^-c: at q = 1, c = 1/T, it is still there at every time that can be reached, and 1 % is allowed; at q >= 2
  /// 0.2 %. Set after 0.2 % and 0.02 % were seen.
  ///
  /// - Throws: `TheoryError` for the difference mode at q = 1.
  public func judge(early: Double, late: Double, of mode: WeightMode) throws(TheoryError) -> Verdict {
    judge(early: early, late: late, predicted: try mode.exponent(problem))
  }

  /// The allowed relative error of an exponent of the full flow.
  public var fullFlowTolerance: Double { problem.sparsity == 1 ? 0.01 : tolerance }

  /// Judges an exponent measured on the full flow against a predicted one.
  public func judge(early: Double, late: Double, predicted: Double) -> Verdict {
    let extrapolated = 2 * late - early
    let context = "\(problem): exponent \(extrapolated), predicted \(predicted)"
    guard extrapolated.isFinite, !predicted.isNaN else { return .undecided(reason: context) }
    if predicted == .infinity { return .refuted(counterexample: context) }
    return .within(fullFlowTolerance * predicted, deviation: extrapolated - predicted, context)
  }

  /// Judges that the column sums of W have not moved by more than rounding, given as the allowed amount.
  public func judge(columnSums: [Double], before: [Double], allowed: Double) -> Verdict {
    guard columnSums.count == before.count else {
      return .undecided(reason: "\(columnSums.count) column sums for \(before.count)")
    }
    return .all(
      zip(columnSums, before).map { .within(allowed, deviation: $0 - $1, "\(problem): a column sum of W") })
  }

  /// V's off-family part along a flow.
  public struct ValueDecay: Hashable, Sendable, Codable {
    /// Time t.
    public let time: Double
    /// The norm of V - alpha I.
    public let norm: Double
    /// E ||s||^2, in 1/T...1, from the attention itself.
    public let attentionSquare: Double

    /// One moment of a flow.
    public init(time: Double, norm: Double, attentionSquare: Double) {
      self.time = time
      self.norm = norm
      self.attentionSquare = attentionSquare
    }
  }

  /// Judges that V's off-family part falls by e^(-rate t) at least; D9's rate is 1/T, as ||s||^2 >= 1/T.
  public func judge(decay moments: [ValueDecay], start: Double, rate: Double? = nil) -> Verdict {
    let rate = rate ?? 1 / Double(problem.tokens)
    guard !moments.isEmpty, start > 0, start.isFinite, rate > 0,
      moments.allSatisfy({ $0.norm > 0 && $0.norm.isFinite && $0.time.isFinite })
    else { return .undecided(reason: "\(moments.count) moments from \(start)") }
    return .all(
      moments.map { moment in
        let most = start * Elementary.exp(-moment.time * rate)
        return moment.norm <= most
          ? .verified(margin: 1 - moment.norm / most)
          : .refuted(counterexample: "\(problem): V off its family by \(moment.norm) at t = \(moment.time)")
      })
  }

  /// The allowed relative error of V's rate: E||s||^2 moves between the last two moments, and their mean stands for all.
  public static let rateTolerance = 0.002

  /// Judges that V's off-family part falls, between the last two moments, at the mean of their E||s||^2.
  public func judge(rateOf moments: [ValueDecay]) -> Verdict {
    guard moments.count >= 2, moments.allSatisfy({ $0.norm > 0 }) else {
      return .undecided(reason: "\(moments.count) moments")
    }
    let (before, last) = (moments[moments.count - 2], moments[moments.count - 1])
    let rate = Elementary.log(before.norm / last.norm) / (last.time - before.time)
    let mean = 0.5 * (before.attentionSquare + last.attentionSquare)
    return .within(
      Self.rateTolerance * mean, deviation: rate - mean,
      "\(problem): V decays at the rate \(rate), E||s||^2 \(mean)")
  }

  /// The allowed relative error of the risk's curvature, a difference of risks.
  public static let curvatureTolerance = 1e-9

  /// Judges that half the risk's second derivative along V's off-family part is E||s||^2.
  ///
  /// The risk is quadratic in V, so a second difference of risks has no error but rounding; nothing is assumed of its gradient.
  public func judge(curvature: Double, attentionSquare: Double) -> Verdict {
    .within(
      Self.curvatureTolerance * attentionSquare, deviation: curvature - attentionSquare,
      "\(problem): curvature \(curvature) of R/2 along V, E||s||^2 \(attentionSquare)")
  }

  /// The allowed relative distance of the risk from that of the flow from zero; base seeds 101 to 103 showed 0.2 % at most.
  public static let riskTolerance = 0.01

  /// Judges that the risk comes to the flow's from zero, within 1 %; for q >= 2 and t of a thousand T.
  public func judge(risk: Double, fromZero: Double) -> Verdict {
    .within(
      Self.riskTolerance, deviation: risk / fromZero - 1, "\(problem): risk \(risk), from zero \(fromZero)")
  }
}

extension Claim {
  /// D9: random starts.
  public static let d9RandomStart = Claim(
    id: "D9", title: "From a small random start: what is conserved and what decays, how fast",
    statement: #"""
      One-hot positions, small random $V(0)$, $W(0)$. The column sums $\mathbf{1}^\top W$ never move, under SGD either. The part of $V$ off $\alpha I$ obeys $v' = -\mathbb{E}\lVert s\rVert^2 v$ and decays exponentially, at least like $e^{-t/T}$. The part of $W$ off its family decays along the flow, to first order, like $t^{-c}$ in its slowest modes: for $q = 1$, $c = \frac{1}{T}$; for $q \ge 2$ and $b\mathbf{1}^\top - q\,\mathrm{diag}(b) + \frac{q}{T}\mathbf{1}b^\top$, $b \perp \mathbf{1}$, $c = \frac{q^2(2T-1)}{2T[(T-1) + (q-1)^2 - q^2/T]}$; for $q = 2$ and symmetric matrices with zero diagonal and zero row sums, $c = \frac{T^2 + 12T - 16}{4T(T-2)}$. Others decay faster than every power. The risk comes to that of the flow from zero, for $q \ge 2$ soon.
      """#,
    assumptions: ["One-hot positions.", "Exponents: small deviations from the flow from zero."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "Column sums move by rounding only; V's off-family part falls by e^(-t/T) at least, late at the rate E||s||^2 within 0.2 %, which second differences of the risk show within 1e-9 to be the curvature of R/2; for q >= 2 the risk is the flow's from zero within 1 % at t = 3000; the exponents of the linear flow over t = 10^9 to 10^12 equal the formulas within 0.2 %, and those of fast modes exceed 20; the exponents of the full flow from random starts, extrapolated from two windows up to t = 10^6, equal them within 0.2 % (q = 1: to 10^8, 1 %).",
    control:
      "Exponents off by 0.5 % (the full flow at q = 1: 2 %); a mode off by 10^-9; W that shrinks by 10^-12 in a unit of time (SGD: by 0.5 % in all); e^(-t/(T-1)) for V; E||s||^2 off by 0.5 % as its rate, by 10^-8 as the curvature; the risk of the flow from zero 2 % earlier. And, far off, the exponent of another mode.",
    proof: #"""
      The softmax's derivative annihilates $\mathbf{1}$, so $\mathbf{1}^\top W$ never moves. By A1 the risk's part off $\alpha I$ is $\lVert V_0\rVert_F^2\,\mathbb{E}\lVert s\rVert^2$, and $\lVert s\rVert^2 \ge 1/T$. Off the family $W$ obeys the flow linearised along D2; permutations split it into modes, and late in training a mode's rate is a multiple $c/t$ of $\frac{1}{t}$ because $C' \to \frac{1}{2t}$, which integrates to $t^{-c}$.
      """#
  )
}
