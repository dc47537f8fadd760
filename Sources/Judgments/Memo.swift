import Evidence

/// What a value that is kept is a function of.
protocol MemoKey: Hashable, Sendable {
  /// The base seed of the run whose random numbers the value is made of; nil if it is the same in every run.
  var baseSeed: UInt64? { get }
}

/// Keeps what an expensive pure computation returned, so that several claims judge the same trained models.
///
/// The value of a key is computed once, by whoever asks first, and kept until `Memos.forget(baseSeed:)`; the others await it
/// without blocking a thread. As the computation is a pure function of its key, who was first changes nothing.
final class Memo<Key: MemoKey, Value: Sendable>: Sendable {
  private let tasks = Locked<[Key: Task<WorkMeter.Finished<Value>, any Error>]>([:])
  private let compute: @Sendable (Key) async throws -> Value

  init(_ compute: @escaping @Sendable (Key) async throws -> Value) {
    self.compute = compute
    Memos.add(self)
  }

  /// The value of the key, computed at the first call.
  func value(for key: Key) async throws -> Value {
    let task = tasks.withLock { tasks in
      if let task = tasks[key] { return task }
      let task = Task { [compute] in try await WorkMeter.share { try await compute(key) } }
      tasks[key] = task
      return task
    }
    return try await WorkMeter.wait(for: task)
  }
}

extension Memo: SeedKeeper {
  func count(baseSeed: UInt64) -> Int { tasks.withLock { $0.keys.count { $0.baseSeed == baseSeed } } }

  func forget(baseSeed: UInt64) { tasks.withLock { $0 = $0.filter { $0.key.baseSeed != baseSeed } } }
}

/// A memo, whatever its keys and values are.
private protocol SeedKeeper: Sendable {
  /// How many values are kept of runs at a base seed.
  func count(baseSeed: UInt64) -> Int

  /// Frees them.
  func forget(baseSeed: UInt64)
}

/// All memos of the process; there is one of each kind, and it stays.
public enum Memos {
  private static let all = Locked<[any SeedKeeper]>([])

  /// Frees what was kept of runs at a base seed, once none is under way: nothing changes but that whoever asks again waits for
  /// the value to be computed again.
  public static func forget(baseSeed: UInt64) {
    for memo in all.withLock({ $0 }) { memo.forget(baseSeed: baseSeed) }
  }

  /// How many values are kept of runs at a base seed.
  static func count(baseSeed: UInt64) -> Int {
    all.withLock { $0 }.reduce(0) { $0 + $1.count(baseSeed: baseSeed) }
  }

  fileprivate static func add(_ memo: any SeedKeeper) { all.withLock { $0.append(memo) } }
}
