/// The least risk of V = alpha I, W = C I on Gaussian positions with the dual query, with its digits however
/// small it is.
///
/// `(d/q) (E M - (E delta)^2)/(E M + 1 - 2 E delta)` (A5) at the best C, from `GaussianMiss`, or A5's limit
/// of infinite C if that is less. Nothing is shared with the table of `GaussianPositionFlow`, nothing
/// cancels.
///
/// Its law at great widths is A6 (`A6FloorLaw`). Source: derived here.
public struct GaussianPositionFloor: Hashable, Sendable {
  /// The least risk over alpha and C.
  public let risk: Double
  /// The logit of the least risk; infinity if it is the limit's.
  public let logit: Double

  /// The least risk at a problem and a width d_e.
  ///
  /// Logits from 1/1000 to 4 times the law's are searched.
  ///
  /// - Throws: `TheoryError` unless q + 2 <= width, T <= 10^7 and nu ln(1 + 1/q) <= 1000, beyond which the
  ///   floor is below the least number.
  public init(problem: Problem, width: Int) throws(TheoryError) {
    let miss = try GaussianMiss(problem: problem, width: width)
    let q = Double(problem.sparsity)
    let degrees = Double(width - problem.sparsity + 1)
    guard degrees * Elementary.log1p(1 / q) <= 1000 else {
      throw TheoryError(value: "width = \(width), \(problem)", rule: "nu ln(1 + 1/q) <= 1000")
    }
    func risk(_ logLogit: Double) throws(TheoryError) -> Double {
      try miss.leastRisk(logit: Elementary.exp(logLogit))
    }
    // Three places around the least, the middle one lowest, in ln C; then parabolas through them.
    let guess = Elementary.log(degrees / ((q + 1) * A6FloorLaw.Constants(sparsity: problem.sparsity).place))
    var places = [guess - 0.25, guess, guess + 0.25]
    var values: [Double] = []
    for place in places { values.append(try risk(place)) }
    while values[1] > min(values[0], values[2]), places[0] > guess - 7, places[2] < guess + 1.5 {
      let isLeft = values[0] < values[2]
      let next = isLeft ? places[0] - 0.25 : places[2] + 0.25
      let value = try risk(next)
      places = isLeft ? [next] + places.dropLast() : places.dropFirst() + [next]
      values = isLeft ? [value] + values.dropLast() : values.dropFirst() + [value]
    }
    var best = zip(places, values).min { $0.1 < $1.1 } ?? (guess, .infinity)
    var reach = values[1] <= min(values[0], values[2]) ? 0.25 : 0
    while reach > 0.002 {
      let bend = values[0] - 2 * values[1] + values[2]
      let move = bend > 0 ? 0.5 * reach * (values[0] - values[2]) / bend : 0
      let place = places[1] + max(-reach, min(reach, move))
      reach *= 0.25
      places = [place - reach, place, place + reach]
      for index in places.indices { values[index] = try risk(places[index]) }
      if values[1] < best.1 { best = (place, values[1]) }
    }
    let limit = try Self.limit(problem, width: width)
    (self.risk, logit) = best.1 <= limit ? (best.1, Elementary.exp(best.0)) : (limit, .infinity)
  }

  /// A5's limit of infinite C, `(d/q) f (q + 1 - f)/(1 - f + q f)`, f = P(margin <= 0).
  ///
  /// - Throws: `TheoryError` as A4.
  public static func limit(_ problem: Problem, width: Int) throws(TheoryError) -> Double {
    let failure = try A4WidthForMargin(sparsity: problem.sparsity, positionDimension: width)
      .failureProbability(tokens: problem.tokens, margin: 0)
    let q = Double(problem.sparsity)
    return problem.trivialRisk * failure * (q + 1 - failure) / (1 - failure + q * failure)
  }
}
