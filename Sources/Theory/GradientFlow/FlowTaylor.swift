/// Taylor coefficients in time of the solution of D2 through a point or a box, as intervals.
///
/// In (alpha, delta) with P = 1 - delta the system is polynomial:
///
///     alpha' = P g - delta e/N,   delta' = -d kappa (alpha P) (P delta) (delta b),
///     g = (1 - alpha P)/q,  e = alpha delta,  b = g + e/N,
///
/// so coefficient k + 1 of both follows from products of series up to k. Over a box coefficient n encloses `x^(n)/n!` at
/// every point of it, Lagrange's remainder. delta, not P, is carried: it keeps its relative accuracy as it tends to 0.
struct FlowTaylor {
  private let constants: EnclosedFlowConstants
  /// The coefficients of alpha.
  private(set) var alpha: [Interval]
  /// The coefficients of delta.
  private(set) var off: [Interval]
  private var on: [Interval]
  private var value: [Interval]
  private var gap: [Interval]
  private var outside: [Interval]
  private var pull: [Interval]
  private var product: [Interval]
  private var left: [Interval]
  private var right: [Interval]

  /// Memory for coefficients up to an order.
  init(_ constants: EnclosedFlowConstants, order: Int) {
    self.constants = constants
    let none = [Interval](repeating: .zero, count: order + 1)
    (alpha, off, on, value, gap) = (none, none, none, none, none)
    (outside, pull, product, left, right) = (none, none, none, none, none)
  }

  /// Fills in the coefficients through (alpha, delta).
  mutating func expand(alpha start: Interval, off delta: Interval) {
    alpha[0] = start
    off[0] = delta
    on[0] = .one - delta
    for k in 0..<(alpha.count - 1) {
      value[k] = Self.product(alpha, on, k)
      gap[k] = (k == 0 ? .one - value[0] : -value[k]) * constants.perOn
      outside[k] = Self.product(alpha, off, k)
      pull[k] = gap[k] + outside[k] * constants.perOff
      product[k] = Self.product(on, off, k)
      left[k] = Self.product(value, product, k)
      right[k] = Self.product(off, pull, k)
      let per = Interval.one / Interval(k + 1)
      let alphaRate = Self.product(on, gap, k) - Self.product(off, outside, k) * constants.perOff
      alpha[k + 1] = alphaRate * per
      off[k + 1] = -(constants.rate * Self.product(left, right, k) * per)
      on[k + 1] = -off[k + 1]
    }
  }

  /// Coefficient k of a product of two series.
  private static func product(_ x: [Interval], _ y: [Interval], _ k: Int) -> Interval {
    var sum = Interval.zero
    for i in 0...k { sum = sum + x[i] * y[k - i] }
    return sum
  }

  /// The sum of the coefficients below the last, at times in an interval.
  static func sum(_ series: [Interval], at time: Interval) -> Interval {
    var sum = Interval.zero
    for coefficient in series.dropLast().reversed() { sum = sum * time + coefficient }
    return sum
  }
}
