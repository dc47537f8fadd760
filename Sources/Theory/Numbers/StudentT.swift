/// Student's t law with nu degrees of freedom, the law of `g sqrt(nu / chi^2_nu)`.
///
/// For t > 0 the upper tail is `P(t_nu > t) = I_x(nu/2, 1/2) / 2` with `x = nu/(nu + t^2)`. Where x is below
/// 1e-200 its first term is all of it,
/// ```
/// P(t_nu > t) = (sqrt(nu)/t)^nu Gamma((nu+1)/2) / (2 sqrt(pi) Gamma(nu/2 + 1)),
/// ```
/// the power taken as a power of two times a number near 1, so that no large logarithm is formed.
///
/// Range: 0 < nu <= 1e15, every t. Error: the upper tail at t > 0 has a relative error below 1e-13 down to
/// 1e-300.
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

  /// The upper tail P(t_nu > t), relative error below 1e-13 also where it is tiny.
  ///
  /// - Throws: `TheoryError` if t is not a number.
  public func upperTail(_ t: Double) throws(TheoryError) -> Double {
    if t.isNaN { throw TheoryError(value: "t = \(t)", rule: "t is a number") }
    let nu = degreesOfFreedom
    let size = abs(t)
    // Scaled by the larger of t and sqrt(nu), t^2 cannot overflow.
    let root = nu.squareRoot()
    if size.isFinite, size > 1e100 * root {
      let tail = farTail(root: root, size: size)
      return t >= 0 ? tail : 1 - tail
    }
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

  /// The density at t, relative error below 4e-16 (1 + |ln density|) wherever it is above 1e-300.
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

  /// The upper tail where t > 1e100 sqrt(nu).
  private func farTail(root: Double, size: Double) -> Double {
    let nu = degreesOfFreedom
    // Neither of root and size need be normal numbers, and their quotient may be none.
    let exponent = Double(Int(root.exponent) - Int(size.exponent))
    let fraction = Elementary.log(root.significand / size.significand)
    // 2^(nu exponent) is 2^whole 2^(the rest), the product without its rounding.
    let product = nu * exponent
    if product < -1100 { return 0 }
    let whole = product.rounded()
    let rest = (product - whole) + (-product).addingProduct(nu, exponent)
    let a = nu / 2
    let gammas =
      a * Elementary.log(a + 0.5) - (a + 0.5) * Elementary.log1p(a) + 0.5
      + (IncompleteBeta.stirlingRemainder(a + 0.5) - IncompleteBeta.stirlingRemainder(a + 1))
    let value = Elementary.exp(rest * 0.6931471805599453 + nu * fraction + gammas)
    return (0.5 / Double.pi.squareRoot() * value).scaledByPowerOfTwo(Int(whole))
  }
}
