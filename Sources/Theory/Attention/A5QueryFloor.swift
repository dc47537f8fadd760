/// The floor below which resampled positions of a fixed width do not let the risk fall.
///
/// With V = alpha I and attention s, by A1 `R = d [ alpha^2 E|s|^2 - 2 alpha E P / q + 1/q ]`, a parabola in alpha:
/// `inf over alpha = (d/q) [ 1 - (E P)^2 / (q E|s|^2) ]`. As C -> infinity the `sum` query e_y = sum_{i in y} e_i puts
/// all attention on the token with the largest score: |s|^2 = 1 and E P = p, the probability that this token is in y.
/// The `dual` query spreads it evenly over y (|s|^2 = 1/q) where the margin is positive, probability m, and on a
/// token outside (|s|^2 = 1, P = 0) else.
///
/// In terms of delta = 1 - P and M = q |s - 1_y/q|^2 the same least risk is `(d/q) (E M - (E delta)^2) / (E M + 1 - 2 E delta)`,
/// which loses no digits where both are small. It grows with E M, and as a function of E delta it is greatest at E M.
///
/// Both floors are positive for q >= 2. The least risk is continuous in C and positive at every finite C, where attention
/// is never 1_y/q exactly; so are its limits: the sum query's as p^2 <= 1 < q, the dual one's as m < 1. For m: a token
/// outside scores at least 1 with positive probability. Gaussian scores are unbounded. On the sphere |e_y| > 1, as
/// <e_i, e_y> = 1 for two different unit vectors, and a token near e_y/|e_y| scores nearly |e_y|. A Rademacher token with
/// the signs of e_y scores `||e_y||_1/sqrt(d_e) >= <e_i, e_y> = 1`.
///
/// For every C, not only at the points of a grid: with c = q/N, `E M >= (1 + c) E delta^2 >= (1 + c) (E delta)^2`. So where E
/// delta lies in an interval and E M is at least M_0, the least risk is at least the least over delta of
/// `(M - delta^2)/(M + 1 - 2 delta)`, `M = max(M_0, (1 + c) delta^2)`. As a function of delta it has no minimum inside
/// except at `delta^2 = M_0/(1 + c)`, where the two meet.
///
/// FIXED positions that are linearly independent (d_e >= T) have no such floor: with E^+ the pseudo-inverse,
/// W = C (E^+)^T E^+ gives the sum query the logits C on y and 0 off it.
///
/// Source: derived here.
public enum A5QueryFloor {
  /// The least risk over alpha, `(d/q) [1 - (E P)^2 / (q E|s|^2)]`.
  ///
  /// - Throws: `TheoryError` unless 0 <= E P <= 1 and E|s|^2 >= (E P)^2 / q, E|s|^2 > 0.
  public static func leastRisk(problem: Problem, meanMass: Double, meanSquare: Double) throws(TheoryError)
    -> Double
  {
    try probability(meanMass, "meanMass")
    let ratio = meanMass * meanMass / (Double(problem.sparsity) * meanSquare)
    guard meanSquare > 0, ratio <= 1 + 1e-12 else {
      throw TheoryError(value: "meanSquare = \(meanSquare)", rule: "meanSquare >= meanMass^2 / q > 0")
    }
    return problem.trivialRisk * max(0, 1 - ratio)
  }

  /// The least risk over alpha from intervals of E delta and E M, `delta = 1 - P`, `M = q |s - 1_y/q|^2`.
  ///
  /// - Returns: The range of the least risk over both intervals; it misses the truth only if one of them does.
  /// - Throws: `TheoryError` unless the intervals lie in [0, 1] and [0, q + 1].
  public static func leastRisk(problem: Problem, massOffSubset delta: Measured, squaredMiss miss: Measured)
    throws(TheoryError) -> Measured
  {
    let q = Double(problem.sparsity)
    guard delta.lower >= 0, delta.lower <= delta.upper, delta.upper <= 1, miss.lower >= 0,
      miss.lower <= miss.upper, miss.upper <= q + 1
    else {
      throw TheoryError(
        value:
          "massOffSubset in [\(delta.lower), \(delta.upper)], squaredMiss in [\(miss.lower), \(miss.upper)]",
        rule: "intervals in [0, 1] and [0, q + 1]")
    }
    let worst = min(max(miss.upper, delta.lower), delta.upper)
    return Measured(
      estimate: least(problem, delta.estimate, miss.estimate),
      lower: lowestRisk(problem, massOffSubset: delta.lower...delta.upper, squaredMiss: miss.lower),
      upper: least(problem, worst, miss.upper), falseAlarm: delta.falseAlarm + miss.falseAlarm)
  }

  /// The lowest risk over alpha that E delta in an interval within 0...1 and E M >= M_0 allow.
  public static func lowestRisk(
    _ problem: Problem, massOffSubset delta: ClosedRange<Double>, squaredMiss: Double
  ) -> Double {
    let excess = 1 + Double(problem.sparsity) / Double(problem.tokensOutside)
    let meeting = (max(0, squaredMiss) / excess).squareRoot()
    let places = [
      delta.lowerBound, min(max(meeting, delta.lowerBound), delta.upperBound), delta.upperBound,
    ]
    let risks = places.map { least(problem, $0, max(squaredMiss, excess * $0 * $0)) }
    return risks.min() ?? 0
  }

  private static func least(_ problem: Problem, _ delta: Double, _ miss: Double) -> Double {
    let (top, bottom) = (miss - delta * delta, miss + 1 - 2 * delta)
    return top > 0 && bottom > 0 ? problem.trivialRisk * min(1, top / bottom) : 0
  }

  /// The limit `(d/q) (1 - p^2/q)` of the sum query as C grows, p the probability that the top score is in y.
  ///
  /// - Throws: `TheoryError` if p is outside 0...1.
  public static func sumQueryLimit(problem: Problem, topScoreInSubset p: Double) throws(TheoryError) -> Double
  {
    try probability(p, "topScoreInSubset")
    return problem.trivialRisk * (1 - p * p / Double(problem.sparsity))
  }

  /// The limit `(d/q) (1-m)(q+m) / (m + q(1-m))` of the dual query as C grows, m = P(margin > 0).
  ///
  /// - Throws: `TheoryError` if m is outside 0...1.
  public static func dualQueryLimit(problem: Problem, positiveMargin m: Double) throws(TheoryError) -> Double
  {
    try probability(m, "positiveMargin")
    let q = Double(problem.sparsity)
    return problem.trivialRisk * (1 - m) * (q + m) / (m + q * (1 - m))
  }

  private static func probability(_ value: Double, _ name: String) throws(TheoryError) {
    guard value >= 0, value <= 1 else {
      throw TheoryError(value: "\(name) = \(value)", rule: "0 <= \(name) <= 1")
    }
  }
}
