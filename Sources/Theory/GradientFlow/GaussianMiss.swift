/// E delta and E M of attention with W = C I on Gaussian positions with the dual query, each as a sum of
/// positive terms.
///
/// With Y_i the weights outside y over one inside (`GaussianMoments`), `S = sum_i Y_i`, delta = 1 - P, `M = q
/// ||s - 1_y/q||^2`,
/// ```
/// delta = S/(q + S),     M = (q sum_i Y_i^2 + S^2)/(q + S)^2,     phi = E e^{-uY},     c_k = E Y^k e^{-uY},
/// E delta = E_r int e^{-uq} N phi^{N-1} c_1 du,
/// E M = E_r int u e^{-uq} [ (q + 1) N phi^{N-1} c_2 + N (N - 1) phi^{N-2} c_1^2 ] du.
/// ```
/// Nothing cancels: they have as many digits at 1e-200 as at 1. Nothing is shared with
/// `GaussianPositionFlow`, which has E P and E ||s||^2 by other sums, tabulated at Chebyshev's points: each
/// checks the other.
///
/// Every integral is a trapezoid sum, over ln chi^2_nu, tau with ln u = tau - e^-tau/T, and ln (uY). Rare
/// draws carry what is small: the sum over ln chi^2 goes on until what is left, at most the weight, is below
/// 1e-13 of the sum. Source: derived here.
public struct GaussianMiss: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The width d_e of the positions.
  public let width: Int
  /// All steps are divided by it, for tests of accuracy.
  private let refinement: Double
  /// nu = d_e - q + 1.
  private let degrees: Double
  private let radiusStep: Double
  /// The sum of the weights of ln chi^2.
  private let total: Double

  /// Prepares for a problem and a width.
  ///
  /// - Throws: `TheoryError` unless q + 2 <= width <= 10^7 and T <= 10^7.
  public init(problem: Problem, width: Int) throws(TheoryError) {
    try self.init(problem: problem, width: width, refinement: 1)
  }

  init(problem: Problem, width: Int, refinement: Double) throws(TheoryError) {
    try GaussianPositionFlow.check(problem, width: width)
    (self.problem, self.width, self.refinement) = (problem, width, refinement)
    degrees = Double(width - problem.sparsity + 1)
    let step = min(0.2, 0.7 * (2 / degrees).squareRoot()) / refinement
    radiusStep = step
    var sum = 1.0
    for sign in [-1.0, 1] {
      var place = 1.0
      while true {
        let weight = Self.weight(degrees, sign * step * place)
        if weight < 1e-18 { break }
        sum += weight
        place += 1
      }
    }
    total = sum
  }

  /// The risk of V = alpha I, W = C I, `(d/q) [(1 - alpha)^2 + 2 alpha (1 - alpha) E delta + alpha^2 E M]`.
  ///
  /// - Throws: `TheoryError` unless C >= 0 and finite, and alpha is finite.
  public func risk(alpha: Double, logit: Double) throws(TheoryError) -> Double {
    guard alpha.isFinite else { throw TheoryError(value: "alpha = \(alpha)", rule: "a finite number") }
    let (off, miss) = try moments(logit: logit)
    return problem.trivialRisk
      * ((1 - alpha) * (1 - alpha) + 2 * alpha * (1 - alpha) * off + alpha * alpha * miss)
  }

  /// The least risk over alpha, `(d/q) (E M - (E delta)^2)/(E M + 1 - 2 E delta)` (A5).
  ///
  /// - Throws: `TheoryError` unless C >= 0 and finite.
  public func leastRisk(logit: Double) throws(TheoryError) -> Double {
    let (off, miss) = try moments(logit: logit)
    return problem.trivialRisk * (miss - off * off) / (miss + 1 - 2 * off)
  }

  /// E delta and E M at a logit C.
  ///
  /// Outsiders score higher where chi^2 is less, so there the sum goes on until all that is left is little:
  /// delta <= 1, M <= q + 1.
  ///
  /// - Throws: `TheoryError` unless C >= 0 and finite.
  public func moments(logit: Double) throws(TheoryError) -> (massOffSubset: Double, squaredMiss: Double) {
    guard logit >= 0, logit.isFinite else {
      throw TheoryError(value: "logit = \(logit)", rule: "0 <= logit < infinity")
    }
    if logit == 0 {
      let off = Double(problem.tokensOutside) / Double(problem.tokens)
      return (off, off)
    }
    let q = Double(problem.sparsity)
    var (off, miss) = (0.0, 0.0)
    func add(_ place: Double) -> Double {
      let away = radiusStep * place
      let weight = Self.weight(degrees, away)
      let given = conditional(
        logit: logit, radius: (q / degrees).squareRoot() * Elementary.exp(-0.5 * away))
      off += weight * given.off
      miss += weight * given.miss
      return weight * given.miss
    }
    var place = 0.0
    while add(place) > 1e-15 * miss { place += 1 }
    place = -1
    while Self.weight(degrees, radiusStep * place) * (q + 1) > 1e-13 * off, place > -1e4 {
      _ = add(place)
      place -= 1
    }
    return (off / total, miss / total)
  }

  /// The density of ln chi^2_nu at a distance from ln nu, relative to the density there.
  private static func weight(_ degrees: Double, _ away: Double) -> Double {
    Elementary.exp(0.5 * degrees * (away - Elementary.expm1(away)))
  }

  /// E delta and E M given r, a sum over tau, ln u = tau - e^-tau/T: close together from u = 1/T on, far
  /// apart where u is so small that only the spread of ln Y is left to see.
  private func conditional(logit: Double, radius: Double) -> (off: Double, miss: Double) {
    let (outside, q) = (Double(problem.tokensOutside), Double(problem.sparsity))
    let rarity = 1 / (radius * radius)
    let outsider = Outsider(
      spread: logit * radius, mean: -logit, rarity: rarity, refinement: refinement)
    // u Y < 1 for all Y that weigh anything beside the Y of a score of 1, and u below it by e^-45.
    let lowest = -max(outsider.spread * (rarity + 90).squareRoot() - logit, 45 + 0.5 * rarity - logit, 1) - 2
    let step = 0.08 / refinement
    let logTokens = Elementary.log(Double(problem.tokens))
    var (off, miss) = (0.0, 0.0)
    var tau = 4.3 - Elementary.log(q)
    while true {
      let less = Elementary.exp(-tau - logTokens)
      let logScale = tau - less
      if logScale < lowest { break }
      let seen = outsider.seen(logScale)
      if seen.gone < 1 {
        let none = Elementary.log1p(-seen.gone)
        let others =
          Elementary.exp((outside - 1) * none - q * Elementary.exp(logScale)) * outside * step * (1 + less)
        off += others * seen.one
        miss += others * ((q + 1) * seen.two + (outside - 1) * seen.one * seen.one * Elementary.exp(-none))
      }
      tau -= step
    }
    return (off, miss)
  }

  /// One token outside y with ln Y normal: `gone = E (1 - e^-y)`, `one = E y e^-y` and `two = E y^2 e^-y`, y
  /// = u Y.
  private struct Outsider {
    let spread: Double
    let mean: Double
    /// The greatest g that weighs anything beside the g of a score of 1, 1/r.
    private let reach: Double
    /// The step in ln y.
    private let step: Double
    /// The places of ln y, up to 4.2, above which e^-y is nothing; none where the spread is small.
    private let first: Int
    private let values: [Parts]
    /// The weights and Y at places of g, where the spread is small.
    private let near: [(weight: Double, outsider: Double)]

    struct Parts {
      var gone = 0.0
      var one = 0.0
      var two = 0.0

      mutating func add(_ weight: Double, _ other: Parts) {
        gone += weight * other.gone
        one += weight * other.one
        two += weight * other.two
      }

      mutating func add(_ weight: Double, at y: Double) {
        let gone = y < 50 ? -Elementary.expm1(-y) : 1
        add(weight, Parts(gone: gone, one: y * (1 - gone), two: y * y * (1 - gone)))
      }
    }

    init(spread: Double, mean: Double, rarity: Double, refinement: Double) {
      (self.spread, self.mean) = (spread, mean)
      reach = (rarity + 90).squareRoot()
      let step = min(0.3, 0.6 * spread) / refinement
      self.step = step
      first = Int((-(45 + 0.5 * rarity) / step).rounded(.down))
      if spread < 0.5 {
        let scale = step / spread
        let last = Int(reach / scale)
        near = (-last...last).map { index in
          let g = scale * Double(index)
          return (scale * GaussianTail.density(g), Elementary.exp(mean + spread * g))
        }
        values = []
      } else {
        near = []
        values = (first...Int((4.2 / step).rounded(.up))).map { place in
          var parts = Parts()
          parts.add(1, at: Elementary.exp(step * Double(place)))
          return parts
        }
      }
    }

    func seen(_ logScale: Double) -> Parts {
      var parts = Parts()
      if values.isEmpty {
        let u = Elementary.exp(logScale)
        for node in near { parts.add(node.weight, at: u * node.outsider) }
        return parts
      }
      let scale = step / spread
      // The place of g for the first ln y = ln u + mean + spread g.
      let start = (step * Double(first) - logScale - mean) / spread
      let low = max(0, Int(((-reach - start) / scale).rounded(.up)))
      let high = max(low, min(values.count, Int(((reach - start) / scale).rounded(.up))))
      // The density of each place from the one before, and by what that ratio changes.
      let g = start + scale * Double(low)
      var weight = scale * GaussianTail.density(g)
      var ratio = Elementary.exp(-scale * (g + 0.5 * scale))
      let change = Elementary.exp(-scale * scale)
      for index in low..<high {
        parts.add(weight, values[index])
        weight *= ratio
        ratio *= change
      }
      if high == values.count {
        parts.gone += Self.sum(from: start + scale * Double(high), to: reach, scale)
      }
      return parts
    }

    /// The sum of all weights from a place on: one by one where they are far apart, else by Euler and
    /// Maclaurin.
    private static func sum(from g: Double, to reach: Double, _ scale: Double) -> Double {
      if scale > 0.1 {
        var (place, sum) = (max(g, g + ((-reach - g) / scale).rounded(.up) * scale), 0.0)
        while place < reach {
          sum += scale * GaussianTail.density(place)
          place += scale
        }
        return sum
      }
      guard let integral = try? GaussianTail.upper(g) else { return 0 }
      let density = GaussianTail.density(g)
      let square = scale * scale
      return integral
        + density * scale * (0.5 + scale * g / 12 - square * scale * (g * g * g - 3 * g) / 720)
    }
  }
}
