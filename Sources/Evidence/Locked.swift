import Foundation

/// A value that one thread at a time may look at and change.
///
/// `Synchronization.Mutex` would do, but on Linux the thread sanitizer does not see its lock and reports every use as a
/// race; it does see this one.
public final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  /// Guards a value.
  public init(_ value: sending Value) {
    self.value = value
  }

  /// Runs the closure alone with the value.
  public func withLock<Result>(_ body: (inout Value) throws -> sending Result) rethrows -> sending Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
