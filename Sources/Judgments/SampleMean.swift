/// The mean of independent samples with their standard deviation, summed in the order given.
struct SampleMean: Hashable, Sendable {
  /// The mean.
  let mean: Double
  /// The sample standard deviation; NaN with fewer than two samples.
  let deviation: Double
  /// The number of samples.
  let count: Int

  init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(samples.count)
    self.mean = mean
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / Double(samples.count - 1)).squareRoot()
  }

  /// The standard error of the mean.
  var standardError: Double { deviation / Double(count).squareRoot() }
}
