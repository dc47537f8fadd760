/// The least risk of a network whose first layer has rank m on the tokens and passes a bounded number of bits.
///
/// A network here is any f = F(Z, y), Z a function of W vec(X) and of noise, rank W <= m, with I(X; Z) <= B bits; Gaussian
/// tokens. With lambda_1 >= ... >= lambda_Td the eigenvalues of S (F1: hi, d times, then lo, d(T-1) times),
/// ```
/// R >= sum_{i > m} lambda_i + D_m(B),   D_m reverse water-filling on lambda_1 .. lambda_m:
/// D_m = m hi 2^(-2B/m)                                                for m <= d,
///     = d hi 2^(-2B/d) + (m-d) lo                                     for m > d, B <= (d/2) log2(hi/lo),
///     = m (hi^d lo^(m-d) 2^(-2B))^(1/m)                               beyond.
/// ```
/// B = infinity gives F2, m = Td gives F13's Gaussian bound.
///
/// Proof. Pi projects on the row space of W. The best F is `M_y E[X | Z]`, and E[(I - Pi) X | Z] = 0, so
/// `R >= tr((I - Pi) S) + E|S^(1/2)(Pi x - E[Pi x | Z])|^2`. Let mu_1 >= ... >= mu_m be the eigenvalues of Pi S Pi. The second
/// term is at least the distortion-rate function of a Gaussian with those variances (Shannon), which is
/// `sum min(theta, mu_i)`; hence `R >= tr S - sum max(0, mu_i - theta)` at the level theta that spends B bits, and both the
/// loss `sum_i mu_i - min(theta, mu_i)` and the bits grow with the mu_i. By Cauchy's interlacing mu_i <= lambda_i, so
/// the eigenvectors of the m largest are the best rows. At a fixed theta the bits are fewer and the loss less for smaller mu.
///
/// Norm form: `Z = W vec(X) + g`, g ~ N(0, I_m), `||W||_F^2 <= P`. With p_i >= 0 the power on eigenvector i,
/// `R >= min sum_{i <= m} lambda_i/(1 + p_i) + sum_{i > m} lambda_i` over sum p_i <= P; the minimum is
/// ```
/// (sum_{i <= k} sqrt(lambda_i))^2/(P + k) + sum_{i > k} lambda_i,    k <= m the number of active directions,
/// ```
/// the largest k with `sqrt(lambda_k) (P + k) >= sum_{i <= k} sqrt(lambda_i)`; it is attained.
///
/// A recurrent state of B bits that reads X before it sees y is such a Z.
///
/// Valid range: 0 <= m <= Td, 0 <= B < infinity, 0 <= P < infinity. Source: derived here.
public enum F17WidthAndBits {
  /// The bound at a width and a number of bits.
  ///
  /// - Throws: `TheoryError` unless 0 <= m <= Td and 0 <= B < infinity.
  public static func lowerBound(problem: Problem, width: Int, bits: Double) throws(TheoryError) -> Double {
    try require(problem, width: width, "bits", bits)
    let rest = try F2RiskLowerBound.value(problem: problem, width: width)
    if width == 0 { return rest }
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    let logTwo = Elementary.log(2)
    let m = Double(width)
    let d = Double(min(problem.dimension, width))
    let ratio = Elementary.log(high / low)
    if bits <= d / 2 * ratio / logTwo || width <= problem.dimension {
      return rest + d * high * Elementary.exp(-2 * bits / d * logTwo) + (m - d) * low
    }
    return rest + m * low * Elementary.exp((d * ratio - 2 * bits * logTwo) / m)
  }

  /// The bound at a width and a power of the first layer against unit noise.
  ///
  /// - Throws: `TheoryError` unless 0 <= m <= Td and 0 <= P < infinity.
  public static func lowerBound(problem: Problem, width: Int, power: Double) throws(TheoryError) -> Double {
    let powers = try powers(problem: problem, width: width, power: power)
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    var sum = try F2RiskLowerBound.value(problem: problem, width: width)
    for (index, share) in powers.enumerated() {
      sum += (index < problem.dimension ? high : low) / (1 + share)
    }
    return sum
  }

  /// The powers that attain the norm form, on the eigenvectors in descending order.
  ///
  /// - Throws: `TheoryError` unless 0 <= m <= Td and 0 <= P < infinity.
  public static func powers(problem: Problem, width: Int, power: Double) throws(TheoryError) -> [Double] {
    try require(problem, width: width, "power", power)
    let roots = (0..<width).map { index in
      (index < problem.dimension ? F1Spectrum.high(problem) : F1Spectrum.low(problem)).squareRoot()
    }
    var active = 0
    var sum = 0.0
    var runningSum = 0.0
    for (index, root) in roots.enumerated() {
      runningSum += root
      if root * (power + Double(index + 1)) >= runningSum {
        active = index + 1
        sum = runningSum
      }
    }
    return roots.enumerated().map { index, root in
      index < active ? max(0, root * (power + Double(active)) / sum - 1) : 0
    }
  }

  /// The powers of matched noise: reverse water-filling, `1 + p_i = max(1, lambda_i/theta)` at B bits.
  ///
  /// - Throws: `TheoryError` unless 0 <= m <= Td and 0 <= B < infinity.
  public static func matchedPowers(problem: Problem, width: Int, bits: Double) throws(TheoryError) -> [Double]
  {
    try require(problem, width: width, "bits", bits)
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    let d = Double(min(problem.dimension, width))
    let logTwo = Elementary.log(2)
    var level = high * Elementary.exp(-2 * bits / d * logTwo)
    if width > problem.dimension, level < low {
      let m = Double(width)
      level = low * Elementary.exp((d * Elementary.log(high / low) - 2 * bits * logTwo) / m)
    }
    return (0..<width).map { max(0, ($0 < problem.dimension ? high : low) / level - 1) }
  }

  private static func require(
    _ problem: Problem, width: Int, _ name: String, _ value: Double
  ) throws(TheoryError) {
    if width < 0 || width > problem.inputDimension {
      throw TheoryError(value: "width = \(width)", rule: "0 <= width <= Td = \(problem.inputDimension)")
    }
    guard value >= 0, value.isFinite else {
      throw TheoryError(value: "\(name) = \(value)", rule: "0 <= \(name) < infinity")
    }
  }
}

/// Judges F17: the exact risk of an encoding's best, or any, decoder against the bound at its width and bits.
public struct F17WidthAndBitsPredicate: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The rounding of a risk in floating point: 1e-11 of the trivial risk, ten times the largest seen at Td = 32.
  public var rounding: Double { 1e-11 * problem.trivialRisk }

  /// The predicate for a problem.
  public init(_ problem: Problem) { self.problem = problem }

  /// Judges that a risk is not below a bound; the margin is `1 - bound/risk`, 0 where the bound is tight.
  public func judge(risk: Double, atLeast bound: Double, _ context: @autoclosure () -> String) -> Verdict {
    let text = "\(problem), \(context()): risk \(risk), bound \(bound)"
    guard bound >= 0 else { return .undecided(reason: text) }
    return .notBelow(bound, value: risk, rounding: rounding, text)
  }

  /// Judges that a risk meets the bound, to rounding.
  public func judge(risk: Double, attains bound: Double, _ context: @autoclosure () -> String) -> Verdict {
    .within(rounding, deviation: risk - bound, "\(problem), \(context()): risk \(risk), bound \(bound)")
  }
}

extension Claim {
  /// F17: width and bits together.
  public static let f17WidthAndBits = Claim(
    id: "F17", title: "Risk lower bound in width and bits together",
    statement: #"""
      Let $f = F(Z, y)$, $Z$ a function of $W \mathrm{vec}(X)$ and noise, $\mathrm{rank}(W) \le m$, $I(X; Z) \le B$ bits, Gaussian tokens. With $\lambda_1 \ge \dots \ge \lambda_{Td}$ the eigenvalues of $S$, $$R(f) \ge \sum_{i > m} \lambda_i + D_{\lambda_1, \dots, \lambda_m}(B),$$ $D$ reverse water-filling; matched noise attains it. With unit noise on the neurons and $\lVert W \rVert_F^2 \le P$, $R \ge \frac{(\sum_{i \le k} \sqrt{\lambda_i})^2}{P + k} + \sum_{i > k} \lambda_i$, $k \le m$ the number of active directions; attained.
      """#,
    assumptions: [
      "Tokens are iid standard Gaussian; the encoding Z does not depend on y.",
      "Bits are counted by mutual information: the Gaussian channel's formula for noisy neurons, the number of code words for quantised ones.",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "The exact risk of the best decoder of drawn first layers with noise, and of quantised neurons on the eigenvectors, is at least the bound at their rank and bits (and at their norm); matched noise meets both forms to 1e-11 of the trivial risk.",
    control:
      "Near misses: the same networks counted with one bit less, or with 1 % less power; the bound of a rank less by one. Far off: an encoding that is told y.",
    proof: #"""
      What $\Pi$ loses is F2's trace. What is left is a Gaussian vector whose error no $B$ bits can bring below Shannon's distortion-rate function, with variances that interlace the eigenvalues of $S$; both the loss and the bits fall with them, so the eigenvectors of the largest are best.
      """#)
}
