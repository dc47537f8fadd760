/// The incomplete beta function for large a and b and x just below its mean, by an asymptotic series.
///
/// With f = -(a l(-u/a) + b l(u/b)) >= 0 the saddle point exponent of `IncompleteBeta`, z = sqrt(f), h the
/// smaller of a/b and b/a, and w the least root of 1/(a (1 + h)), 1/(b (1 + h)),
/// ```
/// I_x(a, b) = (2/sqrt(pi)) e^(-f + Delta(a+b) - Delta(a) - Delta(b)) sum_n d_n w^n J_n,
/// J_0 = (sqrt(pi)/4) e^f erfc(z),   J_1 = 2^(-3/2),   J_n = 2^(-3/2) (sqrt(2) z)^(n-1) + (n-1) J_(n-2),
/// ```
/// where the d_n come from the expansion of the exponent about its saddle: with a_n = (2/(n+2)) r_0 (1 +
/// h^(n+1)) for odd n (counted from 1), the recurrences below. For min(a, b) >= 10^5 and u <= 0.03 min(a, b)
/// 20 terms leave less than 1e-15.
///
/// Source: Didonato and Morris 1992, section 9 (the procedure BASYM).
enum IncompleteBetaSeries {
  /// I_x(a, b) from the exponent -f and Stirling's correction.
  static func lower(_ a: Double, _ b: Double, exponent: Double, correction: Double) -> Double {
    let f = max(0, -exponent)
    let front = Elementary.exp(-f)
    if front == 0 { return 0 }
    let coefficients = coefficients(a, b)
    let h = min(a, b) / max(a, b)
    let w = 1 / (min(a, b) * (1 + h)).squareRoot()
    let root = (2 * f).squareRoot()
    let eighth = 0.125.squareRoot()
    // e^f erfc(sqrt(f)) = 2 Q(sqrt(2f)) / (sqrt(2 pi) phi(sqrt(2f))).
    let mills = GaussianTail.millsRatio(root) / (0.5 * Double.pi).squareRoot()
    var (even, odd) = (0.25 * Double.pi.squareRoot() * mills, eighth)
    var (sum, power, rootPower) = (even + coefficients[0] * w * odd, w, root)
    for n in stride(from: 2, to: coefficients.count, by: 2) {
      even = eighth * rootPower + Double(n - 1) * even
      odd = eighth * rootPower * root + Double(n) * odd
      rootPower *= 2 * f
      let terms = power * w * (coefficients[n - 1] * even + coefficients[n] * w * odd)
      power *= w * w
      sum += terms
      if abs(terms) <= 1e-17 * sum { break }
    }
    return 2 / Double.pi.squareRoot() * front * Elementary.exp(correction) * sum
  }

  /// The numbers d_1, d_2, .., d_21.
  private static func coefficients(_ a: Double, _ b: Double) -> [Double] {
    let h = min(a, b) / max(a, b)
    let (r0, r1) = (1 / (1 + h), (b - a) / max(a, b))
    var expansion = [2 / 3.0 * r1]
    var (c, d) = ([-0.5 * expansion[0]], [0.5 * expansion[0]])
    var (power, sum) = (1.0, 1.0)
    for n in stride(from: 2, through: 20, by: 2) {
      power *= h * h
      expansion.append(2 * r0 * (1 + h * power) / Double(n + 2))
      sum += power
      expansion.append(2 * r1 * sum / Double(n + 3))
      for order in n...(n + 1) {
        let next = powerCoefficient(expansion, order: order, exponent: -0.5 * Double(order + 1))
        c.append(next / Double(order + 1))
        var total = c[order - 1]
        for j in 1..<order { total += d[order - j - 1] * c[j - 1] }
        d.append(-total)
      }
    }
    return d
  }

  /// The coefficient of t^order in `(1 + a_1 t + a_2 t^2 + ..)^exponent`.
  private static func powerCoefficient(_ a: [Double], order: Int, exponent r: Double) -> Double {
    var b = [r * a[0]]
    for m in 2..<max(3, order + 1) {
      var sum = 0.0
      for j in 1..<m { sum += (Double(j) * r - Double(m - j)) * a[j - 1] * b[m - j - 1] }
      b.append(r * a[m - 1] + sum / Double(m))
    }
    return b[order - 1]
  }
}
