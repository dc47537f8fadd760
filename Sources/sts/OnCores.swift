import Foundation

/// Runs pieces of work, as many at once as there are cores, and hands over each result when it is there.
///
/// The pieces begin in the order given; `finished` is called for one at a time, in the order in which they end.
///
/// - Throws: What `finished` throws; the pieces that have not begun are then left out.
func onCores<Piece: Sendable, Result: Sendable>(
  _ pieces: [Piece], _ work: @escaping @Sendable (Piece) async -> Result,
  finished: (Piece, Result) throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: (Piece, Result).self) { group in
    var waiting = pieces[...]
    func start() {
      guard let piece = waiting.popFirst() else { return }
      group.addTask { (piece, await work(piece)) }
    }
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
    while let (piece, result) = try await group.next() {
      try finished(piece, result)
      start()
    }
  }
}
