/// The mean and the variance of numbers as they come, by Welford's recurrence.
struct RunningMean {
  /// How many there were.
  private(set) var count = 0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ number: Double) {
    count += 1
    let difference = number - mean
    mean += difference / Double(count)
    squares += difference * (number - mean)
  }

  /// The unbiased variance; 0 of fewer than two numbers.
  var variance: Double { count > 1 ? squares / Double(count - 1) : 0 }
}
