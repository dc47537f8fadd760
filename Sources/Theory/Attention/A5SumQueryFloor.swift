/// The floor below which resampled positions of a fixed width do not let the risk fall.
///
/// With V = alpha I and attention s, by A1 `R = d [ alpha^2 E|s|^2 - 2 alpha E P / q + 1/q ]`, a parabola in alpha:
/// `inf over alpha = (d/q) [ 1 - (E P)^2 / (q E|s|^2) ]`. As C -> infinity the `sum` query e_y = sum_{i in y} e_i puts
/// all attention on the token with the largest score: |s|^2 = 1 and E P = p, the probability that this token is in y.
/// The `dual` query spreads it evenly over y (|s|^2 = 1/q) where the margin is positive, probability m, and on a
/// token outside (|s|^2 = 1, P = 0) else.
///
/// Source: derived here.
public enum A5SumQueryFloor {
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
