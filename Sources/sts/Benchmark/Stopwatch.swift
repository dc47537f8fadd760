import Dispatch
import Foundation
import Synchronization

/// Rates of work done by several threads at once.
enum Stopwatch {
  /// The units of work a second, summed over threads, in a round of about `seconds`.
  ///
  /// Each thread makes its own worker, calls it once to warm up, and then as often as the round lasts; a worker
  /// returns the units that a call did. Time is each thread's own processor time, which other work on the machine
  /// lengthens least.
  static func rate(
    threads: Int, seconds: Double, worker: @escaping @Sendable () -> () -> Double
  ) -> Double {
    let total = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let work = worker()
      _ = work()
      let start = threadSeconds()
      var (units, elapsed) = (0.0, 0.0)
      repeat {
        units += work()
        elapsed = threadSeconds() - start
      } while elapsed < seconds
      total.withLock { $0 += units / elapsed }
    }
    return total.withLock { $0 }
  }

  /// The shortest processor time of one call, in seconds, over calls that last about `seconds` together.
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
