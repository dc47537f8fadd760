import Evidence

/// Keeps what an expensive pure computation returned, so that several claims judge the same trained models.
///
/// The value of a key is computed once, by whoever asks first; the others await it without blocking a thread. As the
/// computation is a pure function of its key, who was first changes nothing.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let tasks = Locked<[Key: Task<WorkMeter.Finished<Value>, any Error>]>([:])
  private let compute: @Sendable (Key) async throws -> Value

  init(_ compute: @escaping @Sendable (Key) async throws -> Value) {
    self.compute = compute
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
