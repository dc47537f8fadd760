/// The time that the flow in a slow curve's tube takes from one delta to another, enclosed in closed form.
///
/// `dt = -d delta / (K delta^3 psi)`, psi = phi (phi + P delta eta). With s the first terms of 1/psi and rho = 1 - psi s,
/// `|rho| <= r` on (0, delta_0] for every eta of the tube, `1/psi = s/(1 - rho)`, so the time from delta_0 to delta is
///
///     (I(delta) - I(delta_0))/K [1/(1 + r), 1/(1 - r)],
///     I(x) = s_0/(2 x^2) + s_1/x - s_2 ln x - sum_{k > 2} s_k x^(k-2)/(k-2).
struct SlowCurveClock: Sendable {
  private let curve: SlowCurve
  private let terms: [Double]
  private let stretch: Interval
  private let startTime: Double
  private let start: Interval
  private let startIntegral: Interval

  /// Starts at a time with delta in an interval.
  ///
  /// - Throws: `TheoryError` if psi may be 0 in the tube.
  init(_ curve: SlowCurve, time: Double, off start: Interval) throws(TheoryError) {
    (self.curve, startTime, self.start) = (curve, time, start)
    let half = Interval(checked: -curve.epsilon, curve.epsilon)
    let tube = IntervalPolynomial(exactly: curve.center) + IntervalPolynomial([half])
    let psi = SlowCurve.fit(tube, curve.constants) * SlowCurve.drive(tube, curve.constants)
    let terms = Self.reciprocal(psi, count: curve.center.count)
    let rho = IntervalPolynomial([.one]) - psi * IntervalPolynomial(exactly: terms)
    let cells = 64
    var largest = 0.0
    for index in 0..<cells {
      let cell =
        Interval(checked: Double(index), Double(index + 1)) * Interval(checked: start.upper, start.upper)
      largest = max(largest, rho.values(on: cell / Interval(cells)).magnitude)
    }
    guard largest < 0.5 else {
      throw TheoryError(value: "delta = \(start.upper)", rule: "the slow curve's clock runs at it")
    }
    stretch = .one / (.one + Interval(checked: -largest, largest))
    self.terms = terms
    startIntegral = Self.integral(terms, start)
  }

  /// The first terms of 1/psi, of no guarantee.
  private static func reciprocal(_ psi: IntervalPolynomial, count: Int) -> [Double] {
    let p = psi.coefficients.map(\.midpoint)
    var terms = [1 / p[0]]
    for k in 1..<count {
      var sum = 0.0
      for i in 1...k where i < p.count { sum += p[i] * terms[k - i] }
      terms.append(-sum / p[0])
    }
    return terms
  }

  /// I(x).
  private static func integral(_ terms: [Double], _ x: Interval) -> Interval {
    func term(_ k: Int) -> Interval { Interval(checked: terms[k], terms[k]) }
    var rest = Interval.zero
    for k in (3..<terms.count).reversed() { rest = rest * x + term(k) / Interval(k - 2) }
    return term(0) / (Interval(2) * x.square) + term(1) / x - term(2) * x.log - rest * x
  }

  /// The time at which delta has a given value, below the start's.
  func time(off: Double) -> Interval {
    let passed = Self.integral(terms, Interval(checked: off, off)) - startIntegral
    return Interval(checked: startTime, startTime) + passed / curve.constants.speed * stretch
  }

  /// delta at a time from the start on: ends at which the clock surely shows more and less.
  ///
  /// - Throws: `TheoryError` if delta is too small for the clock.
  func off(at time: Double) throws(TheoryError) -> Interval {
    if time <= startTime { return start }
    let guess = guess(time)
    var reach = 0x1p-50
    while reach < 0.25 {
      let (low, high) = (guess * (1 - reach), min(start.upper, guess * (1 + reach)))
      if low > 1e-150, self.time(off: low).lower >= time,
        high == start.upper || self.time(off: high).upper <= time
      {
        return Interval(checked: low, high)
      }
      reach *= 1.5
    }
    throw TheoryError(value: "time = \(time)", rule: "delta is enclosed at it")
  }

  /// The values of 2 kappa t R while delta is in (0, limit].
  ///
  /// It is `2 K t h^2 [phi^2 + (q/N) P^2 delta^2 eta^2]`, with `2 K t = 2 K t_0 + 2 (I(delta) - I(delta_0)) [1/(1 + r), 1/(1 - r)]`
  /// and `h^2 I(delta)` free of negative powers.
  ///
  /// - Throws: `TheoryError` if the limit is above 1/2.
  func scaledRisks(below limit: Double) throws(TheoryError) -> Enclosed {
    guard limit <= 0.5 else { throw TheoryError(value: "delta = \(limit)", rule: "delta <= 1/2") }
    let cells = 256
    let step = Interval(checked: limit, limit) / Interval(cells)
    var all = Interval.empty
    for index in 0..<cells {
      all = all.hull(scaledRisk(Interval(checked: Double(index), Double(index + 1)) * step))
    }
    return try Enclosed(proved: all)
  }

  private func scaledRisk(_ delta: Interval) -> Interval {
    let constants = curve.constants
    let on = Interval.one - delta
    let eta = curve.tube(on: delta)
    let fit = Interval.one - constants.ratio * delta.square * eta
    let share = fit.square + constants.ratio * (on * delta * eta).square
    let square = (delta / on).square
    let begun =
      (Interval(2) * constants.speed * Interval(checked: startTime, startTime) - Interval(2) * startIntegral
        * stretch)
    return (square * begun + stretch * Self.scaledIntegral(terms, delta) / on.square) * share
  }

  /// 2 x^2 I(x) for x in [0, 1/2], where x^2 ln x falls.
  private static func scaledIntegral(_ terms: [Double], _ x: Interval) -> Interval {
    func term(_ k: Int) -> Interval { Interval(checked: terms[k], terms[k]) }
    func logarithmic(_ x: Double) -> Interval {
      let point = Interval(checked: x, x)
      return x > 0 ? point.square * point.log : .zero
    }
    var rest = Interval.zero
    for k in (3..<terms.count).reversed() { rest = rest * x + term(k) / Interval(k - 2) }
    let logarithm = logarithmic(x.lower).hull(logarithmic(x.upper))
    let two = Interval(2)
    return term(0) + two * term(1) * x - two * term(2) * logarithm - two * x.square * (x * rest)
  }

  /// Newton's method on I, of no guarantee.
  private func guess(_ time: Double) -> Double {
    let speed = curve.constants.speed.midpoint
    let middle = start.midpoint
    let target = speed * (time - startTime)
    var x = 1 / (2 * target + 1 / (middle * middle)).squareRoot()
    for _ in 0..<40 {
      let point = Interval(checked: x, x)
      let value = (Self.integral(terms, point) - startIntegral).midpoint
      let slope = IntervalPolynomial(exactly: terms).values(on: point).midpoint / (x * x * x)
      let next = x + (value - target) / slope
      if !(next > 0.5 * x) { x *= 0.5 } else { x = min(next, middle) }
      if abs(next - x) <= 0 && abs(value - target) <= 1e-15 * abs(target) { break }
    }
    return x
  }
}
