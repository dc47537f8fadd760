import Theory

/// The upper tail of a binomial law as a regularised incomplete beta function.
///
/// `P(Bin(n, p) >= k) = I_p(k, n - k + 1)` for 1 <= k <= n: the k-th smallest of n uniform numbers has that beta law.
enum BinomialTail {
  /// Returns P(Bin(n, p) >= k) for 0 <= k <= n and 0 <= p <= 1.
  ///
  /// - Throws: `TheoryError` outside that range.
  static func atLeast(_ k: Int, of n: Int, probability p: Double) throws(TheoryError) -> Double {
    guard k >= 0, k <= n else { throw TheoryError(value: "k = \(k)", rule: "0 <= k <= n = \(n)") }
    if k == 0 { return 1 }
    return try IncompleteBeta.regularized(p, complement: 1 - p, a: Double(k), b: Double(n - k + 1))
  }
}
