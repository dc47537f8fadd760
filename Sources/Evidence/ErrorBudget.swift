/// The false-alarm probability that a run has spent.
///
/// Every statistical trial of a true claim refutes it with at most the probability its outcome states. By the union
/// bound, whatever the dependence between trials, a run in which every claim is true shows a false alarm with at most
/// the sum. Trials of a control spend nothing: a control must be refuted.
public struct ErrorBudget: Hashable, Sendable {
  /// The most that a whole run may spend.
  public static let limit = 1e-6

  /// The sum of the trials' false-alarm probabilities.
  public let spent: Double

  /// Adds up the outcomes' probabilities, in the order given.
  ///
  /// A probability that is negative, greater than 1 or not a number makes the sum infinite: it cannot be within the limit.
  public init(_ outcomes: [Outcome]) {
    var sum = 0.0
    for outcome in outcomes {
      sum += (0...1).contains(outcome.falseAlarm) ? outcome.falseAlarm : .infinity
    }
    spent = sum
  }

  /// Whether the sum is within the limit.
  public var isWithinLimit: Bool { spent <= Self.limit }
}
