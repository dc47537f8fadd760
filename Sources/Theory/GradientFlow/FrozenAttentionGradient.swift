/// The mean and the mean square of a batch's gradient in V, the attention frozen, in rational numbers.
///
/// The attention is on/m on y and off/m off it, m = q on + N off, on and off whole numbers. With the names of
/// `FrozenAttentionNoise`, G the gradient of half the mean squared error over B examples and D = V - c I,
/// ```
/// E G = S D,     E ||G||^2 = S^2 (1 + (d+1)/B) ||D||^2 + S R* d/B.
/// ```
/// A step is V - eta G, so these two give `E ||D'||^2 = (1 - 2 eta S + eta^2 S^2 (1 + (d+1)/B)) ||D||^2 + eta^2 S R* d/B` for every
/// eta, and with it the mean square at every step. They are linear and quadratic in V: d^2 + 1 and (d^2 + 1)(d^2 + 2)/2
/// values of V decide them. Source: derived here.
public struct FrozenAttentionGradient: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// S = ||s||^2.
  public let attentionSquare: Rational
  /// The best scale c of V.
  public let bestScale: Rational
  /// The least risk R*.
  public let leastRisk: Rational
  /// `1 + (d+1)/B`.
  private let spread: Rational
  private let batch: Int

  /// The law of an attention given by whole numbers; d + 1 may be another number in a near miss.
  ///
  /// - Throws: `TheoryError` unless batch >= 1 and on and off are from 1 to 1000; or if a number overflows.
  public init(_ problem: Problem, on: Int, off: Int, batch: Int, fourthMomentTerm: Int? = nil)
    throws(TheoryError)
  {
    guard batch >= 1, (1...1000).contains(on), (1...1000).contains(off) else {
      throw TheoryError(
        value: "batch = \(batch), on = \(on), off = \(off)", rule: "batch >= 1, 1 <= on, off <= 1000")
    }
    let (q, outside, d) = (problem.sparsity, problem.tokensOutside, problem.dimension)
    let whole = Rational(q * on + outside * off)
    attentionSquare = try Rational(q * on * on + outside * off * off) / (whole * whole)
    bestScale = try Rational(on) / whole / attentionSquare
    leastRisk = try Rational(d) * (Rational.one / Rational(q) - bestScale * bestScale * attentionSquare)
    spread = try Rational.one + Rational(fourthMomentTerm ?? (d + 1)) / Rational(batch)
    (self.problem, self.batch) = (problem, batch)
  }

  /// `2/(S (1 + (d+1)/B))`.
  ///
  /// - Throws: `TheoryError` if it overflows.
  public func stepLimit() throws(TheoryError) -> Rational {
    try Rational(2) / (attentionSquare * spread)
  }

  /// E G and E ||G||^2 at a value matrix, row by row.
  ///
  /// - Throws: `TheoryError` if there are not d^2 entries, or a number overflows.
  public func moments(value: [Rational]) throws(TheoryError) -> (gradient: [Rational], square: Rational) {
    let d = problem.dimension
    guard value.count == d * d else {
      throw TheoryError(value: "\(value.count) entries of V", rule: "d^2 = \(d * d)")
    }
    var gradient: [Rational] = []
    var squaredLength = Rational.zero
    for (index, entry) in value.enumerated() {
      let off = index % (d + 1) == 0 ? try entry - bestScale : entry
      squaredLength = try squaredLength + off * off
      gradient.append(try attentionSquare * off)
    }
    let noise = try attentionSquare * leastRisk * Rational(d) / Rational(batch)
    return (
      gradient, try attentionSquare * attentionSquare * spread * squaredLength + noise
    )
  }
}
