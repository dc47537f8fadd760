/// The mean of independent samples with their variance, summed in the order given.
public struct SampleMean: Hashable, Sendable, Codable {
  /// The mean.
  public let mean: Double
  /// The unbiased sample variance; NaN with fewer than two samples.
  public let variance: Double
  /// The number of samples.
  public let count: Int

  /// The mean and the variance of samples.
  public init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(samples.count)
    self.mean = mean
    variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count - 1)
  }

  /// The sample standard deviation.
  public var deviation: Double { variance.squareRoot() }

  /// The standard error of the mean.
  public var standardError: Double { deviation / Double(count).squareRoot() }
}
