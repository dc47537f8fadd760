import Evidence
import TestSupport
import Testing

@Suite(.notesIssues)
struct WorkTimesTests {
  @Test("more cores bring what Graham's bound says, never less than the longest chain")
  func bound() {
    var times = WorkTimes()
    for _ in 0..<98 { times.add(own: 1, chain: 1) }
    times.add(own: 2, chain: 2)
    times.add(own: 3, chain: 5)
    #expect(times.pieces == 100)
    #expect(times.seconds == 103)
    #expect(times.longestChain == 5)
    #expect(times.atMost(cores: 1) == 103)
    #expect(times.atMost(cores: 0) == 103)
    #expect(times.atMost(cores: 2) == 54)
    #expect(times.atMost(cores: 1_000_000) > 5)
    #expect(
      times.line == "100 pieces of work, 103 s of one core, the longest chain 5 s; "
        + "on 2 cores at most 54 s, 4 cores at most 30 s, 8 cores at most 18 s")
  }

  @Test("shared work is a piece of its own, and waiting for it is nobody's work")
  func shared() async throws {
    let book = Locked(WorkTimes())
    let pieces = 5
    let start = ContinuousClock.now
    // Nobody but the first asks for the work; all wait for it.
    try await WorkMeter.measure(in: book) {
      let task = Task { try await WorkMeter.share { try await spend(milliseconds: 60) } }
      for _ in 1..<pieces {
        try await WorkMeter.measure(in: book) {
          let spent = try await WorkMeter.wait(for: task)
          #expect(spent == 60)
        }
      }
    }
    let times = book.withLock { $0 }
    #expect(times.pieces == pieces + 1)
    // The shared piece lasted its sixty milliseconds, but for the clock's grain; each of four waits ends its chain, and none adds to it.
    #expect(times.longestChain >= 0.05)
    #expect(times.seconds >= times.longestChain)
    // The first piece, the shared one and all the waiting ones each lie within the time of the whole.
    #expect(times.seconds <= 3 * ((ContinuousClock.now - start) / .seconds(1)))
  }

  @Test("work outside any measured piece is done and noted nowhere")
  func unmeasured() async throws {
    let task = Task<WorkMeter.Finished<Int>, any Error> { await WorkMeter.share { 7 } }
    #expect(try await WorkMeter.wait(for: task) == 7)
  }

  @Test("work that fails is no piece, and its error arrives")
  func failed() async throws {
    struct Failure: Error {}
    let book = Locked(WorkTimes())
    await #expect(throws: Failure.self) {
      try await WorkMeter.measure(in: book) { () async throws -> Int in
        let task = Task { try await WorkMeter.share { () async throws -> Int in throw Failure() } }
        return try await WorkMeter.wait(for: task)
      }
    }
    #expect(book.withLock { $0.pieces } == 0)
  }

  private func spend(milliseconds: Int) async throws -> Int {
    try await Task.sleep(for: .milliseconds(milliseconds))
    return milliseconds
  }
}
