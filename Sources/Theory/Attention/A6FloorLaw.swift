/// The law of the dual query's floor on Gaussian positions as the width grows.
///
/// `GaussianPositionFloor` is the least risk of V = alpha I, W = C I. With nu = d_e - q + 1, P = P(margin < 0) (A4),
/// ```
/// floor = (d/q) (q + 1) g P [1 - b/nu + O(nu^-2)],   C* = nu/((q + 1) a*) [1 + c/nu + O(nu^-2)],
/// G(a) = a (1 - a) pi q^-a / sin(pi a),   g = min G = G(a*) on 0 < a < 2,
/// b = (q - 1) a*^2 s/2,   c = 1 - (q - 1) a* t/(2 s),   s = (ln G)''(a*),   t = (ln G)'''(a*).
/// ```
/// The limit of infinite C is (d/q)(q + 1) P: 1/g times as much. Since `P <= (N/2)(1 + 1/q)^(-nu/2)`, a share eps of the
/// trivial risk takes `d_e = q - 1 + 2 ln(N (q + 1) g/(2 eps))/ln(1 + 1/q)`, which is the paper's q log T with its constant:
/// 2 ln T/ln(1 + 1/q) is between 2q ln T and (2q + 1) ln T.
///
/// G has one minimum: by partial fractions `pi^2/sin^2(pi a) = sum_n (a - n)^-2`, so `(ln G)'' = sum_{n != 0, 1} (a - n)^-2 > 0`
/// on -1 < a < 2; and ln G grows without bound at both ends of (-1, 2) with `(ln G)'(1/2) = -ln q <= 0`, so 1/2 <= a* < 2.
///
/// Sketch of the proof; the rates below are formal expansions, held against sums without them. Where attention fails one
/// token outside y scores near 1: with its weight `Y = e^{C(rho - 1)}` over one of y, `M = q |s - 1_y/q|^2` is
/// `(q + 1) Y^2/(q + Y)^2`, so `E M = N int f(rho) (q + 1) Y^2/(q + Y)^2 d rho`, f the density of the score,
/// proportional to `(1 + rho^2/q)^{-(nu + 1)/2}`. Put `rho = 1 + u/C`, `C = nu/((q + 1) a)`: f is proportional to
/// `e^{-a u} [1 - (a u + (q - 1) a^2 u^2/2)/nu + ...]`. With `I(a) = int e^{-a u} (q + 1) e^{2u}/(q + e^u)^2 du = (q + 1) G(a)/a`
/// (a Beta integral) the ratio to P, where the same density is integrated over u > 0, is
/// `a I [1 + (a I'/I - (q - 1) a^2 I''/(2 I) + q)/nu]`. The first order in 1/nu of the least value is taken at a*, where
/// `a I'/I = -1` and `a^2 I''/I = a^2 s + 2`: -b. That of its place is minus the slope of the bracket over s: c.
/// The best alpha changes the risk by squares of P. Two outsiders at once: all scores share one r, and given that it is so
/// large that one token fails, N Q(1/r) others are near too: a share of the order of
/// `E Q(1/r)^2 N/E Q(1/r)`, `N ((q + 2)/(q + 1))^(-nu/2)` up to powers of nu (`crowding`). It goes to 0 at a fixed T.
///
/// Source: derived here.
public struct A6FloorLaw: Hashable, Sendable {
  /// g and a*, b and c, of a sparsity.
  public struct Constants: Hashable, Sendable {
    /// g, the floor as a share of the limit of infinite C.
    public let share: Double
    /// a*, where G is least.
    public let place: Double
    /// b, by which over nu the floor falls short of the leading order.
    public let riskOrder: Double
    /// c, by which over nu the logit exceeds its leading order.
    public let logitOrder: Double

    /// The constants of a sparsity q >= 1; a* by bisection of the slope of ln G, which rises.
    public init(sparsity: Int) {
      let q = Double(max(1, sparsity))
      let logSparsity = Elementary.log(q)
      var (low, high) = (0.25, 2 - 1e-9)
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if Self.slope(middle, logSparsity) < 0 { low = middle } else { high = middle }
      }
      let a = 0.5 * (low + high)
      let x = a - 1
      let (sine, cosine) = (Elementary.sin(Double.pi * x), Elementary.cos(Double.pi * x))
      let over = Double.pi / sine
      let bend = over * over - 1 / (a * a) - 1 / (x * x)
      let twist = 2 / (a * a * a) + 2 / (x * x * x) - 2 * over * over * over * cosine
      place = a
      share = a * x * over * Elementary.exp(-a * logSparsity)
      riskOrder = (q - 1) * a * a * bend / 2
      logitOrder = 1 - (q - 1) * a * twist / (2 * bend)
    }

    /// The derivative of ln G, `1/a + 1/(a - 1) - ln q - pi cot(pi a)`.
    private static func slope(_ a: Double, _ logSparsity: Double) -> Double {
      let x = a - 1
      // Both poles cancel at a = 1: pi^2 x/3 + pi^4 x^3/45 is left.
      let square = Double.pi * Double.pi * x * x
      let rest =
        abs(x) < 1e-2
        ? Double.pi * Double.pi * x * (1.0 / 3 + square / 45 + 2 * square * square / 945)
        : 1 / x - Double.pi * Elementary.cos(Double.pi * x) / Elementary.sin(Double.pi * x)
      return 1 / a + rest - logSparsity
    }
  }

  /// The problem (T, d, q).
  public let problem: Problem
  /// The width d_e of the positions.
  public let width: Int
  /// The law's constants.
  public let constants: Constants
  /// P(margin < 0).
  public let failure: Double

  /// The law at a problem and a width.
  ///
  /// - Throws: `TheoryError` as A4, and if the failure probability is below the least number.
  public init(problem: Problem, width: Int) throws(TheoryError) {
    failure = try A4WidthForMargin(sparsity: problem.sparsity, positionDimension: width)
      .failureProbability(tokens: problem.tokens, margin: 0)
    guard failure > 0 else {
      throw TheoryError(value: "width = \(width), \(problem)", rule: "P(margin < 0) is a positive number")
    }
    (self.problem, self.width) = (problem, width)
    constants = Constants(sparsity: problem.sparsity)
  }

  /// nu = d_e - q + 1.
  public var degrees: Double { Double(width - problem.sparsity + 1) }
  /// The leading order of the floor, `(d/q)(q + 1) g P(margin < 0)`.
  public var risk: Double {
    problem.trivialRisk * Double(problem.sparsity + 1) * constants.share * failure
  }
  /// The leading order of its logit, `nu/((q + 1) a*)`.
  public var logit: Double { degrees / (Double(problem.sparsity + 1) * constants.place) }
  /// `1 - b/nu`, the floor over its leading order to the next.
  public var riskRatio: Double { 1 - constants.riskOrder / degrees }
  /// `1 + c/nu`, the logit over its leading order to the next.
  public var logitRatio: Double { 1 + constants.logitOrder / degrees }

  /// `N ((q + 2)/(q + 1))^(-nu/2)`: whether a failure has company, which the law leaves out.
  public var crowding: Double {
    Double(problem.tokensOutside)
      * Elementary.exp(-0.5 * degrees * Elementary.log1p(1 / Double(problem.sparsity + 1)))
  }

  /// The least width d_e >= q at which the law's leading order is at most a share of the trivial risk.
  ///
  /// - Throws: `TheoryError` unless 1e-200 <= share < 1, and as A4.
  public static func width(_ problem: Problem, share: Double) throws(TheoryError) -> Int {
    guard share >= 1e-200, share < 1 else {
      throw TheoryError(value: "share = \(share)", rule: "1e-200 <= share < 1")
    }
    let q = problem.sparsity
    let scale = Double(q + 1) * Constants(sparsity: q).share
    func suffices(_ width: Int) throws(TheoryError) -> Bool {
      let failure = try A4WidthForMargin(sparsity: q, positionDimension: width)
        .failureProbability(tokens: problem.tokens, margin: 0)
      return scale * failure <= share
    }
    // The failure falls as the width grows.
    var (below, above) = (q - 1, try sufficientWidth(problem, share: share))
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if try suffices(middle) { above = middle } else { below = middle }
    }
    return above
  }

  /// The width `q - 1 + 2 ln(N (q + 1) g/(2 share))/ln(1 + 1/q)`, rounded up and q at least, at which the law's leading order
  /// is at most a share of the trivial risk.
  ///
  /// - Throws: `TheoryError` unless 0 < share < 1, or if it exceeds 10^9.
  public static func sufficientWidth(_ problem: Problem, share: Double) throws(TheoryError) -> Int {
    guard share > 0, share < 1 else {
      throw TheoryError(value: "share = \(share)", rule: "0 < share < 1")
    }
    let q = problem.sparsity
    let failure = share / (Double(q + 1) * Constants(sparsity: q).share)
    if failure >= 1 { return q }
    return try A4WidthForMargin.sufficientWidth(
      tokens: problem.tokens, sparsity: q, margin: 0, failure: failure)
  }
}
