/// A measured quantity: an estimate inside an interval that misses the truth with a stated probability.
///
/// Predicates take this type, so the theory needs no statistics and the statistics no theorems.
public struct Measured: Hashable, Sendable, Codable {
  /// The point estimate.
  public let estimate: Double
  /// The interval's lower end; minus infinity where only the upper end is used.
  public let lower: Double
  /// The interval's upper end; infinity where only the lower end is used.
  public let upper: Double
  /// The probability, over the randomness of the experiment, that the truth lies outside the interval.
  public let falseAlarm: FalseAlarm

  /// A measurement whose interval `[lower, upper]` misses the truth with probability at most `falseAlarm`, which an
  /// inequality was given.
  public init(estimate: Double, lower: Double, upper: Double, falseAlarm: Double) {
    self.init(estimate: estimate, lower: lower, upper: upper, falseAlarm: FalseAlarm(ofEvent: falseAlarm))
  }

  /// A measurement made from others, whose false-alarm probabilities it carries on.
  public init(estimate: Double, lower: Double, upper: Double, falseAlarm: FalseAlarm) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
    self.falseAlarm = falseAlarm
  }

  /// Whether both ends are finite and the estimate lies between them, the ends included.
  public var isBounded: Bool { lower.isFinite && upper.isFinite && lower <= estimate && estimate <= upper }
}
