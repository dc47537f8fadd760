import Sim

/// Times a piece of work on one thread.
enum Stopwatch {
  /// The shortest processor time of one call, in seconds, over calls that last about `seconds` together.
  ///
  /// Processor time is what other work on the machine lengthens least.
  static func shortest(seconds: Double, _ work: () throws -> Void) rethrows -> Double {
    try work()
    let begin = ThreadTime.now
    var (shortest, now) = (Double.infinity, begin)
    repeat {
      let before = now
      try work()
      now = ThreadTime.now
      shortest = min(shortest, now - before)
    } while now - begin < seconds
    return shortest
  }
}
