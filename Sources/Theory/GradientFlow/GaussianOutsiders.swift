/// What N tokens outside y with iid logits sigma g contribute to the moments of attention, as functions of v.
///
/// With y = v e^{sigma g} let `phi = E e^{-y}`, `chi = E y^2 e^{-y}`. Tabulated over ln v are `none = phi^N` (nobody
/// has arrived by v) and `one = N phi^{N-1} chi`. As a token's logit sigma g = w is compared with ln v only,
/// ```
/// 1 - phi = sum_w weight(w) G(ln v + w),   G(x) = 1 - e^{-e^x},      chi = sum_w weight(w) H(ln v + w),   H(x) = e^{2x - e^x},
/// ```
/// trapezoid sums over places w on the same grid as ln v, so that G and H are evaluated once for all spreads. 1 - phi is a
/// sum of positive terms: phi^N keeps its digits at N = 10^7. Above `top` G is 1 and a running sum of the weights does.
/// Where sigma < 1/2 the grid is too coarse for the weight and g itself is summed over.
///
/// Below the lowest ln v, a place where e^{-uq} = 1 for every C served, what is left of `E ||s||^2` is
/// `far = int one d(ln v)`: draws in which a single outsider outweighs everything. It matters for spreads above 5 and is
/// a trapezoid sum over t, ln v = lowest - ln(1 + e^t) sigma, which decays at both ends. Source: derived here.
struct GaussianOutsiders {
  /// phi^N at the grid's places.
  let none: [Double]
  /// N phi^{N-1} chi at the grid's places.
  let one: [Double]
  /// The integral of N phi^{N-1} chi over ln v below the grid.
  let far: Double

  /// The places ln v = step k and the functions G and H there.
  struct Grid {
    let outside: Double
    let step: Double
    /// The places k of ln v.
    let places: ClosedRange<Int>
    /// The places of x = ln v + w between which G is neither 0 nor 1.
    let transition: ClosedRange<Int>
    let arrived: [Double]
    let arriving: [Double]

    /// The grid for logits up to the largest: u = v e^C from e^{-28}/T to 50.
    init(problem: Problem, largestLogit: Double, step: Double) {
      outside = Double(problem.tokensOutside)
      self.step = step
      let depth = 28 + Elementary.log(Double(problem.tokens))
      places = Int((-(depth + largestLogit) / step).rounded(.down))...Int((4 / step).rounded(.up))
      transition = Int((-depth / step).rounded(.down))...Int((4.4 / step).rounded(.up))
      let values = transition.map { Elementary.exp(step * Double($0)) }
      arrived = values.map { -Elementary.expm1(-$0) }
      arriving = values.map { $0 * $0 * Elementary.exp(-$0) }
    }
  }

  /// Tabulates a spread sigma > 0.
  init(_ grid: Grid, spread: Double) {
    var (none, one): ([Double], [Double]) = ([], [])
    let values = spread < 0.5 ? Self.narrow(grid, spread) : Self.wide(grid, spread)
    none.reserveCapacity(values.count)
    one.reserveCapacity(values.count)
    for (arrived, arriving) in values {
      let pair = Self.all(grid.outside, arrived, arriving)
      none.append(pair.none)
      one.append(pair.one)
    }
    self.none = none
    self.one = one
    far = Self.far(grid, spread)
  }

  /// phi^N and N phi^{N-1} chi from 1 - phi and chi.
  private static func all(_ outside: Double, _ arrived: Double, _ arriving: Double) -> (
    none: Double, one: Double
  ) {
    if arrived >= 1 { return (0, outside == 1 ? arriving : 0) }
    let others = Elementary.exp((outside - 1) * Elementary.log1p(-arrived))
    return (others * (1 - arrived), outside * others * arriving)
  }

  /// 1 - phi and chi, summed over g at steps of 1/2; from their power series where v < e^{-9}.
  private static func narrow(_ grid: Grid, _ spread: Double) -> [(Double, Double)] {
    let nodes = (-15...15).map { index -> (weight: Double, value: Double) in
      let g = 0.5 * Double(index)
      return (0.5 * GaussianTail.density(g), Elementary.exp(spread * g))
    }
    // E e^{k sigma g}, k = 1, 2, 3.
    let half = 0.5 * spread * spread
    let (m1, m2, m3) = (Elementary.exp(half), Elementary.exp(4 * half), Elementary.exp(9 * half))
    return grid.places.map { place in
      let logScale = grid.step * Double(place)
      let v = Elementary.exp(logScale)
      if logScale < -9 { return (v * (m1 - v * (m2 / 2 - v * m3 / 6)), v * v * (m2 - v * m3)) }
      var (arrived, arriving) = (0.0, 0.0)
      for node in nodes {
        let y = v * node.value
        let gone = -Elementary.expm1(-y)
        arrived += node.weight * gone
        arriving += node.weight * y * y * (1 - gone)
      }
      return (arrived, arriving)
    }
  }

  /// 1 - phi and chi, summed over w = sigma g at the grid's places.
  private static func wide(_ grid: Grid, _ spread: Double) -> [(Double, Double)] {
    let needed = grid.transition.upperBound - grid.places.lowerBound
    let last = min(Int((9 * spread / grid.step).rounded(.up)), needed)
    let scale = grid.step / spread
    let weights = (0...last).map { scale * GaussianTail.density(scale * Double($0)) }
    // Sums of the weights above each place.
    var above = [Double](repeating: 0, count: 2 * last + 2)
    above[2 * last + 1] = last == needed ? tail(from: Double(last), scale) : 0
    for index in stride(from: 2 * last, through: 0, by: -1) {
      above[index] = above[index + 1] + weights[abs(index - last)]
    }
    let (low, high) = (grid.transition.lowerBound, grid.transition.upperBound)
    return grid.places.map { place in
      var arrived = high - place < -last ? above[0] : above[min(2 * last + 1, high - place + last + 1)]
      var arriving = 0.0
      let first = max(-last, low - place)
      if first <= min(last, high - place) {
        for w in first...min(last, high - place) {
          let weight = weights[abs(w)]
          arrived += weight * grid.arrived[place + w - low]
          arriving += weight * grid.arriving[place + w - low]
        }
      }
      return (arrived, arriving)
    }
  }

  /// The sum of scale phi(scale k) over integers k > place, by Euler and Maclaurin's formula for midpoints.
  private static func tail(from place: Double, _ scale: Double) -> Double {
    let end = scale * (place + 0.5)
    guard end < 38, let upper = try? GaussianTail.upper(end) else { return 0 }
    return upper - scale * scale / 24 * end * GaussianTail.density(end)
  }

  /// The integral of N phi^{N-1} chi below the grid.
  private static func far(_ grid: Grid, _ spread: Double) -> Double {
    // Half a step below the lowest place, with Euler and Maclaurin's correction for the sum above.
    let end = grid.step * (Double(grid.places.lowerBound) - 0.5)
    let reach = 9 + end / spread
    if reach <= 0 { return 0 }
    let step = 0.3 * grid.step
    var sum = 0.0
    var t = -26.0
    while t < reach {
      let away = t > 0 ? t + Elementary.log1p(Elementary.exp(-t)) : Elementary.log1p(Elementary.exp(t))
      sum += step * density(grid, spread, end - spread * away) / (1 + Elementary.exp(-t))
      t += step
    }
    let slope =
      density(grid, spread, end + 0.5 * grid.step) - density(grid, spread, end - 0.5 * grid.step)
    return spread * sum - grid.step / 24 * slope
  }

  /// N phi^{N-1} chi at any ln v below the grid, by the same sums on a grid of w of its own.
  private static func density(_ grid: Grid, _ spread: Double, _ logScale: Double) -> Double {
    let scale = grid.step / spread
    let start = Double(grid.transition.lowerBound) - logScale / grid.step
    var weight = scale * GaussianTail.density(scale * start)
    // weight(w + step) / weight(w), and by what it changes.
    var ratio = Elementary.exp(-scale * scale * (start + 0.5))
    let change = Elementary.exp(-scale * scale)
    var (arrived, arriving) = (0.0, 0.0)
    for k in grid.arrived.indices {
      arrived += weight * grid.arrived[k]
      arriving += weight * grid.arriving[k]
      weight *= ratio
      ratio *= change
    }
    arrived += tail(from: start + Double(grid.arrived.count - 1), scale)
    return all(grid.outside, arrived, arriving).one
  }
}
