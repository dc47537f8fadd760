/// The least risk of a network whose first layer passes a bounded number of bits.
///
/// A network here is any f = F(Z, y), Z an encoding of X that does not depend on y, with mutual information
/// I(X; Z) <= B bits. What counts is bits, not neurons.
///
/// Gaussian tokens: `R >= D(B)`, reverse water-filling on the spectrum of S (F1): with the water level theta,
/// `D = sum min(theta, lambda_i)` and `B = sum max(0, log2(lambda_i/theta)/2)`. The spectrum has two values, so
/// ```
/// D(B) = d hi 2^(-2B/d) + d(T-1) lo                    for B <= (d/2) log2(hi/lo),
///      = Td (hi^d lo^(d(T-1)) 2^(-2B))^(1/(Td))        beyond.
/// ```
/// Tokens with entries uniform on {-1, +1}: `R >= (d/q) ((T-q)/(T-1)) max(0, 1 - B/(Td))^2`.
///
/// Proof. The best F is M_y E[X | Z], so `R >= E|S^(1/2)(x - E[x | Z])|^2`. In the Gaussian case this is the mean squared
/// error of a reproduction of `S^(1/2) x`, Gaussian with covariance S, from B bits: Shannon's rate-distortion function.
/// For signs, `R >= lo sum_k E Var(x_k | Z)`. A sign with probability p has variance `4p(1-p) >= h(p)^2`, h the entropy in
/// bits, so `E Var(x_k | Z) >= (E h)^2 = (1 - I(x_k; Z))^2`; the entries are independent, so `sum I(x_k; Z) <= B`, and by
/// convexity the sum is at least `Td (1 - B/(Td))^2`.
///
/// It covers `Z = W vec(X) + sigma noise` with `B = log2 det(I + W W^T/sigma^2)/2`, and sign neurons with one bit each. It
/// does not cover quantised neurons that also see y before they are quantised.
///
/// Source: rate-distortion theory; the bounds for this task, derived here.
public enum F13Bits {
  /// The bound D(B) for Gaussian tokens.
  ///
  /// - Throws: `TheoryError` unless 0 <= B < infinity.
  public static func gaussian(problem: Problem, bits: Double) throws(TheoryError) -> Double {
    try requireBits(bits)
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    let d = Double(problem.dimension)
    let length = Double(problem.inputDimension)
    let logTwo = Elementary.log(2)
    let ratio = Elementary.log(high / low)
    if bits <= d / 2 * ratio / logTwo {
      return d * high * Elementary.exp(-2 * bits / d * logTwo) + (length - d) * low
    }
    return length * low * Elementary.exp((d * ratio - 2 * bits * logTwo) / length)
  }

  /// The water level theta at B bits, below which a direction of S is not encoded.
  ///
  /// - Throws: `TheoryError` unless 0 <= B < infinity.
  public static func waterLevel(problem: Problem, bits: Double) throws(TheoryError) -> Double {
    try requireBits(bits)
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    let d = Double(problem.dimension)
    let top = high * Elementary.exp(-2 * bits / d * Elementary.log(2))
    if top >= low { return top }
    return try gaussian(problem: problem, bits: bits) / Double(problem.inputDimension)
  }

  /// The bound for entries uniform on {-1, +1} and a whole number of bits, exactly.
  ///
  /// - Throws: `TheoryError` if the number of bits is negative or a product overflows.
  public static func signs(problem: Problem, bits: Int) throws(TheoryError) -> Rational {
    if bits < 0 { throw TheoryError(value: "bits = \(bits)", rule: "bits >= 0") }
    let length = problem.inputDimension
    if bits >= length { return .zero }
    let open = try Rational(length - bits) / Rational(length)
    let share = try Rational(problem.tokensOutside) / Rational(problem.tokens - 1)
    return try Rational(problem.dimension) / Rational(problem.sparsity) * share * open * open
  }

  private static func requireBits(_ bits: Double) throws(TheoryError) {
    guard bits >= 0, bits.isFinite else {
      throw TheoryError(value: "bits = \(bits)", rule: "0 <= bits < infinity")
    }
  }
}

/// Judges F13: the risk of an encoding's best, or any, decoder against the bound at its bits.
public struct F13BitsPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The rounding of a risk in floating point: 1e-11 of the trivial risk.
  public var rounding: Double { 1e-11 * problem.trivialRisk }

  /// The predicate for a problem.
  public init(_ problem: Problem) { self.problem = problem }

  /// Judges a risk on Gaussian tokens against D(B); the margin is `1 - D(B)/risk`.
  ///
  /// With `attained` the risk must equal D(B), to rounding.
  ///
  /// - Throws: `TheoryError` unless 0 <= B < infinity.
  public func judge(risk: Double, bits: Double, attained: Bool = false) throws(TheoryError) -> Verdict {
    let bound = try F13Bits.gaussian(problem: problem, bits: bits)
    let context = "\(problem), \(bits) bits on Gaussian tokens: risk \(risk), bound \(bound)"
    if attained { return .within(rounding, deviation: risk - bound, context) }
    return .notBelow(bound, value: risk, rounding: rounding, context)
  }

  /// Judges an exact risk on tokens of signs against the bound at a whole number of bits.
  ///
  /// - Throws: `TheoryError` if a product overflows.
  public func judge(exactRisk: Rational, bits: Int) throws(TheoryError) -> Verdict {
    let bound = try F13Bits.signs(problem: problem, bits: bits)
    if exactRisk < bound {
      return .refuted(
        counterexample: "\(problem), \(bits) bits on signs: risk \(exactRisk) is below \(bound)")
    }
    return .verified(margin: exactRisk == bound ? 0 : 1 - bound.double / exactRisk.double)
  }
}

extension Claim {
  /// F13: bits, not neurons.
  public static let f13Bits = Claim(
    id: "F13", title: "Risk lower bound in bits",
    statement: #"""
      Let $f = F(Z, y)$ with $Z$ independent of $y$ given $X$ and $I(X; Z) \le B$ bits. On Gaussian tokens $R(f) \ge D(B)$, reverse water-filling on the spectrum of $S$: $D = \sum_i \min(\theta, \lambda_i)$ at $B = \sum_i \max\left(0, \frac{1}{2}\log_2\frac{\lambda_i}{\theta}\right)$. On entries uniform on $\{-1, +1\}$, $R(f) \ge \frac{d}{q}\,\frac{T-q}{T-1}\max\left(0, 1 - \frac{B}{Td}\right)^2$.
      """#,
    assumptions: [
      "The encoding Z of the tokens does not depend on y.",
      "Neurons are noisy, with B from the Gaussian channel's formula, or quantised, with B the number of their bits.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The exact risk of the best linear decoder of noisy and of sign neurons is at least D(B), with equality for noisy neurons along the eigenvectors at one water level; on signs, the risk of the best decoder, enumerated in rational arithmetic, is at least the bound.",
    control:
      "A thousandth of a bit too many where the risk is D(B), or too few where it is at least that; codes of signs counted as one bit fewer; the one-neuron decoder, which is not quantised, counted as one bit.",
    proof: #"""
      The best decoder is $M_y\mathbb{E}[X\mid Z]$, so the risk is at least the mean square error of reproducing $S^{1/2}x$ from $B$ bits: for Gaussian tokens Shannon's rate-distortion function, reverse water-filling on the spectrum of F1. For signs, one with entropy $h$ bits has variance at least $h^2$; entropies lose $B$ bits in all, and the square is convex.
      """#,
    margin: .distance)
}
