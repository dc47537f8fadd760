import Testing
import Theory

@testable import Sim

/// A5's bounds between the logits of a grid, draw by draw: what attention does there is computed at points in between.
@Suite struct LogitBoundsTests {
  /// Scores of a draw, those of its subset first.
  private typealias Scores = [Double]

  /// delta and M of softmax attention with logits C scores, by the largest one.
  private func seen(_ scores: Scores, sparsity: Int = 2, logit: Double) -> (off: Double, miss: Double) {
    let top = logit >= 0 ? logit * (scores.max() ?? 0) : logit * (scores.min() ?? 0)
    let weights = scores.map { Elementary.exp(logit * $0 - top) }
    let total = weights.reduce(0, +)
    let square = weights.reduce(0) { $0 + $1 * $1 } / (total * total)
    let off = weights.dropFirst(sparsity).reduce(0, +) / total
    return (off, Double(sparsity) * square + 1 - 2 * (1 - off))
  }

  /// How far outside a bound attention is at some logit of a grid with a step, most; negative if it is inside.
  private func worst(_ scores: Scores, sparsity: Int = 2, step: Double, steps: Int) -> Double {
    var draw = TiltedDraw(tokens: scores.count, sparsity: sparsity)
    draw.load(scores: scores, subset: Array(0..<sparsity))
    var worst = -Double.infinity
    func hold(_ bounds: LogitBounds, at way: Double, logit: Double) {
      func line(_ bound: LinearBound) -> Double { bound.low + way * (bound.high - bound.low) }
      let (off, miss) = seen(scores, sparsity: sparsity, logit: logit)
      worst = max(
        worst, line(bounds.leastOff) - off, off - line(bounds.greatestOff), line(bounds.miss) - miss)
    }
    for logit in [-0.05, -0.7, -3, -40] { hold(draw.negative, at: 0, logit: logit) }
    for place in 0..<steps {
      let before = draw.tilt
      draw.advance(step)
      let bounds = before.bounds(to: draw.tilt, step: step, sparsity: sparsity)
      for part in 0...8 {
        let way = Double(part) / 8
        hold(bounds, at: way, logit: step * (Double(place) + way))
      }
    }
    for more in [0, 0.05, 0.7, 3, 40] { hold(draw.beyond, at: 0, logit: step * Double(steps) + more) }
    return worst
  }

  @Test("bounds hold between points in every draw, for fine and coarse steps", arguments: [0.1, 0.5, 1.5])
  func everyDraw(step: Double) throws {
    let address = try StreamAddress(baseSeed: 5, name: "test 1/0", repetition: 0, purpose: .check)
    var stream = RandomStream(address, step: 0)
    for index in 0..<60 {
      // From subsets that stand out to such that do not.
      let lead = Double(index % 4) * 0.5
      let scores = (0..<5).map { token in (token < 2 ? lead : 0) + stream.normal() }
      #expect(worst(scores, step: step, steps: 5) <= 1e-12, "\(scores)")
    }
  }

  /// The mean score outside y is lowest at first, and one token outside is above all of y: P rises, then falls.
  @Test("bounds hold where the mass on the subset has its greatest value inside a step")
  func extremumInside() {
    for top in [0.6, 0.9, 1.2, 2] {
      for step in [0.5, 1, 2, 4] {
        let scores = [0.5, 0.4, top, -2, -2, -3]
        let on = stride(from: 0.0, through: 8, by: 0.25).map { 1 - seen(scores, logit: $0).off }
        let best = on.indices.max { on[$0] < on[$1] } ?? 0
        if top < 2 { #expect(best > 0 && best < on.count - 1, "P has no greatest value inside") }
        #expect(worst(scores, step: step, steps: Int(8 / step)) <= 1e-12, "\(scores), step \(step)")
      }
    }
  }

  /// One token of y is above the one outside and one below: P, above a half, falls and then rises.
  @Test("bounds hold where the mass on the subset has its least value inside a step, draw by draw")
  func leastInside() {
    for (high, low) in [(1.0, -2.0), (0.6, -1.0), (2, -3), (0.4, -0.6)] {
      for step in [0.25, 0.5, 1, 2] {
        let scores = [high, low, 0.1]
        let on = stride(from: 0.0, through: 4, by: 0.05).map { 1 - seen(scores, logit: $0).off }
        let least = on.indices.min { on[$0] < on[$1] } ?? 0
        #expect(least > 0 && least < on.count - 1, "P has no least value inside")
        #expect(worst(scores, step: step, steps: Int(4 / step)) <= 1e-12, "\(scores), step \(step)")
      }
    }
  }

  /// Of 400 tokens of y one comes to lead, so that delta grows fourfold and falls again within a step, P above .99 throughout:
  /// a bound of delta's slope from the ends of the step alone, where delta is least, is not enough.
  @Test("bounds hold where nearly all mass is on the subset and what is off it grows fourfold inside a step")
  func growthInside() {
    let scores = [18] + [Double](repeating: 0, count: 399) + [6]
    func off(_ logit: Double) -> Double { seen(scores, sparsity: 400, logit: logit).off }
    #expect(off(0.294) > 3.5 * off(0) && off(0.5) < off(0))
    #expect(worst(scores, sparsity: 400, step: 0.5, steps: 1) <= 1e-12)
    #expect(worst(scores, sparsity: 400, step: 0.25, steps: 2) <= 1e-12)
  }

  /// Where all weights of one side underflow, its mean score is the limit: the largest score of that side.
  @Test("mean scores of a side whose weights underflow, and bounds there", arguments: [true, false])
  func farTail(subsetLeads: Bool) {
    let lead = subsetLeads ? 1.0 : -1
    let scores = [1.0, 0.75, -0.25, -0.5].map { lead * $0 }
    var draw = TiltedDraw(tokens: 4, sparsity: 2)
    draw.load(scores: scores, subset: [0, 1])
    for _ in 0..<8 { draw.advance(400) }
    let (on, off) = subsetLeads ? (1.0, -0.25) : (-0.75, 0.5)
    #expect((draw.tilt.on == 0) == !subsetLeads && (draw.tilt.off == 0) == subsetLeads)
    #expect(abs(draw.tilt.meanOn - on) <= 1e-12 && abs(draw.tilt.meanOff - off) <= 1e-12)
    #expect(worst(scores, step: 400, steps: 8) <= 1e-12)
  }

  /// The bounds are no more than bounds: where P is least or greatest inside a step they are met at its low end.
  @Test("bounds are exact at the low end of a step and near at the high end of a short one")
  func tight() {
    let scores = [0.5, 0.4, 0.9, -2, -2, -3]
    var draw = TiltedDraw(tokens: 6, sparsity: 2)
    draw.load(scores: scores, subset: [0, 1])
    for place in 0..<400 {
      let before = draw.tilt
      draw.advance(0.02)
      let bounds = before.bounds(to: draw.tilt, step: 0.02, sparsity: 2)
      let (low, high) = (
        seen(scores, logit: 0.02 * Double(place)), seen(scores, logit: 0.02 * Double(place + 1))
      )
      for (bound, from, to) in [
        (bounds.leastOff, low.off, high.off), (bounds.greatestOff, low.off, high.off),
        (bounds.miss, low.miss, high.miss),
      ] {
        #expect(abs(bound.low - from) <= 1e-12 && abs(bound.high - to) <= 2e-3, "C = \(0.02 * Double(place))")
      }
    }
  }
}
