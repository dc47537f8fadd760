import Theory

/// Chernoff's bound of the chi-square law's upper tail.
///
/// `P(chi^2_k >= x) <= exp(-(x - k)/2 + (k/2) log(x/k))` for x > k > 0, k any real number. Proof: Markov's inequality for
/// e^{s chi^2}, whose mean is (1 - 2s)^(-k/2), at s = (1 - k/x)/2.
///
/// Source: textbook (Boucheron, Lugosi, Massart 2013, section 2.2).
public enum ChiSquareTail {
  /// The bound, 1 for x <= k.
  ///
  /// - Throws: `TheoryError` unless x and k are finite and k > 0.
  public static func upper(_ x: Double, degreesOfFreedom k: Double) throws(TheoryError) -> Double {
    guard x.isFinite, k > 0, k.isFinite else {
      throw TheoryError(value: "x = \(x), k = \(k)", rule: "finite, k > 0")
    }
    if x <= k { return 1 }
    return min(1, Elementary.exp((k - x) / 2 + k / 2 * Elementary.log(x / k)))
  }
}
