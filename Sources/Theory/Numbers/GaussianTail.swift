/// The tail of the standard normal law and its second partial moment, to about 1e-14 of their size, however small.
///
/// With phi the density, let `I_0(x) = Q(x) = P(g > x)` and `I_n(x) = E (g - x)_+^n / n!`. Integration by parts gives
/// `I_(n-2) = n I_n + x I_(n-1)` (with I_(-1) = phi), so the ratios r_n = I_n / I_(n-1) satisfy
/// ```
/// r_n = 1 / (x + (n+1) r_(n+1)),    Q = phi r_0,    E (g - x)_+^2 = 2 phi r_0 r_1 r_2.
/// ```
/// Run downward from a large n the recurrence adds positive numbers only and forgets its start: nothing cancels, where
/// `(1 + x^2) Q - x phi` loses four digits at x = 10. It needs of order 1/x^2 terms; below x = 1/2 the series
/// `1/2 - Q = phi (x + x^3/3 + x^5/15 + ..)` and that formula are used, which there lose less than a digit.
///
/// Range: every finite x (x >= 0 for the moments). Error: relative 1e-14 for x >= 0 while the value is above
/// 1e-307; below that it falls to 0, which it is from x = 40 on. For x < 0 the tail is 1 - Q(-x), right to
/// 2e-16.
///
/// Source: Mills' ratio as a continued fraction (Laplace); DLMF 7.18 for the repeated integrals.
public enum GaussianTail {
  /// The density `phi(x) = exp(-x^2/2) / sqrt(2 pi)`, relative error about 1e-15 wherever it is normal.
  public static func density(_ x: Double) -> Double {
    // x^2 = square + rest exactly; the rest matters because the exponent's absolute error is relative here.
    let square = x * x
    guard square < 1600 else { return x.isNaN ? x : 0 }
    let rest = (-square).addingProduct(x, x)
    return 0.3989422804014327 * Elementary.exp(-0.5 * square) * (1 - 0.5 * rest)
  }

  /// The tail `Q(x) = P(g > x)`.
  ///
  /// - Throws: `TheoryError` if x is not finite.
  public static func upper(_ x: Double) throws(TheoryError) -> Double {
    guard x.isFinite else { throw TheoryError(value: "x = \(x)", rule: "a finite number") }
    if x < 0 { return try 1 - upper(-x) }
    if x < crossover { return 0.5 - series(x) }
    return density(x) * ratios(x).0
  }

  /// The mean squared excess of |g| over a threshold, `s(K) = E (|g| - K)_+^2 = 2 [(1 + K^2) Q(K) - K phi(K)]`.
  ///
  /// - Throws: `TheoryError` unless K is finite and not negative.
  public static func squaredExcess(over threshold: Double) throws(TheoryError) -> Double {
    guard threshold >= 0, threshold.isFinite else {
      throw TheoryError(value: "threshold = \(threshold)", rule: "0 <= threshold < infinity")
    }
    if threshold < crossover {
      let tail = 0.5 - series(threshold)
      return 2 * ((1 + threshold * threshold) * tail - threshold * density(threshold))
    }
    let (first, second, third) = ratios(threshold)
    return 4 * density(threshold) * first * second * third
  }

  /// The partial moments `E (g - x)_+^n` for n from 0 to 4.
  ///
  /// Below x = 1/2 they come from Q and phi; what cancels there is less than a digit.
  ///
  /// - Throws: `TheoryError` unless x is finite and not negative.
  public static func partialMoments(over x: Double) throws(TheoryError) -> [Double] {
    guard x >= 0, x.isFinite else {
      throw TheoryError(value: "x = \(x)", rule: "0 <= x < infinity")
    }
    let (phi, square) = (density(x), x * x)
    if x < crossover {
      let tail = 0.5 - series(x)
      return [
        tail, phi - x * tail, (1 + square) * tail - x * phi, (square + 2) * phi - x * (square + 3) * tail,
        (square * square + 6 * square + 3) * tail - x * (square + 5) * phi,
      ]
    }
    var moment = phi
    return allRatios(x).enumerated().map { order, ratio in
      moment *= ratio * Double(max(1, order))
      return moment
    }
  }

  private static let crossover = 0.5

  /// The probability of 0 < g < x for x >= 0, to its relative accuracy also where x is small.
  static func centre(_ x: Double) -> Double {
    x < crossover ? series(x) : x < 40 ? 0.5 - density(x) * ratios(x).0 : 0.5
  }

  /// Mills' ratio Q(x)/phi(x) for x >= 0, to about 1e-15 of its size.
  static func millsRatio(_ x: Double) -> Double {
    x < crossover ? (0.5 - series(x)) / density(x) : ratios(x).0
  }

  private static func series(_ x: Double) -> Double {
    var term = x
    var sum = x
    var odd = 3.0
    while term > 1e-18 * sum {
      term *= x * x / odd
      sum += term
      odd += 2
    }
    return density(x) * sum
  }

  /// The ratios r_0, r_1, r_2 for x >= 1/2.
  private static func ratios(_ x: Double) -> (Double, Double, Double) {
    let ratios = allRatios(x)
    return (ratios[0], ratios[1], ratios[2])
  }

  /// The ratios from r_0 to r_4 for x >= 1/2.
  private static func allRatios(_ x: Double) -> [Double] {
    let terms = 60 + Int(200 / (x * x))
    let last = Double(terms + 1)
    // Near a fixed point of r = 1/(x + n r), which the recurrence forgets.
    var ratio = 2 / (x + (x * x + 4 * last).squareRoot())
    var kept = [Double](repeating: 0, count: 5)
    for index in stride(from: terms, through: 0, by: -1) {
      ratio = 1 / (x + Double(index + 1) * ratio)
      if index < kept.count { kept[index] = ratio }
    }
    return kept
  }
}
