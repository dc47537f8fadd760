/// The upper tail of the standard normal law.
///
/// `Q(z) = P(g > z)`. For 0 <= z < 3 by the series `1/2 - phi(z) (z + z^3/3 + z^5/(3 5) + ...)`, beyond by Laplace's
/// continued fraction `phi(z) / (z + 1/(z + 2/(z + 3/(z + ...))))`, phi the density; `Q(-z) = 1 - Q(z)`. Relative error
/// about 1e-14, below 1e-12 around z = 3 where the series loses digits.
///
/// Source: textbook.
public enum NormalTail {
  /// Returns P(g > z); not a number for not a number.
  public static func upper(_ z: Double) -> Double {
    if z < 0 { return 1 - upper(-z) }
    if z.isNaN { return z }
    let density = Elementary.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    if density == 0 { return 0 }
    if z < 3 {
      var term = z
      var sum = z
      var odd = 3.0
      while term > 1e-17 * sum {
        term *= z * z / odd
        sum += term
        odd += 2
      }
      return 0.5 - density * sum
    }
    // 80 levels leave 1e-17 at z = 3 and less beyond.
    var fraction = z
    for level in stride(from: 80.0, through: 1, by: -1) { fraction = z + level / fraction }
    return density / fraction
  }
}
