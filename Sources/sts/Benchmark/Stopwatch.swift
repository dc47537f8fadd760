import Foundation

/// Times a piece of work on one thread.
enum Stopwatch {
  /// The shortest processor time of one call, in seconds, over calls that last about `seconds` together.
  ///
  /// Processor time is what other work on the machine lengthens least.
  static func shortest(seconds: Double, _ work: () throws -> Void) rethrows -> Double {
    try work()
    let begin = threadSeconds()
    var (shortest, now) = (Double.infinity, begin)
    repeat {
      let before = now
      try work()
      now = threadSeconds()
      shortest = min(shortest, now - before)
    } while now - begin < seconds
    return shortest
  }

  /// The processor time of this thread, in seconds.
  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
