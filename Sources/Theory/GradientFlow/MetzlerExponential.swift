/// Bounds `e^(M t) v` from above for a 2 x 2 matrix M whose off-diagonal elements, like v, are not negative.
///
/// With s the largest of 0 and minus the diagonal elements, `e^(M t) = e^(-s t) sum_k ((M + s I) t)^k / k!`, every term not
/// negative. The terms after the last one taken are bounded by a geometric series of ratio 1/2.
struct MetzlerExponential {
  let first: Double
  let firstBySecond: Double
  let secondByFirst: Double
  let second: Double

  /// The same with diagonal elements of at least 0, for which `e^(M t) v` grows with t.
  var growing: MetzlerExponential {
    MetzlerExponential(
      first: max(0, first), firstBySecond: firstBySecond, secondByFirst: secondByFirst, second: max(0, second)
    )
  }

  /// The bound, or nil where t is too long for it.
  func applied(to v: (Double, Double), time: Double) -> (Double, Double)? {
    let shift = max(0, -first, -second)
    let t = Interval(checked: time, time)
    func scaled(_ x: Double, plus shift: Double) -> Interval {
      (Interval(checked: x, x) + Interval(checked: shift, shift)) * t
    }
    let (a, b) = (scaled(first, plus: shift), scaled(firstBySecond, plus: 0))
    let (c, d) = (scaled(secondByFirst, plus: 0), scaled(second, plus: shift))
    let size = max((a + b).upper, (c + d).upper)
    guard size <= 12 else { return nil }
    var term = (Interval(checked: v.0, v.0), Interval(checked: v.1, v.1))
    var sum = term
    var count = 0
    // Terms fall at least by a half from 2 size on.
    while count < 8 || Double(count) < 2 * size
      || (count < 60 && max(term.0.upper, term.1.upper) > 1e-30 * sum.1.upper)
    {
      count += 1
      let per = Interval.one / Interval(count)
      term = ((a * term.0 + b * term.1) * per, (c * term.0 + d * term.1) * per)
      sum = (sum.0 + term.0, sum.1 + term.1)
    }
    let rest = Interval(checked: 0, max(term.0.upper, term.1.upper))
    let decay = (-(Interval(checked: shift, shift) * t)).exp
    return (((sum.0 + rest) * decay).upper, ((sum.1 + rest) * decay).upper)
  }
}
