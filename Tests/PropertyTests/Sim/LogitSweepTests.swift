import Sim
import Testing
import Theory

@Suite struct LogitSweepTests {
  private static let grid = [0, 0.5, 1.25, 2, 4]

  private func settings(_ query: Query) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: 10, dimension: 2, sparsity: 3), positions: .gaussian, positionDimension: 12,
      query: query, batch: 1, stepSize: 0)
  }

  @Test(
    "at the points it agrees with the draws one by one; between and beyond its bounds hold",
    arguments: [Query.sum, .dual])
  func bounds(query: Query) throws {
    let address = try StreamAddress(baseSeed: 5, name: "test 1/0", repetition: 0, purpose: .check)
    let draws = 200
    let sweep = try LogitSweep.sample(settings(query), address: address, logits: Self.grid, draws: draws)
    let fine = (0...100).map { 0.04 * Double($0) } + [6, 20, 500]
    let spreads = try AttentionSpread.sample(
      settings(query), address: address, logits: fine + [-0.3, -5], draws: draws)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    for point in sweep.points {
      let same = try AttentionSpread.sample(
        settings(query), address: address, logits: [point.logit], draws: draws)[0]
      #expect(abs(point.massOffSubset.mean - mean(same.massOffSubset)) <= 1e-12)
      #expect(abs(point.squaredMiss.mean - mean(same.squaredMiss)) <= 1e-12)
    }
    for spread in spreads {
      let (off, miss) = (mean(spread.massOffSubset), mean(spread.squaredMiss))
      for part in sweep.intervals where spread.logit >= part.low && spread.logit <= part.high {
        let open = part.low == -.infinity || part.high == .infinity
        let way = open ? 0 : (spread.logit - part.low) / (part.high - part.low)
        func at(_ line: LogitSweep.Line) -> Double { line.low.mean + way * (line.high.mean - line.low.mean) }
        #expect(at(part.leastOff) <= off + 1e-12, "C = \(spread.logit): delta \(off), \(part)")
        #expect(at(part.greatestOff) >= off - 1e-12, "C = \(spread.logit): delta \(off), \(part)")
        #expect(at(part.leastMiss) <= miss + 1e-12, "C = \(spread.logit): M \(miss), \(part)")
      }
    }
  }

  @Test("bounds close in quadratically as steps shrink")
  func closing() throws {
    let address = try StreamAddress(baseSeed: 6, name: "test 1/0", repetition: 0, purpose: .check)
    let gaps = try [0.2, 0.1, 0.05].map { step -> Double in
      let sweep = try LogitSweep.sample(
        settings(.sum), address: address, logits: [0, 2, 2 + step], draws: 300)
      return sweep.points[2].squaredMiss.mean - sweep.intervals[2].leastMiss.high.mean
    }
    #expect(gaps[2] > 0 && gaps[0] > 3 * gaps[1] && gaps[1] > 3 * gaps[2], "\(gaps)")
  }

  @Test("bad grids are errors")
  func errors() throws {
    let address = try StreamAddress(baseSeed: 5, name: "test 1/0", repetition: 0, purpose: .check)
    for logits in [[], [1, 2], [0, 2, 1], [0, 200]] as [[Double]] {
      #expect(throws: TheoryError.self) {
        try LogitSweep.sample(settings(.sum), address: address, logits: logits, draws: 10)
      }
    }
    #expect(throws: TheoryError.self) {
      try LogitSweep.sample(settings(.sum), address: address, logits: [0, 1], draws: 1)
    }
  }
}
