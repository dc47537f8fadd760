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
/// even n, over j >= 1/2 - a it is `P(chi^2_1 <= 2x)` for odd n. So every number is positive and none is a
/// difference. The convolution and g_k are compensated sums, right to 4 units of rounding, so c_k is right to
/// 8k + n of them; then the relative rounding error of J terms is below 16 (J + n + 10) units, and moves both
/// ends apart. A c_k as small as 10^-20000 counts too, where many weights are far above the least: every c_k
/// has a power of two of its own.
///
/// Range: any positive weights and r for which 20,000 terms suffice, about r up to 30,000 times the least
/// weight, and r so far in the upper tail that Chernoff's bound decides; anything else is an error.
///
/// Source: Ruben 1962; the summation by parts and its remainder derived here.
public struct ChiSquareMixture: Sendable {
  /// The weights lambda_i.
  public let weights: [Double]
  /// The least weight b.
  private let least: Double
  /// g_k / 2 for k = 1, 2, .., at place k - 1.
  private var halfPowers: [Double] = []
  /// The mixing weights found so far.
  private var coefficients: [Coefficient]
  /// All of them over the last one's power of two, for the convolution; what vanishes so is below 2^-600 of
  /// it.
  private var window: [Double]
  /// (1 - b/lambda_i)^k for the last k.
  private var powers: [Double]

  /// A mixing weight c_k, a number times a power of two, which rises with k from far below a Double's to 0.
  private struct Coefficient {
    var value: Double
    var exponent: Int
  }

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
    let root = least.squareRoot()
    var first = Coefficient(value: 1, exponent: 0)
    for weight in weights {
      first.value *= root / weight.squareRoot()
      if first.value < 0x1p-400 {
        first = Coefficient(value: first.value * 0x1p400, exponent: first.exponent - 400)
      }
    }
    coefficients = [first]
    window = [first.value]
  }

  /// The probability of a value at most r, between the two ends; terms already found are kept for the next r.
  ///
  /// The ends differ, relative to P, by `32 (J + n + 10) 2^-52`, J about r/(2b) + 8 sqrt(r/(2b)): 1e-12 where
  /// J + n is 150, 1.5e-10 at the most. Below 1e-280 only the upper end means something; it is at least
  /// 1e-289.
  ///
  /// - Throws: `TheoryError` if r is not a number or is infinite, or the series needs more than 20,000 terms.
  public mutating func distribution(at r: Double) throws(TheoryError) -> ClosedRange<Double> {
    guard r.isFinite else { throw TheoryError(value: "r = \(r)", rule: "a finite number") }
    if r <= 0 { return 0...0 }
    let x = r / (2 * least)
    // P is at most P(chi^2_1 <= 2x) < 2 sqrt(x).
    if x < Double.leastNormalMagnitude { return 0...0x1p-509 }
    if x + 40 * (x + 1).squareRoot() > Double(Self.longest) { return try farTail(r) }
    return try series(x)
  }

  /// The series at x = r/(2b).
  private mutating func series(_ x: Double) throws(TheoryError) -> ClosedRange<Double> {
    // Term i stands for x^(start + i) / Gamma(start + i + 1), relative to the largest; p_0 is term `skipped`.
    let start = weights.count % 2 == 0 ? 0.0 : 0.5
    let skipped = weights.count / 2
    let mode = Int(max(0, x - start))
    var terms = [Double](repeating: 1, count: mode + 1)
    for index in stride(from: mode, to: 0, by: -1) {
      terms[index - 1] = terms[index] * (start + Double(index)) / x
    }
    var all = 0.0
    var mixed = MixedSum()
    for (index, term) in terms.enumerated() {
      all += term
      if index >= skipped { mixed.add(term, coefficient(index - skipped)) }
    }
    var (index, term) = (mode, 1.0)
    var rest: Double
    while true {
      let ratio = x / (start + Double(index + 1))
      rest = term * ratio / (1 - ratio)
      if rest == 0 || (index >= skipped && rest <= 1e-17 * mixed.total) { break }
      if index > Self.longest {
        throw TheoryError(value: "weights \(weights), x = \(x)", rule: "at most \(Self.longest) terms")
      }
      index += 1
      term *= ratio
      all += term
      if index >= skipped { mixed.add(term, coefficient(index - skipped)) }
    }
    let scale = (start == 0 ? 1 : 2 * GaussianTail.centre((2 * x).squareRoot())) / all
    let sum = mixed.total * scale
    let rounding = 16 * Double(index + weights.count + 10) * 0x1p-52 * sum
    let lower = max(0, min(1, sum - rounding))
    // 2^-960 is above all that vanished as too small for a Double.
    return lower...max(lower, min(1, sum + rest * scale + rounding + 0x1p-960))
  }

  /// The sum of p_j C_j with C_j, both over a power of two that follows the coefficients'.
  private struct MixedSum {
    private var sum = 0.0
    private var cumulative = 0.0
    private var exponent = -Int.max

    mutating func add(_ term: Double, _ coefficient: Coefficient) {
      if coefficient.exponent > exponent {
        let shift = sum == 0 && cumulative == 0 ? 0 : max(-2000, exponent - coefficient.exponent)
        sum = sum.scaledByPowerOfTwo(shift)
        cumulative = cumulative.scaledByPowerOfTwo(shift)
        exponent = coefficient.exponent
      }
      cumulative += coefficient.value
      if exponent == 0 { cumulative = min(1, cumulative) }
      sum += term * cumulative
    }

    var total: Double { sum.scaledByPowerOfTwo(max(-2000, exponent)) }
  }

  /// Far in the upper tail, by Chernoff's bound `P(> r) <= e^{-t r} prod (1 - 2 t lambda_i)^{-1/2}` at t = 1/(4 max).
  private func farTail(_ r: Double) throws(TheoryError) -> ClosedRange<Double> {
    let tilt = 0.25 / weights.max()!
    var exponent = -tilt * r
    for weight in weights { exponent -= 0.5 * Elementary.log1p(-2 * tilt * weight) }
    if exponent > -35 {
      throw TheoryError(value: "weights \(weights), r = \(r)", rule: "at most \(Self.longest) terms")
    }
    return (1 - Elementary.exp(exponent)).nextDown...1
  }

  /// c_k, extending the series as far as needed.
  private mutating func coefficient(_ index: Int) -> Coefficient {
    while coefficients.count <= index { extend() }
    return coefficients[index]
  }

  private mutating func extend() {
    var halfPower = CompensatedSum()
    for place in weights.indices where powers[place] > 0 {
      // The difference first: exact where the weights are close.
      powers[place] *= (weights[place] - least) / weights[place]
      halfPower.add(0.5 * powers[place])
    }
    halfPowers.append(halfPower.value)
    var exponent = coefficients[coefficients.count - 1].exponent
    var value = halfPower.value == 0 ? 0 : Self.convolution(halfPowers, window) / Double(coefficients.count)
    if value > 0x1p400, exponent < 0 {
      for place in window.indices { window[place] *= 0x1p-400 }
      value *= 0x1p-400
      exponent += 400
    }
    window.append(value)
    coefficients.append(Coefficient(value: value, exponent: exponent))
  }

  /// sum_{j<k} g_{k-j} c_j / 2, a compensated sum in four lanes.
  private static func convolution(_ halfPowers: [Double], _ coefficients: [Double]) -> Double {
    let count = coefficients.count
    return halfPowers.withUnsafeBufferPointer { powers in
      coefficients.withUnsafeBufferPointer { known in
        var (sums, lost) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
        var index = 0
        while index + 4 <= count {
          let top = count - 1 - index
          let left = SIMD4(powers[top], powers[top - 1], powers[top - 2], powers[top - 3])
          let product = left * SIMD4(known[index], known[index + 1], known[index + 2], known[index + 3])
          // Knuth's two-sum: `sums + product` is `next` and the last bracket, exactly.
          let next = sums + product
          let part = next - sums
          lost += (sums - (next - part)) + (product - part)
          sums = next
          index += 4
        }
        var total = CompensatedSum()
        for lane in 0..<4 { total.add(sums[lane]) }
        while index < count {
          total.add(powers[count - 1 - index] * known[index])
          index += 1
        }
        return total.value + ((lost[0] + lost[1]) + (lost[2] + lost[3]))
      }
    }
  }
}
