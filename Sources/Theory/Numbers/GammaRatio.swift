/// Ratios of the gamma function.
enum GammaRatio {
  /// `Gamma(a + s) / Gamma(a)`.
  ///
  /// By Stirling's formula with its remainder Delta, `log = (a - 1/2) log(1 + s/a) + s log(a + s) - s + Delta(a + s) - Delta(a)`.
  /// Range: a >= 1/2, s >= 0, the ratio below 1.8e308. Error: relative 1e-14 (1 + s log(a + s)).
  static func rising(_ a: Double, by s: Double) -> Double {
    let remainder = IncompleteBeta.stirlingRemainder(a + s) - IncompleteBeta.stirlingRemainder(a)
    let exponent = (a - 0.5) * Elementary.log1p(s / a) + s * (Elementary.log(a + s) - 1) + remainder
    return Elementary.exp(exponent)
  }
}
