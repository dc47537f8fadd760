import Sim
import Testing
import Theory

/// Training of V with frozen attention, and the sums over every outcome of a token law.
@Suite struct FrozenAttentionSimTests {
  @Test("runs are reproducible, and none is the other")
  func runs() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let address = try StreamAddress(baseSeed: 1, name: "frozen attention test", purpose: .check)
    func excesses(_ runs: Int) throws -> [Double] {
      try FrozenAttentionDescent.excesses(
        problem, logit: 0.4, stepSize: 1, batch: 2, steps: 3, runs: runs, address: address)
    }
    let (few, more) = (try excesses(20), try excesses(40))
    #expect(Array(more.prefix(20)) == few && Set(more).count == 40)
    #expect(more.allSatisfy { $0 > -1e-9 })
  }

  @Test("with a vanishing step the risk stays that of V = 0")
  func start() throws {
    let problem = try Problem(tokens: 3, dimension: 2, sparsity: 1)
    let address = try StreamAddress(baseSeed: 1, name: "frozen attention test", purpose: .check)
    let excess = try FrozenAttentionDescent.excesses(
      problem, logit: 0.7, stepSize: 1e-300, batch: 2, steps: 3, runs: 1, address: address)[0]
    let start = try FrozenAttentionNoise.aligned(problem, logit: 0.7, batch: 2).start
    #expect(abs(excess / start - 1) <= 1e-12)
  }

  @Test("bad arguments are errors")
  func errors() throws {
    let problem = try Problem(tokens: 4, dimension: 2, sparsity: 2)
    let address = try StreamAddress(baseSeed: 1, name: "frozen attention test", purpose: .check)
    for (step, batch, steps, runs) in [
      (0.0, 1, 1, 1), (.nan, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0),
    ] {
      #expect(throws: TheoryError.self) {
        try FrozenAttentionDescent.excesses(
          problem, logit: 0.4, stepSize: step, batch: batch, steps: steps, runs: runs, address: address)
      }
    }
    #expect(throws: TheoryError.self) {
      try FrozenAttentionDesign.moments(problem, on: 1, off: 1, value: [0, 0, 0, 0], batch: 2)
    }
    #expect(throws: TheoryError.self) {
      try FrozenAttentionDesign.moments(problem, on: 0, off: 1, value: [0, 0, 0, 0], batch: 1)
    }
    #expect(throws: TheoryError.self) {
      try FrozenAttentionDesign.moments(problem, on: 1, off: 1, value: [0], batch: 1)
    }
  }
}
