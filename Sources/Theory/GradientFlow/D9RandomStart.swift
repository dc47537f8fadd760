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
    let predicted = try mode.exponent(problem)
    let context = "\(problem), \(mode.rawValue) mode: exponent \(exponent), predicted \(predicted)"
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
    let predicted = try mode.exponent(problem)
    let extrapolated = 2 * late - early
    let context = "\(problem), \(mode.rawValue) mode: exponent \(extrapolated), predicted \(predicted)"
    guard extrapolated.isFinite else { return .undecided(reason: context) }
    if predicted == .infinity { return .refuted(counterexample: context) }
    return .within(
      (problem.sparsity == 1 ? 0.01 : tolerance) * predicted, deviation: extrapolated - predicted, context)
  }

  /// Judges that the column sums of W have not moved by more than rounding, given as the allowed amount.
  public func judge(columnSums: [Double], before: [Double], allowed: Double) -> Verdict {
    .all(
      zip(columnSums, before).map { .within(allowed, deviation: $0 - $1, "\(problem): a column sum of W") })
  }

  /// V's off-family part along a flow.
  public struct ValueDecay: Hashable, Sendable, Codable {
    /// Time t.
    public let time: Double
    /// The norm of V - alpha I.
    public let norm: Double
    /// E ||s||^2, in 1/T...1.
    public let attentionSquare: Double

    /// One moment of a flow.
    public init(time: Double, norm: Double, attentionSquare: Double) {
      self.time = time
      self.norm = norm
      self.attentionSquare = attentionSquare
    }
  }

  /// Judges the decay of V's off-family part, `v' = -E||s||^2 v`: by e^(-t/T) at least, as ||s||^2 >= 1/T.
  ///
  /// Between the last two moments the rate must be the mean of their E||s||^2 within 2 %.
  public func judge(valueDecay moments: [ValueDecay], start: Double) -> Verdict {
    guard moments.count >= 2, start > 0, moments.allSatisfy({ $0.norm > 0 }) else {
      return .undecided(reason: "\(moments.count) moments")
    }
    var verdicts = moments.map { moment -> Verdict in
      let most = start * Elementary.exp(-moment.time / Double(problem.tokens))
      return moment.norm <= most
        ? .verified(margin: 1 - moment.norm / most)
        : .refuted(counterexample: "\(problem): V off its family by \(moment.norm) at t = \(moment.time)")
    }
    let (before, last) = (moments[moments.count - 2], moments[moments.count - 1])
    let rate = Elementary.log(before.norm / last.norm) / (last.time - before.time)
    let mean = 0.5 * (before.attentionSquare + last.attentionSquare)
    verdicts.append(
      .within(0.02 * mean, deviation: rate - mean, "\(problem): decay of V at the rate \(mean)"))
    return .all(verdicts)
  }

  /// Judges that the risk comes to the flow's from zero, within 3 %; for q >= 2 and t of a thousand T.
  public func judge(risk: Double, fromZero: Double) -> Verdict {
    .within(0.03, deviation: risk / fromZero - 1, "\(problem): risk \(risk), from zero \(fromZero)")
  }
}

extension Claim {
  /// D9: random starts.
  public static let d9RandomStart = Claim(
    id: "D9", title: "From a small random start: what is conserved and what decays, how fast",
    statement: #"""
      One-hot positions, small random $V(0)$, $W(0)$. The column sums $\mathbf{1}^\top W$ never move, under SGD either. The part of $V$ off $\alpha I$ obeys $v' = -\mathbb{E}\lVert s\rVert^2 v$ and decays exponentially, at a rate from $\frac{1}{T}$ to $\frac{1}{q}$. The part of $W$ off its family decays along the flow, to first order, like $t^{-c}$ in its slowest modes: for $q = 1$, $c = \frac{1}{T}$; for $q \ge 2$ and $b\mathbf{1}^\top - q\,\mathrm{diag}(b) + \frac{q}{T}\mathbf{1}b^\top$, $b \perp \mathbf{1}$, $c = \frac{q^2(2T-1)}{2T[(T-1) + (q-1)^2 - q^2/T]}$; for $q = 2$ and symmetric matrices with zero diagonal and zero row sums, $c = \frac{T^2 + 12T - 16}{4T(T-2)}$. Others decay faster than every power. The risk comes to that of the flow from zero, for $q \ge 2$ soon.
      """#,
    assumptions: ["One-hot positions.", "Exponents: small deviations from the flow from zero."],
    source: .derivedHere, grade: .numerical,
    predicate:
      "Column sums move by rounding only; V's off-family part falls by e^(-t/T) at least and at the rate E||s||^2 late; for q >= 2 the risk is the flow's from zero within 3 % at t = 3000; the exponents of the linear flow over t = 10^9 to 10^12 equal the formulas within 0.2 %, and those of fast modes exceed 20; the exponents of the full flow from random starts, extrapolated from two windows up to t = 10^6, equal them within 0.2 % (q = 1: to 10^8, 1 %).",
    control: "The exponent of another mode: refuted.")
}
