/// Encloses the flow D2 from zero step by step: the state at `time` lies in the box (alpha, delta).
///
/// A step of length tau from a box with midpoint m:
///
/// 1. The Taylor sum p of degree n - 1 through m. If `p([0, tau]) + [0, tau^n] x_n(B)` lies in the interior of B, x_n being
///    coefficient n over B, then the solution from m stays in B and differs from p by `tau^n x_n(B)`: were it to leave, at the
///    first exit Lagrange's remainder would still put it inside.
/// 2. For another start of the box the difference D to that solution obeys `|D|' <= M |D|`, componentwise, M the largest
///    diagonal and the largest absolute off-diagonal elements of the Jacobian over B; as M's off-diagonal is not negative,
///    `|D(tau)| <= e^(M tau) |D(0)|` (Kamke), while both stay in B, for which B has a margin.
///
/// So the box shrinks with the flow in alpha and does not grow by wrapping. On each step C' > 0 is enclosed too.
struct ValidatedFlow: Sendable {
  /// The order n of the remainder.
  private static let order = 20
  /// The most steps.
  private let stepLimit: Int
  let constants: EnclosedFlowConstants
  /// The time, exactly.
  private(set) var time = 0.0
  private(set) var alpha = Interval.zero
  /// delta = 1 - P.
  private(set) var off: Interval
  /// The steps taken.
  private(set) var steps = 0
  private var boldness = 0.5

  /// Starts from alpha = 0, C = 0, so delta = N/T.
  init(_ system: FlowSystem, stepLimit: Int) {
    self.stepLimit = stepLimit
    constants = EnclosedFlowConstants(system)
    off = constants.off / (constants.on + constants.off)
  }

  /// Advances to a time.
  ///
  /// - Throws: `TheoryError` if the step limit is reached or C' > 0 cannot be enclosed.
  mutating func advance(to end: Double) throws(TheoryError) {
    while time < end { try advanceOneStep(limit: end) }
  }

  /// Takes one step, at most to the limit.
  ///
  /// - Throws: `TheoryError` if the step limit is reached or C' > 0 cannot be enclosed.
  mutating func advanceOneStep(limit: Double) throws(TheoryError) {
    guard steps < stepLimit else {
      throw TheoryError(
        value: "time = \(limit), \(steps) steps at \(time)",
        rule: "a validated integration to the slow curve of at most \(stepLimit) steps")
    }
    let (x, y) = (alpha.midpoint, off.midpoint)
    var taylor = FlowTaylor(constants, order: Self.order)
    taylor.expand(alpha: Interval(checked: x, x), off: Interval(checked: y, y))
    let ideal = stepLength(taylor)
    for _ in 0..<60 {
      let end = min(limit, time + boldness * ideal)
      if end > time, let next = accepted(taylor, to: end) {
        try rising(in: next)
        if end < limit { boldness = min(4, boldness * 1.05) }
        // alpha > 0 was proved with C' > 0.
        alpha = next.alpha.intersection(Interval(checked: 0, .infinity))
        (off, time) = (next.off, end)
        steps += 1
        return
      }
      boldness *= 0.8
    }
    throw TheoryError(value: "a step at time \(time)", rule: "an enclosure exists for a short step")
  }

  /// What an accepted step gives.
  private struct Step {
    let alpha: Interval
    let off: Interval
    let alphaBox: Interval
    let offBox: Interval
  }

  /// Steps in which Lagrange's remainder is about a rounding error.
  private func stepLength(_ taylor: FlowTaylor) -> Double {
    let k = Self.order - 1
    let scale = max(alpha.magnitude, 1 - off.lower)
    let largest = max(
      taylor.alpha[k].magnitude / scale, taylor.off[k].magnitude / off.magnitude,
      (taylor.alpha[k - 1].magnitude / scale).squareRoot() * 1e-200)
    if !(largest > 0) { return 1 }
    return Elementary.exp((Elementary.log(1e-16) - Elementary.log(largest)) / Double(k))
  }

  /// The step to a time, if its box holds and its remainder is small.
  private func accepted(_ taylor: FlowTaylor, to end: Double) -> Step? {
    let length = Interval(checked: end, end) - Interval(checked: time, time)
    let whole = Interval(checked: 0, length.upper)
    let range = (
      alpha: FlowTaylor.sum(taylor.alpha, at: whole), off: FlowTaylor.sum(taylor.off, at: whole)
    )
    let margin = (
      alpha: 0.01 * range.alpha.width + 1e3 * alpha.radius + 1e-13,
      off: 0.01 * range.off.width + 1e3 * off.radius + 1e-13 * off.upper
    )
    let inner = (
      alpha: Self.widened(range.alpha, by: margin.alpha), off: Self.widened(range.off, by: margin.off)
    )
    let box = (
      alpha: Self.widened(inner.alpha, by: margin.alpha), off: Self.widened(inner.off, by: margin.off)
    )
    guard box.off.lower > 0, box.off.upper < 1, box.alpha.isBounded else { return nil }
    var last = FlowTaylor(constants, order: Self.order)
    last.expand(alpha: box.alpha, off: box.off)
    let remainders = (alpha: last.alpha[Self.order], off: last.off[Self.order])
    let powers = (whole: whole.power(Self.order), end: length.power(Self.order))
    guard (range.alpha + powers.whole * remainders.alpha).isInterior(to: inner.alpha),
      (range.off + powers.whole * remainders.off).isInterior(to: inner.off)
    else { return nil }
    let rest = (alpha: powers.end * remainders.alpha, off: powers.end * remainders.off)
    guard rest.alpha.width <= 4e-16 * max(alpha.magnitude, 1 - off.lower), rest.off.width <= 4e-16 * off.upper
    else { return nil }
    guard let spread = spread(over: box.alpha, box.off, length.upper, margin: margin) else { return nil }
    let alphaEnd = FlowTaylor.sum(taylor.alpha, at: length) + rest.alpha
    let offEnd = FlowTaylor.sum(taylor.off, at: length) + rest.off
    return Step(
      alpha: Self.widened(alphaEnd, by: spread.alpha), off: Self.widened(offEnd, by: spread.off),
      alphaBox: box.alpha, offBox: box.off)
  }

  private static func widened(_ x: Interval, by amount: Double) -> Interval {
    x + Interval(checked: -amount, amount)
  }

  /// Bounds `e^(M tau) |D(0)|`, if the differences stay within the margin all along.
  private func spread(
    over alphaBox: Interval, _ offBox: Interval, _ length: Double, margin: (alpha: Double, off: Double)
  ) -> (alpha: Double, off: Double)? {
    let j = constants.jacobian(alpha: alphaBox, off: offBox)
    let bound = MetzlerExponential(
      first: j.alphaByAlpha.upper, firstBySecond: j.alphaByOff.magnitude,
      secondByFirst: j.offByAlpha.magnitude,
      second: j.offByOff.upper)
    guard let end = bound.applied(to: (alpha.radius, off.radius), time: length),
      let most = bound.growing.applied(to: (alpha.radius, off.radius), time: length),
      most.0 < margin.alpha, most.1 < margin.off
    else { return nil }
    return (end.0, end.1)
  }

  /// Checks that C' > 0 on the step, after its start where that is t = 0 and alpha = 0.
  ///
  /// C' has the sign of alpha times `pull`, and alpha > 0 where it is in the box, or rises from a start that is not negative.
  private func rising(in step: Step) throws(TheoryError) {
    let pull = constants.pull(alpha: step.alphaBox, off: step.offBox)
    let velocity = constants.alphaVelocity(alpha: step.alphaBox, off: step.offBox)
    guard pull.lower > 0, step.alphaBox.lower > 0 || (alpha.lower >= 0 && velocity.lower > 0) else {
      throw TheoryError(value: "C' on the step from time \(time)", rule: "C' > 0 is enclosed on each step")
    }
  }
}
