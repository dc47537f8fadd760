/// Student's t law with nu degrees of freedom, the law of `g sqrt(nu / chi^2_nu)`.
///
/// For t > 0 the upper tail is `P(t_nu > t) = I_x(nu/2, 1/2) / 2` with `x = nu/(nu + t^2)`: relative error about 1e-14.
///
/// Source: textbook.
public struct StudentT: Hashable, Sendable {
  /// The degrees of freedom nu.
  public let degreesOfFreedom: Double

  /// The law with nu degrees of freedom.
  ///
  /// - Throws: `TheoryError` unless 0 < nu <= 1e15.
  public init(degreesOfFreedom nu: Double) throws(TheoryError) {
    guard nu > 0, nu <= 1e15 else {
      throw TheoryError(value: "degreesOfFreedom = \(nu)", rule: "0 < degreesOfFreedom <= 1e15")
    }
    degreesOfFreedom = nu
  }

  /// The upper tail P(t_nu > t), relative error about 1e-14 also where it is tiny.
  ///
  /// - Throws: `TheoryError` if t is not a number.
  public func upperTail(_ t: Double) throws(TheoryError) -> Double {
    if t.isNaN { throw TheoryError(value: "t = \(t)", rule: "t is a number") }
    let nu = degreesOfFreedom
    let size = abs(t)
    // Scaled by the larger of t and sqrt(nu), t^2 cannot overflow.
    let root = nu.squareRoot()
    let (x, y): (Double, Double)
    if size <= root {
      let square = (size / root) * (size / root)
      (x, y) = (1 / (1 + square), square / (1 + square))
    } else {
      let square = (root / size) * (root / size)
      (x, y) = (square / (1 + square), 1 / (1 + square))
    }
    let half = 0.5 * (try IncompleteBeta.regularized(x, complement: y, a: nu / 2, b: 0.5))
    return t >= 0 ? half : 1 - half
  }

  /// The distribution function P(t_nu <= t), of full relative accuracy in the lower tail.
  ///
  /// - Throws: `TheoryError` if t is not a number.
  public func cumulative(_ t: Double) throws(TheoryError) -> Double { try upperTail(-t) }

  /// The density at t, relative error about 1e-15 (1 + |ln density|).
  ///
  /// With Stirling's remainder Delta the density `Gamma((nu+1)/2) / (sqrt(nu pi) Gamma(nu/2)) (1 + t^2/nu)^{-(nu+1)/2}` is
  /// ```
  /// exp( (nu/2) log(1 + 1/nu) - 1/2 + Delta((nu+1)/2) - Delta(nu/2) - ((nu+1)/2) log(1 + t^2/nu) ) / sqrt(2 pi),
  /// ```
  /// in which no large numbers cancel.
  ///
  /// - Throws: `TheoryError` if t is not a number.
  public func density(_ t: Double) throws(TheoryError) -> Double {
    if t.isNaN { throw TheoryError(value: "t = \(t)", rule: "t is a number") }
    if t.isInfinite { return 0 }
    let nu = degreesOfFreedom
    let ratio = abs(t) / nu.squareRoot()
    // Beyond 1e8 the 1 is below rounding, and the square might overflow.
    let logarithm = ratio < 1e8 ? Elementary.log1p(ratio * ratio) : 2 * Elementary.log(ratio)
    let front =
      nu / 2 * Elementary.log1p(1 / nu) - 0.5
      + (IncompleteBeta.stirlingRemainder((nu + 1) / 2) - IncompleteBeta.stirlingRemainder(nu / 2))
    return Elementary.exp(front - (nu + 1) / 2 * logarithm) / (2 * Double.pi).squareRoot()
  }
}
