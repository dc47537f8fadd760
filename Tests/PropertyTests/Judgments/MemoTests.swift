import Evidence
import Testing
import Theory
import sts

@testable import Judgments

@Suite struct MemoTests {
  private struct Key: MemoKey {
    let number: Int
    var baseSeed: UInt64?
  }

  @Test func `a base seed's values are freed, others stay, and what comes again is the same`() async throws {
    let computed = Locked(0)
    let memo = Memo<Key, Int> { key in
      computed.withLock { $0 += 1 }
      return key.number * key.number
    }
    func squares(_ seed: UInt64?) async throws -> [Int] {
      var squares: [Int] = []
      for number in 1...3 { squares.append(try await memo.value(for: Key(number: number, baseSeed: seed))) }
      return squares
    }
    let seeds: [UInt64?] = [nil, 880_001, 880_002]
    for seed in seeds + seeds { #expect(try await squares(seed) == [1, 4, 9]) }
    #expect(computed.withLock { $0 } == 9)
    #expect(Memos.count(baseSeed: 880_001) == 3 && Memos.count(baseSeed: 880_002) == 3)
    Memos.forget(baseSeed: 880_001)
    #expect(Memos.count(baseSeed: 880_001) == 0 && Memos.count(baseSeed: 880_002) == 3)
    for seed in seeds { #expect(try await squares(seed) == [1, 4, 9]) }
    #expect(computed.withLock { $0 } == 12)
  }

  /// Verifies, or refutes, once a value is there that all experiments of a base seed share.
  private struct Sharing: Experiment {
    struct Row: EvidenceRow {
      let seed: Int
      static let columns: [Column<Row>] = [Column(count: "seed") { $0.seed }]
    }

    static let computed = Locked<[UInt64?]>([])
    static let memo = Memo<Key, Int> { key in
      computed.withLock { $0.append(key.baseSeed) }
      return key.number
    }

    let name: String
    var verdict = Verdict.verified(margin: 1)
    var claim: Claim { .f1Spectrum }

    func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
      Row(seed: try await Self.memo.value(for: Key(number: 5, baseSeed: settings.baseSeed)))
    }

    func judge(_ row: Row) -> [Check] { [Check("shared", verdict)] }
  }

  @Test func `a soak computes once a base seed what is shared, and frees it when the seed is done`() async {
    let wrong = Sharing(name: "wrong", verdict: .refuted(counterexample: "made up"))
    let judgment = ClaimJudgment(
      claim: .f1Spectrum, experiments: [Sharing(name: "first"), Sharing(name: "second")],
      controls: [.nearMiss(of: Sharing(name: "first"), "all", wrong)], own: .none(because: "it is made up"))
    let seeds: [UInt64] = [880_011, 880_012, 880_013]
    let result = await runCommand(
      "soak --runs 3 --seed 880011 --effort quick", in: Context(judgments: [judgment]))
    #expect(result.status == 0, "\(result)")
    #expect(Sharing.computed.withLock { $0.compactMap { $0 }.sorted() } == seeds)
    #expect(seeds.allSatisfy { Memos.count(baseSeed: $0) == 0 })
  }
}
