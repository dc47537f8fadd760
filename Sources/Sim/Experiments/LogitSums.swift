/// Sums over draws of what `LogitSweep` reports.
struct LogitSums {
  private typealias Sums = (sum: Double, squares: Double)
  private var points: [(off: Sums, miss: Sums)]
  private var bounds: [(least: Sums, greatest: Sums, low: Sums, high: Sums)]

  init(intervals: Int) {
    points = .init(repeating: ((0, 0), (0, 0)), count: intervals - 1)
    bounds = .init(repeating: ((0, 0), (0, 0), (0, 0), (0, 0)), count: intervals)
  }

  mutating func add(_ tilt: Tilt, at place: Int) {
    Self.add(tilt.massOff, &points[place].off)
    Self.add(tilt.miss, &points[place].miss)
  }

  mutating func add(_ draw: LogitBounds, to place: Int) {
    Self.add(draw.leastOff, &bounds[place].least)
    Self.add(draw.greatestOff, &bounds[place].greatest)
    Self.add(draw.missAtLow, &bounds[place].low)
    Self.add(draw.missAtHigh, &bounds[place].high)
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
        LogitSweep.Interval(
          low: ends[k], high: ends[k + 1], leastOff: average(bounds[k].least),
          greatestOff: average(bounds[k].greatest), missAtLow: average(bounds[k].low),
          missAtHigh: average(bounds[k].high))
      })
  }
}
