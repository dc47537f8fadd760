/// Rates of work done on all cores together.
enum Stopwatch {
  /// The units of work a second, summed over the threads, of one round of about `seconds`.
  ///
  /// Each thread makes its own worker, calls it once to warm up, and then as often as the round lasts; a worker
  /// returns the units that a call did. Only the time between the first and the last counted call counts.
  static func rate(
    threads: Int, seconds: Double, worker: @escaping @Sendable () -> () -> Double
  ) async -> Double {
    await withTaskGroup(of: Double.self) { group in
      for _ in 0..<threads {
        group.addTask {
          let work = worker()
          _ = work()
          let clock = ContinuousClock()
          let start = clock.now
          var units = 0.0
          var elapsed = 0.0
          repeat {
            units += work()
            elapsed = (clock.now - start) / .seconds(1)
          } while elapsed < seconds
          return units / elapsed
        }
      }
      return await group.reduce(0, +)
    }
  }
}
