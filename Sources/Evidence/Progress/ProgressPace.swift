/// Lets something happen at once and then no more often than once an interval.
package struct ProgressPace: Sendable {
  /// The least time between two occasions.
  let interval: Duration
  private var last: Duration?

  package init(every interval: Duration) { self.interval = interval }

  /// Whether an occasion is due, at a time since some start; if so, it counts as taken.
  package mutating func isDue(at elapsed: Duration) -> Bool {
    if let last, elapsed - last < interval { return false }
    last = elapsed
    return true
  }
}
