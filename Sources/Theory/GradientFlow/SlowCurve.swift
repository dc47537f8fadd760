/// A tube around the curve to which the flow relaxes, which it does not leave, down to delta = 0.
///
/// With `w = (1 - alpha P)/delta = (q/N) delta eta`, phi = alpha P = 1 - (q/N) delta^2 eta, P = 1 - delta and `g = d kappa`, D2 is
///
///     delta' = -K delta^3 phi (phi + P delta eta),     K = g/N.
///
/// Along the graph of a polynomial eta(delta), `N P/delta` times the rate at which w outruns it is the polynomial
///
///     E = P (phi - P^2 eta) + g delta phi (phi + P delta eta) [ (q/N) P delta eta - phi + (q/N) delta P (eta + delta eta_delta) ].
///
/// E = 0 determines a formal series, `eta = 1 + (2 - g) delta + ...`; let eta be its first terms. If on (0, delta_0] E < 0 for
/// eta + epsilon and E > 0 for eta - epsilon, with phi > 0 and eta > epsilon, then w cannot leave
/// `(q/N) delta (eta -+ epsilon)` while delta <= delta_0, and delta falls, so the flow stays there for ever. Both signs are
/// checked in interval arithmetic, cell by cell. The series diverges in general; its first terms close the tube where
/// delta is small enough.
struct SlowCurve: Sendable {
  /// The number of terms of eta.
  private static let terms = 24
  /// The cells of [0, 1) on which the signs are checked.
  private static let cells = 256

  let constants: EnclosedFlowConstants
  /// The first terms of eta.
  let center: [Double]
  /// The tube's half-width.
  let epsilon: Double
  /// The largest delta_0 found; 0 where the tube does not close at all.
  let offLimit: Double

  /// The tube of a half-width.
  init(_ constants: EnclosedFlowConstants, center: [Double], epsilon: Double) {
    self.constants = constants
    self.center = center
    self.epsilon = epsilon
    func shifted(_ by: Interval) -> IntervalPolynomial {
      IntervalPolynomial(exactly: center) + IntervalPolynomial([by])
    }
    let half = Interval(checked: epsilon, epsilon)
    let (high, low) = (shifted(half), shifted(-half))
    let outrun = (high: Self.outrun(high, constants), low: Self.outrun(low, constants))
    let fit = Self.fit(high, constants)
    var reached = 0
    while reached < Self.cells / 2 {
      let cell = Interval(
        checked: Double(reached) / Double(Self.cells), Double(reached + 1) / Double(Self.cells))
      guard outrun.high.values(on: cell).upper < 0, outrun.low.values(on: cell).lower > 0,
        fit.values(on: cell).lower > 0, low.values(on: cell).lower > 0
      else { break }
      reached += 1
    }
    offLimit = Double(reached) / Double(Self.cells)
  }

  /// The first terms of the formal series: the coefficient of delta^k in E is `-eta_k` plus what earlier terms give.
  static func series(_ constants: EnclosedFlowConstants) -> [Double] {
    var eta: [Double] = []
    for k in 0..<terms {
      let next = outrun(IntervalPolynomial(exactly: eta + [0]), constants).coefficient(k).midpoint
      if !(abs(next) < 1e100) { break }
      eta.append(next)
    }
    return eta
  }

  /// phi = 1 - (q/N) delta^2 eta.
  static func fit(_ eta: IntervalPolynomial, _ constants: EnclosedFlowConstants) -> IntervalPolynomial {
    IntervalPolynomial([.one]) - eta.shifted(by: 2).scaled(by: constants.ratio)
  }

  /// phi + P delta eta.
  static func drive(_ eta: IntervalPolynomial, _ constants: EnclosedFlowConstants) -> IntervalPolynomial {
    fit(eta, constants) + (mass * eta).shifted(by: 1)
  }

  /// P = 1 - delta.
  private static let mass = IntervalPolynomial(exactly: [1, -1])

  /// E.
  private static func outrun(_ eta: IntervalPolynomial, _ constants: EnclosedFlowConstants)
    -> IntervalPolynomial
  {
    let phi = fit(eta, constants)
    let pull = mass * (phi - mass * mass * eta)
    // delta eta + delta (eta + delta eta_delta), times (q/N) P.
    let slope = (eta + eta + eta.eulerDerivative).shifted(by: 1)
    let bracket = (mass * slope).scaled(by: constants.ratio) - phi
    let speed = (phi * drive(eta, constants)).shifted(by: 1).scaled(by: constants.rate)
    return pull + speed * bracket
  }

  /// eta -+ epsilon on an interval of delta.
  func tube(on delta: Interval) -> Interval {
    IntervalPolynomial(exactly: center).values(on: delta) + Interval(checked: -epsilon, epsilon)
  }

  /// Whether every state of a box lies in the tube's interior, at a delta up to the limit.
  func holds(alpha: Interval, off delta: Interval) -> Bool {
    guard delta.lower > 0, delta.upper <= offLimit else { return false }
    let deviation = (.one - alpha * (.one - delta)) / delta
    let scaled = deviation / (constants.ratio * delta)
    let away = scaled - IntervalPolynomial(exactly: center).values(on: delta)
    return away.isInterior(to: Interval(checked: -epsilon, epsilon))
  }
}
