import Theory

/// Clopper and Pearson's exact interval for a probability from a count of successes.
///
/// For k successes in n independent trials the lower end is the p with P(Bin(n, p) >= k) = alpha/2 (0 if k = 0) and
/// the upper end the p with P(Bin(n, p) <= k) = alpha/2 (1 if k = n). The interval misses the true probability with
/// probability at most alpha, for every n and every truth.
///
/// Range: 1 <= n <= 1,000,000, 0 < alpha < 1. Error: each end is right to 1e-13 of its distance from 0
/// (lower) or 1 (upper).
///
/// Source: Clopper and Pearson 1934.
public struct ClopperPearson: Hashable, Sendable {
  /// The number k of successes.
  public let successes: Int
  /// The number n of trials.
  public let trials: Int

  /// Takes a count of successes.
  ///
  /// - Throws: `TheoryError` unless 0 <= successes <= trials and 1 <= trials <= 1,000,000.
  public init(successes: Int, trials: Int) throws(TheoryError) {
    guard (1...1_000_000).contains(trials) else {
      throw TheoryError(value: "trials = \(trials)", rule: "1 <= trials <= 1000000")
    }
    guard (0...trials).contains(successes) else {
      throw TheoryError(value: "successes = \(successes)", rule: "0 <= successes <= trials = \(trials)")
    }
    self.successes = successes
    self.trials = trials
  }

  /// The two-sided interval, `falseAlarm`/2 at either end.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func interval(falseAlarm: Double) throws(TheoryError) -> Measured {
    // Of the whole, not of its half: either end alone would take 1.5.
    _ = try TailExponent.of(falseAlarm: falseAlarm, tails: 2)
    return Measured(
      estimate: Double(successes) / Double(trials), lower: try lowerBound(falseAlarm: falseAlarm / 2),
      upper: try upperBound(falseAlarm: falseAlarm / 2), falseAlarm: falseAlarm)
  }

  /// The interval from `lowerBound` on, without an upper end.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func lower(falseAlarm: Double) throws(TheoryError) -> Measured {
    Measured(
      estimate: Double(successes) / Double(trials), lower: try lowerBound(falseAlarm: falseAlarm),
      upper: .infinity, falseAlarm: falseAlarm)
  }

  /// The p above which the truth lies but for probability `falseAlarm`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func lowerBound(falseAlarm: Double) throws(TheoryError) -> Double {
    _ = try TailExponent.of(falseAlarm: falseAlarm, tails: 1)
    return successes == 0 ? 0 : try Self.crossing(successes, of: trials, level: falseAlarm).below
  }

  /// The p below which the truth lies but for probability `falseAlarm`.
  ///
  /// - Throws: `TheoryError` unless 0 < falseAlarm < 1.
  public func upperBound(falseAlarm: Double) throws(TheoryError) -> Double {
    _ = try TailExponent.of(falseAlarm: falseAlarm, tails: 1)
    // Failures have the mirrored law, so the small probability is found without cancellation.
    return successes == trials
      ? 1 : 1 - (try Self.crossing(trials - successes, of: trials, level: falseAlarm).below)
  }

  /// The last Double p at which P(Bin(n, p) >= k) is still below the level, by bisection to adjacent doubles.
  private static func crossing(_ k: Int, of n: Int, level: Double) throws(TheoryError)
    -> (below: Double, above: Double)
  {
    var below = 0.0
    var above = 1.0
    while true {
      let middle = below + (above - below) / 2
      if middle <= below || middle >= above { return (below, above) }
      if try BinomialTail.atLeast(k, of: n, probability: middle) < level {
        below = middle
      } else {
        above = middle
      }
    }
  }
}
