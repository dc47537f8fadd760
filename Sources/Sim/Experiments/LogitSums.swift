/// Sums over draws of what `LogitSweep` reports.
struct LogitSums {
  private typealias Sums = (sum: Double, squares: Double)
  private var points: [(off: Sums, miss: Sums)]
  /// Bounds, each at the low and the high end: the least and the greatest delta, the least M.
  private var bounds: [[Sums]]

  init(intervals: Int) {
    points = .init(repeating: ((0, 0), (0, 0)), count: intervals - 1)
    bounds = .init(repeating: .init(repeating: (0, 0), count: 6), count: intervals)
  }

  mutating func add(_ tilt: Tilt, at place: Int) {
    Self.add(tilt.massOff, &points[place].off)
    Self.add(tilt.miss, &points[place].miss)
  }

  mutating func add(_ draw: LogitBounds, to place: Int) {
    Self.add(draw.leastOff.low, &bounds[place][0])
    Self.add(draw.leastOff.high, &bounds[place][1])
    Self.add(draw.greatestOff.low, &bounds[place][2])
    Self.add(draw.greatestOff.high, &bounds[place][3])
    Self.add(draw.miss.low, &bounds[place][4])
    Self.add(draw.miss.high, &bounds[place][5])
  }

  private static func add(_ value: Double, _ sums: inout Sums) {
    sums.sum += value
    sums.squares += value * value
  }

  func sweep(_ logits: [Double], draws: Int) -> LogitSweep {
    let count = Double(draws)
    func average(_ sums: Sums) -> LogitSweep.Average {
      let mean = sums.sum / count
      return LogitSweep.Average(
        mean: mean, variance: max(0, (sums.squares - mean * sums.sum) / (count - 1)))
    }
    let ends = [-Double.infinity] + logits + [.infinity]
    return LogitSweep(
      points: zip(logits, points).map {
        LogitSweep.Point(logit: $0, massOffSubset: average($1.off), squaredMiss: average($1.miss))
      },
      intervals: bounds.indices.map { k in
        let line = (0..<3).map {
          LogitSweep.Line(low: average(bounds[k][2 * $0]), high: average(bounds[k][2 * $0 + 1]))
        }
        return LogitSweep.Interval(
          low: ends[k], high: ends[k + 1], leastOff: line[0], greatestOff: line[1], leastMiss: line[2])
      })
  }
}
