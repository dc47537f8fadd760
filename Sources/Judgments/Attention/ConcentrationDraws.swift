import Sim
import Theory

/// What A3 bounds, over fresh draws of positions and subset: the extremes of all draws.
struct ConcentrationDraws: Codable, Hashable, Sendable {
  /// The number of draws.
  let draws: Int
  /// The number of draws with a margin above `leastUsed`, whose risk at the sufficient logit is looked at.
  let positiveMargins: Int
  /// The least margin.
  let leastMargin: Double
  /// The greatest share of each bound.
  let shares: A3ConcentrationPredicate.Shares

  /// A margin below this would ask for logits beyond what scores are good for.
  static let leastUsed = 0.01

  /// A near miss in what is claimed or in the layer; by default there is none.
  struct Change: Hashable, Sendable {
    /// Added to every margin that is claimed.
    var margin = 0.0
    /// Multiplies the logit that is claimed to suffice.
    var logit = 1.0
    /// The scale of V; A3 speaks of V = I.
    var value = 1.0
  }

  /// Draws positions and subsets, and takes the attention at the logit that suffices for a share of the trivial risk.
  ///
  /// Where the margin is not positive no logit suffices; the bounds are looked at with C = 3.
  ///
  /// - Throws: `TheoryError` if there is no draw.
  init(
    _ layer: AttentionSettings, address: StreamAddress, draws: Int = 200, riskShare: Double = 0.01,
    change: Change = Change(), onlyPositiveMargins: Bool = false
  ) throws {
    let problem = layer.problem
    let predicate = try A3ConcentrationPredicate(problem: problem)
    let eps = riskShare * problem.trivialRisk
    var margins: [Double] = []
    var greatest: A3ConcentrationPredicate.Shares?
    for index in 0..<draws {
      let draw = try PositionDraw(layer, address: address, index: index)
      let margin =
        change.margin
        + (try A3Concentration.margin(problem: problem, scores: draw.innerProducts, subset: draw.subset))
      let isUsed = margin > Self.leastUsed
      margins.append(margin)
      if !isUsed && onlyPositiveMargins { continue }
      let logit =
        isUsed
        ? try change.logit * A3Concentration.sufficientLogit(problem: problem, margin: margin, risk: eps) : 3
      let shares = try predicate.shares(
        attention: Self.softmax(draw.innerProducts, logit: logit), margin: margin, logit: logit,
        subset: draw.subset, value: change.value, risk: isUsed ? eps : nil)
      greatest = greatest?.greatest(shares) ?? shares
    }
    guard let greatest else {
      throw TheoryError(
        value: "\(draws) draws", rule: "one draw at least with a margin above \(Self.leastUsed)")
    }
    self.draws = draws
    positiveMargins = margins.count { $0 > Self.leastUsed }
    leastMargin = margins.min() ?? .nan
    shares = greatest
  }

  private static func softmax(_ scores: [Double], logit: Double) -> [Double] {
    let top = scores.max() ?? 0
    var weights = scores.map { Elementary.exp(logit * ($0 - top)) }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    return weights
  }
}
