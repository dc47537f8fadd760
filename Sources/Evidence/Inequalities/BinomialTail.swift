import Theory

/// The upper tail of a binomial law as a regularised incomplete beta function.
///
/// `P(Bin(n, p) >= k) = I_p(k, n - k + 1)` for 1 <= k <= n. By the continued fraction (DLMF 8.17.22)
///
///     I_p(a, b) = p^a (1-p)^b / (a B(a, b)) * 1/(1 + d_1/(1 + d_2/(1 + ...)))
///     d_{2m} = m (b-m) p / ((a+2m-1)(a+2m)),   d_{2m+1} = -(a+m)(a+b+m) p / ((a+2m)(a+2m+1)),
///
/// evaluated by Lentz's method where it converges fast, p < (a+1)/(a+b+2), and otherwise through
/// `I_p(a, b) = 1 - I_{1-p}(b, a)`. For whole a and b the constant is a binomial coefficient, so no gamma function is
/// needed. Relative error about 1e-13 times the logarithm of the coefficient.
enum BinomialTail {
  /// Returns P(Bin(n, p) >= k) for 0 <= k <= n and 0 <= p <= 1; the caller has checked the range.
  static func atLeast(_ k: Int, of n: Int, probability p: Double) -> Double {
    if k == 0 || p >= 1 { return 1 }
    if p <= 0 { return 0 }
    let a = Double(k)
    let b = Double(n - k + 1)
    if p < (a + 1) / (a + b + 2) {
      return min(1, front(k, of: n, p) / a * fraction(a, b, p))
    }
    return max(0, 1 - front(k, of: n, p) / b * fraction(b, a, 1 - p))
  }

  /// `p^a (1-p)^b / B(a, b)` with a = k, b = n - k + 1, where `1/B(a, b) = k C(n, k)`.
  private static func front(_ k: Int, of n: Int, _ p: Double) -> Double {
    let fewer = min(k, n - k)
    var logarithm = Elementary.log(Double(k)) + Double(k) * Elementary.log(p)
    logarithm += Double(n - k + 1) * Elementary.log1p(-p)
    for i in stride(from: 1, through: fewer, by: 1) {
      logarithm += Elementary.log(Double(n - fewer + i) / Double(i))
    }
    return Elementary.exp(logarithm)
  }

  /// The continued fraction by the modified Lentz method; it needs of order sqrt(max(a, b)) terms.
  private static func fraction(_ a: Double, _ b: Double, _ p: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var numerator = 1.0
    var denominator = 1 / kept(1 - (a + b) * p / (a + 1))
    var result = denominator
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * p / ((a + 2 * m - 1) * (a + 2 * m))
      denominator = 1 / kept(1 + even * denominator)
      numerator = kept(1 + even / numerator)
      result *= denominator * numerator
      let odd = -(a + m) * (a + b + m) * p / ((a + 2 * m) * (a + 2 * m + 1))
      denominator = 1 / kept(1 + odd * denominator)
      numerator = kept(1 + odd / numerator)
      let change = denominator * numerator
      result *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return result
  }
}
