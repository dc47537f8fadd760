import Evidence
import Sim
import TestSupport
import Testing
import Theory

/// The tester proven by properties that must fail.
@Suite(.notesIssues)
struct PropertyTesterTests {
  private let numbers = Property(
    "every number is below 37", draw: { Draw.integer(0...1000, &$0) }, shrinks: { Shrink.integer($0) },
    holds: { $0 < 37 })

  @Test("a failing integer shrinks to the least that fails", arguments: 0..<20 as Range<UInt64>)
  func leastInteger(baseSeed: UInt64) throws {
    let failure = try #require(try numbers.firstFailure(in: 0..<100, baseSeed: baseSeed))
    #expect(failure.minimal == 37)
    #expect(failure.original >= 37)
  }

  @Test("a failing problem shrinks in all its numbers", arguments: 0..<20 as Range<UInt64>)
  func leastProblem(baseSeed: UInt64) throws {
    let property = Property(
      "T d < 20", draw: { try Draw.problem(&$0) }, shrinks: Shrink.problem,
      holds: { $0.inputDimension < 20 || $0.sparsity < 2 })
    let failure = try #require(try property.firstFailure(in: 0..<200, baseSeed: baseSeed))
    let least = failure.minimal
    #expect(least.sparsity == 2)
    #expect(Shrink.problem(least).allSatisfy { $0.inputDimension < 20 || $0.sparsity < 2 })
  }

  @Test("a failing number shrinks to a round one")
  func roundNumber() throws {
    let property = Property(
      "x < 2.5", draw: { Draw.number(0...1000, &$0) }, shrinks: Shrink.number,
      holds: { $0 < 2.5 })
    let failure = try #require(try property.firstFailure(in: 0..<50, baseSeed: 1))
    #expect([3, 4, 5].contains(failure.minimal))
  }

  @Test("an error is a failure and its text the reason")
  func thrown() throws {
    let property = Property(
      "sparsity below T", draw: { Draw.integer(5...9, &$0) },
      holds: { try Problem(tokens: 5, dimension: 1, sparsity: $0).sparsity > 0 })
    let failure = try #require(try property.firstFailure(in: 0..<1, baseSeed: 1))
    #expect(failure.reason.contains("1 <= sparsity < tokens = 5"))
  }

  @Test("a law that holds has no failure, and the same seed draws the same inputs")
  func holds() throws {
    let law = Property("halves", draw: { Draw.number(1...2, &$0) }, holds: { $0 / 2 * 2 == $0 })
    #expect(try law.firstFailure(in: 0..<500, baseSeed: 3) == nil)
    let originals = try (0..<2).map { _ in try numbers.firstFailure(in: 0..<100, baseSeed: 5)?.original }
    #expect(originals[0] == originals[1])
    let seeds = try (0..<10).map { try numbers.firstFailure(in: 0..<1, baseSeed: $0)?.original }
    #expect(Set(seeds).count > 5)
  }

  @Test("the failure prints the counterexample and one command; a replay of a passing case complains")
  func replay() throws {
    let failure = try #require(try numbers.firstFailure(in: 0..<100, baseSeed: 1))
    guard case .failed(let text) = PropertyRun(numbers, cases: 100, settings: Settings()) else {
      Issue.record("the property held")
      return
    }
    #expect(
      text("SomeTests") == """
        every number is below 37: the property does not hold
        smallest counterexample: 37
        as drawn: \(failure.original)
        Again: STS_REPLAY='every number is below 37:\(failure.index)' STS_SEED=1 swift test --filter SomeTests
        """)
    let law = Property("always", draw: { Draw.integer(0...1, &$0) }, holds: { _ in true })
    let again = Settings(replay: .init(property: "always", index: 4))
    guard case .failed(let complaint) = PropertyRun(law, cases: 10, settings: again) else {
      Issue.record("a replay that does not fail passed")
      return
    }
    #expect(complaint("SomeTests") == "always: case 4 holds with base seed 1")
    guard case .left = PropertyRun(numbers, cases: 10, settings: again) else {
      Issue.record("a replay of another property ran")
      return
    }
  }
}
