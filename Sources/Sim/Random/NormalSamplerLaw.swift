import Theory

/// How far the law of the bulk normals (`RandomStream.fillNormals`) is from the normal law, and what that costs.
///
/// A radius takes one of N = 2^32 values, `r^2 = -2 ln u`, u the midpoints of N equal cells of 0...1; the angle one of 2^25
/// directions, equally spaced. So no normal exceeds `sqrt(66 ln 2)` = 6.7637, which a true one does with probability 1.3e-11,
/// and the total variation distance from any continuous law is 1: what can be compared are moments, which is what the
/// inequalities of the package bound. In exact arithmetic:
///
/// - Upper tails: no loss. `(-ln u)^j` is convex in u for j >= 1, so a midpoint is at most the mean over its cell: no even
///   moment `E r^(2j)` exceeds the normal law's, nor does `E e^(a.x)` for a vector a, a series in them as the mean over
///   angles, equally spaced, of `e^(b cos)` is; nor `E e^(s r^2)`, s >= 0, by `u^(-2s)`. The variance is
///   `1 - 2^-33 ln 2` (Stirling's formula for ln of the product of midpoints), smaller by 8.1e-11.
/// - Lower tails: `E e^(-s r^2)` is the mean of `u^(2s)` over midpoints. Convex for 2s >= 1, and at most the integral; for
///   2s < 1 concave and rising from 0 to 1, so at most 1/(2N) above the integral 1/(1 + 2s) >= 1/2. A bound by exponential
///   moments of n normals grows by `(1 + 1/N)^(n/2)` at most: a factor 1 + 1.2e-10 n, 1.2 % at n = 10^8.
///
/// Single precision comes on top: by the errors of `VectorElementary`'s functions and of rounding, r^2 is off by at most
/// `1e-6 (1 + r^2)`. If all errors had one sign, the sum of n squares would move by 1.1e-3 sqrt(n/10^6) of its standard
/// deviations, 0.011 at n = 10^8; at the 6.4 deviations of a probability of 1e-10 that is a factor 1.07. Source: derived here.
public enum NormalSamplerLaw {
  /// The largest normal, sqrt(66 ln 2).
  public static let largest = (66 * Elementary.log(2)).squareRoot()

  /// By what the variance is less than 1: 2^-33 ln 2.
  public static let varianceDeficit = 0x1p-33 * Elementary.log(2)

  /// The factor by which a false-alarm probability that comes from exponential moments can be larger than stated, in exact
  /// arithmetic: `(1 + 2^-32)^(n/2)` for n normals.
  public static func falseAlarmFactor(normals count: Double) -> Double {
    Elementary.exp(0.5 * max(0, count) * Elementary.log1p(0x1p-32))
  }
}
