import Testing
import sts

@Suite struct BoundCommandTests {
  struct Answer: Decodable {
    let lowerBound: Double
    let lowerBoundExact: String
    let trivialRisk: Double
    let widthNeeded: Int
    let epsilon: Double
  }

  /// (T, d, q, m) and the lower bound as fraction, from an independent program (golden.json).
  static let golden: [(line: String, exact: String, value: Double)] = [
    ("--tokens 6 --dimension 2 --sparsity 2 --width 0", "1", 1.0),
    ("--tokens 6 --dimension 2 --sparsity 2 --width 1", "5/6", 0.8333333333333334),
    ("--tokens 6 --dimension 2 --sparsity 2 --width 2", "2/3", 0.6666666666666666),
    ("--tokens 6 --dimension 2 --sparsity 2 --width 3", "3/5", 0.6),
    ("--tokens 6 --dimension 2 --sparsity 2 --width 11", "1/15", 0.06666666666666667),
    ("--tokens 6 --dimension 2 --sparsity 2 --width 12", "0", 0),
    ("--tokens 6 --dimension 2 --sparsity 2 --width 9223372036854775807", "0", 0),
    ("--tokens 8 --dimension 4 --sparsity 2 --width 16", "6/7", 0.8571428571428571),
    ("--tokens 8 --dimension 4 --sparsity 2 --width 24", "3/7", 0.42857142857142855),
    ("--tokens 20 --dimension 5 --sparsity 3 --width 50", "85/114", 0.7456140350877193),
    ("--tokens 200 --dimension 10 --sparsity 5 --width 500", "585/398", 1.4698492462311559),
    ("--tokens 2 --dimension 1 --sparsity 1 --width 1", "1/2", 0.5),
  ]

  @Test(arguments: golden) func `the bound equals the reference`(line: String, exact: String, value: Double)
    async throws
  {
    let answer = try await answer("bound " + line, as: Answer.self)
    #expect(answer.lowerBoundExact == exact)
    #expect(answer.lowerBound == value)
  }

  @Test func `the width needed is the least whose bound is within the risk`() async throws {
    // T = 8, d = 4, q = 2, epsilon = 1/2: max(32 (1 - 7/12), 16 * 1/2) = 40/3, so 14; LB(14) = 27/28 <= 1 < LB(13).
    let line = "bound --tokens 8 --dimension 4 --sparsity 2"
    let half = try await answer(line + " --width 14 --epsilon 0.5", as: Answer.self)
    #expect(half.widthNeeded == 14)
    #expect(half.epsilon == 0.5)
    #expect(half.trivialRisk == 2)
    #expect(half.lowerBoundExact == "27/28")
    // epsilon = 1/100: 32 (1 - 7/600) = 31.6..., so 32; epsilon = 1 needs nothing.
    #expect(try await answer(line + " --width 0", as: Answer.self).widthNeeded == 32)
    #expect(try await answer(line + " --width 0 --epsilon 1", as: Answer.self).widthNeeded == 0)
    #expect(try await answer(line + " --width 0 --epsilon 0", as: Answer.self).widthNeeded == 32)
  }

  @Test func `epsilon is taken as the decimal that it is`() async throws {
    // T = 12, d = 10, q = 1: width = 120 (1 - epsilon), exactly 108 at 0.1 and 84 at 0.3, where binary numbers round up.
    let line = "bound --tokens 12 --dimension 10 --sparsity 1 --width 0 --epsilon "
    #expect(try await answer(line + "0.1", as: Answer.self).widthNeeded == 108)
    #expect(try await answer(line + "3e-1", as: Answer.self).widthNeeded == 84)
  }

  /// Td (1 - epsilon (T-1)/(T-q)) lies in (Td - 1, Td] at a tiny share; the last two by exact arithmetic.
  @Test(arguments: [
    ("--tokens 8 --dimension 4 --sparsity 2 --width 0 --epsilon 1e-38", 32),
    ("--tokens 7 --dimension 3 --sparsity 3 --width 0 --epsilon 3e-38", 21),
    ("--tokens 9 --dimension 1 --sparsity 5 --width 0 --epsilon 0.3333333333333333333333333333333333333", 4),
    ("--tokens 9 --dimension 1 --sparsity 5 --width 0 --epsilon 0.3333333333333333333333333333333333334", 3),
    ("--tokens 1000003 --dimension 1000 --sparsity 3 --width 0 --epsilon 1e-38", 1_000_003_000),
  ])
  func `a share of any number of digits has its width`(line: String, width: Int) async throws {
    #expect(try await answer("bound " + line, as: Answer.self).widthNeeded == width)
  }

  @Test func `the keys are the documented ones`() async throws {
    let keys = try await answerKeys("bound --tokens 8 --dimension 4 --sparsity 2 --width 3")
    #expect(keys == ["lowerBound", "lowerBoundExact", "trivialRisk", "widthNeeded", "epsilon"])
  }
}
