import Testing
import sts

@Suite struct HalfTimeCommandTests {
  struct Answer: Decodable {
    let halfTime: Double
  }

  /// Half times from an independent program (golden.json), eight digits.
  static let golden: [(line: String, time: Double)] = [
    ("--tokens 8 --dimension 4 --sparsity 2", 25.160167),
    ("--tokens 20 --dimension 5 --sparsity 3", 126.62509),
    ("--tokens 200 --dimension 10 --sparsity 5", 5121.405),
    ("--tokens 1000 --dimension 5 --sparsity 3", 210845.18),
  ]

  @Test(arguments: golden) func `the half time equals the reference`(line: String, time: Double) async throws
  {
    let answer = try await answer("half-time \(line) --positions one-hot", as: Answer.self)
    #expect(agrees(answer.halfTime, time, relative: 2e-7))
  }

  @Test func `it is zero where the subset has half of the tokens`() async throws {
    let line = "half-time --tokens 8 --dimension 4 --sparsity 4 --positions frame:8"
    #expect(try await answer(line, as: Answer.self).halfTime == 0)
    #expect(try await answerKeys(line) == ["halfTime"])
  }
}
