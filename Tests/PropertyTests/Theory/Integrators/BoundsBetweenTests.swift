import Testing
import Theory

/// Bounds that are stated for all times or all parameters and found at some: held against a finer grid.
@Suite struct BoundsBetweenTests {
  private func problem() throws -> Problem { try Problem(tokens: 8, dimension: 4, sparsity: 2) }

  @Test("the total amplification is the largest at eight times as many times, within 1e-4")
  func amplification() throws {
    let flow = try TransversalFlow(problem())
    let best = try flow.amplification(until: 60)
    let top = Elementary.log1p(60)
    let times = (0...240).map { min(60, Elementary.expm1(top * Double($0) / 240)) }
    let finer = try flow.propagators(at: times.sorted(), stepsPerUnit: 64).map(\.amplification).max() ?? 0
    #expect(abs(best.amplification / finer - 1) <= 1e-4, "\(best.amplification), \(finer)")
    let around = try flow.propagators(at: [0.98, 0.99, 1, 1.01, 1.02].map { $0 * best.time })
    for other in around { #expect(other.amplification <= best.amplification * (1 + 1e-4)) }
  }

  @Test("2 kappa t R stays, at every later time, where it is enclosed from a time on")
  func laterRisks() throws {
    let problem = try problem()
    let enclosure = try FlowEnclosure(problem: problem, positions: .oneHot)
    let bounds = try enclosure.scaledRisks(from: 1e4)
    let times = (0...120).map { 1e4 * Elementary.exp(0.2 * Double($0)) }
    let scaled = try GradientFlow(problem: problem, positions: .oneHot).states(at: times).map {
      2 * enclosure.system.kappa * $0.time * $0.risk
    }
    for (time, value) in zip(times, scaled) {
      #expect(value >= bounds.lower - 1e-9 && value <= bounds.upper + 1e-9, "t = \(time)")
    }
    // No more than a hundredth of their distance from 1 to spare at the end where they are met.
    let (low, high) = (scaled.min() ?? 0, scaled.max() ?? 0)
    #expect(bounds.lower > low - 0.1 * (high - low) && bounds.upper < high + 0.1 * (high - low), "\(bounds)")
  }

  @Test("the proved interval of 2 kappa t R holds from the entry on, at every time between")
  func provedRisks() throws {
    let problem = try problem()
    let enclosure = try FlowEnclosure(problem: problem, positions: .oneHot)
    let entry = try enclosure.entry().after
    let rate = try D15ProvedRate(enclosure.system)
    let times = (1...80).map { entry.time * Elementary.exp(0.15 * Double($0)) }
    for state in try GradientFlow(problem: problem, positions: .oneHot).states(at: times) {
      let bounds = try rate.scaledRisk(at: state.time, after: entry)
      let value = 2 * enclosure.system.kappa * state.time * state.risk
      #expect(value >= bounds.lower * (1 - 1e-9) && value <= bounds.upper * (1 + 1e-9), "t = \(state.time)")
    }
  }

  /// A path from outside the set: entry, no exit and no fall, at forty times as many times as it is judged at.
  @Test("between the times of a path the flow stays in the invariant set, and C rises there")
  func invariantSet() throws {
    let problem = try problem()
    for (alpha, logit) in [(-2.0, 1.0), (4, -1), (0, 0.5)] {
      let flow = try GradientFlow(problem: problem, positions: .oneHot, alpha: alpha, logit: logit)
      let states = try flow.states(at: (0...800).map { Elementary.expm1(0.02 * Double($0)) })
      let path = try EveryStartPath(problem, states: states)
      #expect(path.entry != nil && path.exit == nil && path.fall == nil, "from \(alpha), \(logit)")
      let monotony = try D3Energy.Monotony(states)
      #expect(monotony.riskRise <= 1e-9)
    }
  }

  @Test("the least risk that intervals of E delta and E M allow is the least over both, on a fine grid")
  func leastRisk() throws {
    let problem = try problem()
    for (delta, miss) in [(0.1...0.2, 0.05...0.3), (0.3...0.9, 0.02...0.4), (0.0...1.0, 0.2...1.5)] {
      let seen = try A5QueryFloor.leastRisk(
        problem: problem,
        massOffSubset: Measured(
          estimate: 0.5 * (delta.lowerBound + delta.upperBound), lower: delta.lowerBound,
          upper: delta.upperBound,
          falseAlarm: 0),
        squaredMiss: Measured(
          estimate: 0.5 * (miss.lowerBound + miss.upperBound), lower: miss.lowerBound, upper: miss.upperBound,
          falseAlarm: 0))
      var (least, greatest) = (Double.infinity, -Double.infinity)
      for i in 0...100 {
        for j in 0...100 {
          let d = delta.lowerBound + 0.01 * Double(i) * (delta.upperBound - delta.lowerBound)
          let m = miss.lowerBound + 0.01 * Double(j) * (miss.upperBound - miss.lowerBound)
          // What attention can do: E M >= (1 + q/N) (E delta)^2.
          if m < (1 + 2.0 / 6) * d * d { continue }
          let risk = 2 * (m - d * d) / (m + 1 - 2 * d)
          (least, greatest) = (min(least, risk), max(greatest, min(2, risk)))
        }
      }
      #expect(seen.lower <= least + 1e-12 && seen.upper >= greatest - 1e-12, "\(delta), \(miss)")
      #expect(seen.lower > least - 0.05 && seen.upper < greatest + 0.05, "\(seen), \(least), \(greatest)")
    }
  }
}
