import Foundation

/// A thread that shows every second how far a run is, until it is stopped.
public final class ProgressTicker: Sendable {
  private let isStopped = Locked(false)

  /// Starts to show the ledger's progress in its log.
  public init(_ ledger: Ledger) {
    let thread = Thread { [isStopped] in
      while !isStopped.withLock({ $0 }) {
        ledger.tick()
        Thread.sleep(forTimeInterval: 1)
      }
    }
    thread.name = "progress"
    thread.start()
  }

  /// Stops; at most one line is written after this.
  public func stop() { isStopped.withLock { $0 = true } }

  deinit { stop() }
}
