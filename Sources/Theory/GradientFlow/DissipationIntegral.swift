/// The integral of the dissipation along the flow, over s = log(1 + t).
struct DissipationIntegral {
  let flow: GradientFlow
  /// The rate in the metric.
  let kappa: Double
  let tolerance: Double

  private struct Piece {
    let low: Double
    let high: Double

    var halves: [Piece] {
      let middle = 0.5 * (low + high)
      return [Piece(low: low, high: middle), Piece(low: middle, high: high)]
    }
  }

  /// The integral from one s to another; pieces are halved, at most 16 times, until they agree with their halves.
  func value(from: Double, to: Double, allowed: Double) throws(TheoryError) -> Double {
    var pieces = [Piece(low: from, high: to)]
    for _ in 0..<5 { pieces = pieces.flatMap(\.halves) }
    var estimates = try gauss(pieces)
    var sum = 0.0
    for _ in 0..<16 where !pieces.isEmpty {
      let halves = pieces.flatMap(\.halves)
      let refined = try gauss(halves)
      var open: [Piece] = []
      var openEstimates: [Double] = []
      for index in pieces.indices {
        let (left, right) = (refined[2 * index], refined[2 * index + 1])
        if abs(left + right - estimates[index]) <= allowed {
          sum += left + right
        } else {
          open += [halves[2 * index], halves[2 * index + 1]]
          openEstimates += [left, right]
        }
      }
      (pieces, estimates) = (open, openEstimates)
    }
    return estimates.reduce(sum, +)
  }

  /// The nodes of the five-point Gauss-Legendre rule in -1...1.
  static let nodes = [
    -0.906_179_845_938_664, -0.538_469_310_105_683_1, 0, 0.538_469_310_105_683_1, 0.906_179_845_938_664,
  ]
  /// Its weights, of sum 2.
  static let weights = [
    0.236_926_885_056_189_1, 0.478_628_670_499_366_5, 0.568_888_888_888_888_9, 0.478_628_670_499_366_5,
    0.236_926_885_056_189_1,
  ]

  /// The five-point Gauss-Legendre rule on each piece.
  private func gauss(_ pieces: [Piece]) throws(TheoryError) -> [Double] {
    var logTimes: [Double] = []
    for piece in pieces {
      let (middle, radius) = (0.5 * (piece.low + piece.high), 0.5 * (piece.high - piece.low))
      for node in Self.nodes { logTimes.append(middle + radius * node) }
    }
    let states = try flow.states(at: logTimes.map(Elementary.expm1), tolerance: tolerance)
    var results: [Double] = []
    for (index, piece) in pieces.enumerated() {
      var sum = 0.0
      for (offset, weight) in Self.weights.enumerated() {
        let state = states[5 * index + offset]
        let rate = try D3Energy.dissipation(
          flow.system, alpha: state.alpha, logit: state.logit, kappa: kappa)
        sum += weight * rate * Elementary.exp(logTimes[5 * index + offset])
      }
      results.append(0.5 * (piece.high - piece.low) * sum)
    }
    return results
  }
}
