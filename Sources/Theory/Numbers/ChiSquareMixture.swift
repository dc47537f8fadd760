/// The law of `sum_i lambda_i g_i^2`, lambda_i > 0, g_i iid N(0, 1): an enclosure of its distribution function.
///
/// Ruben's series. With n weights, b the least of them and a = n/2,
/// ```
/// P(sum_i lambda_i g_i^2 <= r) = sum_k c_k P(chi^2_{n+2k} <= r/b),
/// c_0 = prod_i sqrt(b/lambda_i),   c_k = (1/2k) sum_{j<k} g_{k-j} c_j,   g_k = sum_i (1 - b/lambda_i)^k,
/// ```
/// where c_k >= 0 and sum c_k = 1: a mixture of chi-square laws. With x = r/(2b) a chi-square law is a sum of
/// Poisson-like terms, `P(chi^2_{n+2k} <= 2x) = sum_{j>=k} p_j`, `p_j = x^{a+j} e^-x / Gamma(a+j+1)`. Summed over j
/// first,
/// ```
/// P = sum_j p_j C_j,   C_j = c_0 + .. + c_j  in [0, 1],
/// ```
/// and what is left after J terms lies between 0 and `sum_{j>J} p_j`, which falls faster than a geometric series once
/// j > x. The terms are found from their ratios `p_{j+1}/p_j = x/(a+j+1)` and a known sum: over all j >= -a it is 1 for
/// even n, over j >= 1/2 - a it is `P(chi^2_1 <= 2x)` for odd n. So every number is positive and none is a difference:
/// the relative rounding error of J terms is below 16 (J + n + 10) units of rounding, and moves both ends apart.
///
/// Source: Ruben 1962; the summation by parts and its remainder derived here.
public struct ChiSquareMixture: Sendable {
  /// The weights lambda_i.
  public let weights: [Double]
  /// The least weight b.
  private let least: Double
  /// g_k / 2 for k = 1, 2, .., at place k - 1.
  private var halfPowers: [Double] = []
  /// The mixing weights c_k found so far.
  private var coefficients: [Double]
  /// (1 - b/lambda_i)^k for the last k.
  private var powers: [Double]

  /// The longest series, reached where the weights differ by a factor of several thousand.
  private static let longest = 20_000

  /// The law for given weights.
  ///
  /// - Throws: `TheoryError` if there is no weight or one is not positive and finite.
  public init(weights: [Double]) throws(TheoryError) {
    guard let least = weights.min() else { throw TheoryError(value: "no weight", rule: "one or more") }
    for weight in weights where !(weight > 0 && weight.isFinite) {
      throw TheoryError(value: "weight = \(weight)", rule: "0 < weight < infinity")
    }
    self.weights = weights
    self.least = least
    powers = [Double](repeating: 1, count: weights.count)
    var product = 1.0
    for weight in weights { product *= (least / weight).squareRoot() }
    coefficients = [product]
  }

  /// The probability of a value at most r, between the two ends; terms already found are kept for the next r.
  ///
  /// The ends differ by about 1e-12 at most, rounding included, where the weights are within a factor of a hundred.
  ///
  /// - Throws: `TheoryError` if r is not a number or is infinite, or the series needs more than 20,000 terms.
  public mutating func distribution(at r: Double) throws(TheoryError) -> ClosedRange<Double> {
    guard r.isFinite else { throw TheoryError(value: "r = \(r)", rule: "a finite number") }
    if r <= 0 { return 0...0 }
    let x = r / (2 * least)
    if x + 40 * (x + 1).squareRoot() > Double(Self.longest) { return try farTail(r) }
    let (terms, rest) = try poissonTerms(x)
    var sum = 0.0
    var total = 0.0
    for (index, term) in terms.enumerated() {
      total = min(1, total + coefficient(index))
      sum += term * total
    }
    let rounding = 16 * Double(terms.count + weights.count + 10) * 0x1p-52 * sum
    let lower = max(0, min(1, sum - rounding))
    return lower...max(lower, min(1, sum + rest + rounding))
  }

  /// The terms p_j up to where the rest is negligible, and an upper bound of the rest.
  private func poissonTerms(_ x: Double) throws(TheoryError) -> (terms: [Double], rest: Double) {
    // Term i stands for x^(start + i) / Gamma(start + i + 1), relative to the largest; p_0 is term `skipped`.
    let start = weights.count % 2 == 0 ? 0.0 : 0.5
    let skipped = weights.count / 2
    let mode = Int(max(0, x - start))
    var terms = [Double](repeating: 1, count: mode + 1)
    for index in stride(from: mode, to: 0, by: -1) {
      terms[index - 1] = terms[index] * (start + Double(index)) / x
    }
    var negligible = mode < skipped ? 0.0 : 1e-17 * coefficients[0]
    var rest = Double.infinity
    while true {
      let index = terms.count - 1
      let ratio = x / (start + Double(index + 1))
      rest = ratio < 1 ? terms[index] * ratio / (1 - ratio) : .infinity
      if index == skipped { negligible = 1e-17 * coefficients[0] * (mode < skipped ? terms[index] : 1) }
      if index >= skipped, rest <= negligible { break }
      if index > Self.longest {
        throw TheoryError(value: "weights \(weights), x = \(x)", rule: "at most \(Self.longest) terms")
      }
      terms.append(terms[index] * ratio)
    }
    var sum = 0.0
    for term in terms { sum += term }
    let scale = (start == 0 ? 1 : 2 * GaussianTail.centre((2 * x).squareRoot())) / sum
    return (terms[skipped...].map { $0 * scale }, rest * scale)
  }

  /// Far in the upper tail, by Chernoff's bound `P(> r) <= e^{-t r} prod (1 - 2 t lambda_i)^{-1/2}` at t = 1/(4 max).
  private func farTail(_ r: Double) throws(TheoryError) -> ClosedRange<Double> {
    let tilt = 0.25 / weights.max()!
    var exponent = -tilt * r
    for weight in weights { exponent -= 0.5 * Elementary.log1p(-2 * tilt * weight) }
    if exponent > -35 {
      throw TheoryError(value: "weights \(weights), r = \(r)", rule: "at most \(Self.longest) terms")
    }
    return (1 - Elementary.exp(exponent))...1
  }

  /// c_k, extending the series as far as needed.
  private mutating func coefficient(_ index: Int) -> Double {
    while coefficients.count <= index {
      let order = coefficients.count
      var halfPower = 0.0
      for place in weights.indices {
        powers[place] *= 1 - least / weights[place]
        halfPower += 0.5 * powers[place]
      }
      halfPowers.append(halfPower)
      coefficients.append(Self.convolution(halfPowers, coefficients) / Double(order))
    }
    return coefficients[index]
  }

  /// sum_{j<k} g_{k-j} c_j / 2.
  private static func convolution(_ halfPowers: [Double], _ coefficients: [Double]) -> Double {
    let count = coefficients.count
    var sum = 0.0
    halfPowers.withUnsafeBufferPointer { powers in
      coefficients.withUnsafeBufferPointer { known in
        for index in 0..<count { sum += powers[count - 1 - index] * known[index] }
      }
    }
    return sum
  }
}
