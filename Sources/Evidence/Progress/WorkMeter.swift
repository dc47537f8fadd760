/// Times each piece of work by the task that it runs in, apart from what it waits for.
///
/// Pieces have no thread of their own and their number of threads is that of the cores, so a piece that does not wait runs
/// without a break and its elapsed time is its work.
public enum WorkMeter {
  /// What a piece of work returned, with the longest chain of pieces that it ends.
  public struct Finished<Value: Sendable>: Sendable {
    /// What the work returned.
    public let value: Value
    /// In seconds.
    let chain: Double
  }

  /// A piece of work that is under way.
  private final class Piece: Sendable {
    struct Waits {
      var seconds = 0.0
      var longestChain = 0.0
    }

    let book: Locked<WorkTimes>
    let waits = Locked(Waits())

    init(_ book: Locked<WorkTimes>) { self.book = book }
  }

  @TaskLocal private static var current: Piece?

  /// Does a piece of work and notes its time.
  public static func measure<Value: Sendable>(
    in book: Locked<WorkTimes>, _ work: () async throws -> Value
  ) async rethrows -> Value {
    try await piece(in: book, work).value
  }

  /// Does work that others await, as a piece of its own in the book of who asked for it.
  public static func share<Value: Sendable>(
    _ work: () async throws -> Value
  ) async rethrows -> Finished<Value> {
    guard let asker = current else { return Finished(value: try await work(), chain: 0) }
    return try await piece(in: asker.book, work)
  }

  /// Waits for shared work; the time does not count as this piece's own.
  public static func wait<Value: Sendable>(
    for task: Task<Finished<Value>, any Error>
  ) async throws -> Value {
    let start = ContinuousClock.now
    let finished = try await task.value
    current?.waits.withLock { waits in
      waits.seconds += (ContinuousClock.now - start) / .seconds(1)
      waits.longestChain = max(waits.longestChain, finished.chain)
    }
    return finished.value
  }

  private static func piece<Value: Sendable>(
    in book: Locked<WorkTimes>, _ work: () async throws -> Value
  ) async rethrows -> Finished<Value> {
    let piece = Piece(book)
    let start = ContinuousClock.now
    let value = try await $current.withValue(piece) { try await work() }
    let waits = piece.waits.withLock { $0 }
    let own = (ContinuousClock.now - start) / .seconds(1) - waits.seconds
    let chain = own + waits.longestChain
    book.withLock { $0.add(own: own, chain: chain) }
    return Finished(value: value, chain: chain)
  }
}
