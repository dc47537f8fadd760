/// How wide positions must be for a margin.
///
/// Positions e_1, ..., e_T iid N(0, I/d_e), the dual query `e_y = E_y (E_y^T E_y)^-1 1`, i not in y. With
/// `nu = d_e - q + 1`,
/// ```
/// <e_i, e_y> = sqrt(q/nu) t_nu    in law, t_nu Student's t with nu degrees of freedom, for every d_e >= q,
/// P(margin < gamma) <= N P(t_nu > (1 - gamma) sqrt(nu/q)),      N = T - q.
/// ```
/// Proof. Given E_y the vector e_i is independent of e_y, so `<e_i, e_y> = (|e_y| / sqrt(d_e)) g_i`, g_i standard normal and
/// independent over i. Now `|e_y|^2 = 1^T (E_y^T E_y)^-1 1`, and `d_e E_y^T E_y` is a Wishart matrix with d_e degrees of
/// freedom: `1/(a^T M^-1 a)` is `chi^2_{d_e - q + 1} / |a|^2` for such an M. Hence `|e_y|^2 = d_e q / chi^2_nu`, and
/// the score is `sqrt(q / chi^2_nu) g = sqrt(q/nu) t_nu`. The second line is the union bound over the N tokens
/// outside. As the g_i are independent given r = sqrt(q / chi^2_nu), the failure is also known exactly,
/// ```
/// P(margin < gamma) = E[ 1 - (1 - Q((1 - gamma)/r))^N ],     Q the normal upper tail.
/// ```
/// The tail falls as d_e grows (chi^2_nu grows with nu), so there is a least width. It is of order q log T: with
/// a = (1 - gamma)^2/q,
/// ```
/// (1 + a)^{-nu/2} / (2 sqrt(pi nu)) <= P(t_nu > sqrt(a nu)) <= (1 + a)^{-nu/2} / 2,
/// ```
/// so the failure p allows widths with `nu ln(1 + a) >= 2 ln(N/(2p))` and no width with `nu ln(1 + a) + ln(4 pi nu) < 2 ln(N/p)`.
/// The upper bound is `E Q(sqrt(a chi^2_nu)) <= E e^{-a chi^2_nu / 2}/2`. The lower one: the tail is I_x(nu/2, 1/2)/2 at
/// x = 1/(1 + a), at least `x^b / (2 b B(b, 1/2))` with b = nu/2, and `1/B(b, 1/2) >= sqrt((b - 1/4)/pi)` (Watson 1959).
///
/// Source: a width of order q log T, Sanford, Hsu, Telgarsky 2023; the exact law, derived here.
public struct A4WidthForMargin: Hashable, Sendable {
  /// The sparsity q.
  public let sparsity: Int
  /// The position dimension d_e.
  public let positionDimension: Int
  /// Student's law with nu = d_e - q + 1 degrees of freedom.
  public let student: StudentT

  /// The greatest position dimension that is considered, 10^9.
  public static let widthLimit = 1_000_000_000

  /// The law of scores of positions in R^{d_e} against the query of q of them.
  ///
  /// - Throws: `TheoryError` unless 1 <= q <= d_e <= 10^9.
  public init(sparsity: Int, positionDimension: Int) throws(TheoryError) {
    if sparsity < 1 { throw TheoryError(value: "sparsity = \(sparsity)", rule: "sparsity >= 1") }
    guard positionDimension >= sparsity, positionDimension <= Self.widthLimit else {
      throw TheoryError(
        value: "positionDimension = \(positionDimension)",
        rule: "sparsity = \(sparsity) <= positionDimension <= \(Self.widthLimit)")
    }
    self.sparsity = sparsity
    self.positionDimension = positionDimension
    student = try StudentT(degreesOfFreedom: Double(positionDimension - sparsity + 1))
  }

  private var scale: Double { (student.degreesOfFreedom / Double(sparsity)).squareRoot() }

  /// The distribution function P(<e_i, e_y> <= s) for i not in y.
  ///
  /// - Throws: `TheoryError` if s is not a number.
  public func cumulative(score s: Double) throws(TheoryError) -> Double {
    try student.cumulative(s * scale)
  }

  /// The upper tail P(<e_i, e_y> > s) for i not in y, relative error about 1e-14.
  ///
  /// - Throws: `TheoryError` if s is not a number.
  public func upperTail(score s: Double) throws(TheoryError) -> Double { try student.upperTail(s * scale) }

  /// The density of <e_i, e_y> at s for i not in y, `sqrt(nu/q)` times Student's at `s sqrt(nu/q)`.
  ///
  /// - Throws: `TheoryError` if s is not a number.
  public func density(score s: Double) throws(TheoryError) -> Double {
    scale * (try student.density(s * scale))
  }

  /// The union bound `N P(t_nu > (1 - gamma) sqrt(nu/q))` of P(margin < gamma); it may exceed 1.
  ///
  /// - Throws: `TheoryError` if T <= q or gamma is not finite.
  public func failureBound(tokens: Int, margin: Double) throws(TheoryError) -> Double {
    try Self.requireMargin(margin)
    return Double(try outside(tokens)) * (try upperTail(score: 1 - margin))
  }

  /// The exact P(margin < gamma), relative error below 1e-10 down to 1e-280; what is smaller is right to
  /// 1e-290.
  ///
  /// The expectation over chi^2_nu is a sum over a uniform grid of its logarithm, which converges faster than any power
  /// of the grid's step: the density of the logarithm is analytic and falls off at both ends. The integrand,
  /// the density times a share that falls, has one peak, far in the density's lower tail where the failure is
  /// rare: the grid goes on until both have fallen off.
  ///
  /// - Throws: `TheoryError` if T <= q or gamma is not finite.
  public func failureProbability(tokens: Int, margin: Double) throws(TheoryError) -> Double {
    try Self.requireMargin(margin)
    let count = Double(try outside(tokens))
    let half = student.degreesOfFreedom / 2
    let step = min(0.05, 0.2 / half.squareRoot())
    // The log density of log(chi^2/nu), up to a constant: -half (e^u - 1 - u).
    func weight(_ u: Double) -> Double { Elementary.exp(-half * (Elementary.expm1(u) - u)) }
    var (weights, failures, largest) = (0.0, 0.0, 0.0)
    func add(_ place: Int) throws(TheoryError) -> Bool {
      let u = Double(place) * step
      let share = weight(u)
      let inverse = (Elementary.exp(u) * student.degreesOfFreedom / Double(sparsity)).squareRoot()
      let tail = try GaussianTail.upper((1 - margin) * inverse)
      let missed = tail < 1 ? -Elementary.expm1(count * Elementary.log1p(-tail)) : 1
      let part = share * missed
      weights += share
      failures += part
      largest = max(largest, part)
      return share > 1e-24 || (share > 1e-305 && (part > 1e-20 * largest || largest == 0))
    }
    var place = 0
    while try add(place) { place += 1 }
    place = -1
    while try add(place) { place -= 1 }
    return failures / weights
  }

  /// The least d_e >= q at which the union bound is at most the failure probability.
  ///
  /// Valid range: gamma below 1; 0 < failure < 1.
  ///
  /// - Throws: `TheoryError` outside it, if T <= q, or if no d_e up to 10^9 suffices.
  public static func minimalWidth(
    tokens: Int, sparsity: Int, margin: Double, failure: Double
  ) throws(TheoryError) -> Int {
    guard margin < 1 else { throw TheoryError(value: "margin = \(margin)", rule: "margin < 1") }
    guard failure > 0, failure < 1 else {
      throw TheoryError(value: "failure = \(failure)", rule: "0 < failure < 1")
    }
    func suffices(_ width: Int) throws(TheoryError) -> Bool {
      let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
      return try law.failureBound(tokens: tokens, margin: margin) <= failure
    }
    if try suffices(sparsity) { return sparsity }
    var below = sparsity
    var above = min(2 * sparsity, widthLimit)
    while try !suffices(above) {
      if above == widthLimit {
        throw TheoryError(
          value: "margin = \(margin), failure = \(failure)",
          rule: "a position dimension of at most \(widthLimit) suffices")
      }
      (below, above) = (above, above > widthLimit / 2 ? widthLimit : 2 * above)
    }
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if try suffices(middle) { above = middle } else { below = middle }
    }
    return above
  }

  /// The width `q - 1 + ceil(2 ln(N/(2p))/ln(1 + a))`, q at least, which suffices for the failure probability p.
  ///
  /// Valid range: gamma below 1; 0 < failure < 1.
  ///
  /// - Throws: `TheoryError` outside it, or if T <= q or the width exceeds 10^9.
  public static func sufficientWidth(
    tokens: Int, sparsity: Int, margin: Double, failure: Double
  ) throws(TheoryError) -> Int {
    let (outside, rate) = try orderTerms(tokens, sparsity, margin, failure)
    let nu = (2 * Elementary.log(outside / (2 * failure)) / rate).rounded(.up)
    guard nu <= Double(widthLimit - sparsity) else {
      throw TheoryError(value: "nu = \(nu)", rule: "a width of at most \(widthLimit)")
    }
    return max(sparsity, sparsity - 1 + Int(nu))
  }

  /// What a width leaves of `nu ln(1 + a) + ln(4 pi nu)` over `2 ln(N/p)`: 1 at least where it suffices.
  ///
  /// - Throws: `TheoryError` as `sufficientWidth`, or if the width is below q.
  public static func necessaryShare(
    width: Int, tokens: Int, sparsity: Int, margin: Double, failure: Double
  ) throws(TheoryError) -> Double {
    let (outside, rate) = try orderTerms(tokens, sparsity, margin, failure)
    let nu = try A4WidthForMargin(sparsity: sparsity, positionDimension: width).student.degreesOfFreedom
    return (nu * rate + Elementary.log(4 * Double.pi * nu)) / (2 * Elementary.log(outside / failure))
  }

  /// N and ln(1 + a).
  private static func orderTerms(_ tokens: Int, _ sparsity: Int, _ margin: Double, _ failure: Double)
    throws(TheoryError) -> (outside: Double, rate: Double)
  {
    try requireMargin(margin)
    guard margin < 1 else { throw TheoryError(value: "margin = \(margin)", rule: "margin < 1") }
    guard failure > 0, failure < 1 else {
      throw TheoryError(value: "failure = \(failure)", rule: "0 < failure < 1")
    }
    guard sparsity >= 1, tokens > sparsity else {
      throw TheoryError(value: "sparsity = \(sparsity)", rule: "1 <= sparsity < tokens = \(tokens)")
    }
    return (
      Double(tokens - sparsity), Elementary.log1p((1 - margin) * (1 - margin) / Double(sparsity))
    )
  }

  private func outside(_ tokens: Int) throws(TheoryError) -> Int {
    if tokens <= sparsity {
      throw TheoryError(value: "sparsity = \(sparsity)", rule: "1 <= sparsity < tokens = \(tokens)")
    }
    return tokens - sparsity
  }

  private static func requireMargin(_ margin: Double) throws(TheoryError) {
    guard margin.isFinite else { throw TheoryError(value: "margin = \(margin)", rule: "margin is finite") }
  }
}
