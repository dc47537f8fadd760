import Testing
import sts

@Suite struct GeneralizationCommandTests {
  struct Answer: Decodable {
    let limit: Double
  }

  /// Limits from an independent program (golden.json), 12 digits.
  static let golden: [(line: String, limit: Double)] = [
    ("--positions one-hot --test-tokens 20 --test-sparsity 3", 9.5),
    ("--positions one-hot --test-tokens 40 --test-sparsity 3", 95.1862745098),
    ("--positions one-hot --test-tokens 40 --test-sparsity 6", 4.75),
    ("--positions frame:64 --test-tokens 10 --test-sparsity 3", 75.9215686275),
  ]

  @Test(arguments: golden) func `the limit equals the reference`(line: String, limit: Double) async throws {
    let problem = "--tokens 20 --dimension 5 --sparsity 3 "
    let answer = try await answer("generalization " + problem + line, as: Answer.self)
    #expect(agrees(answer.limit, limit, relative: 1e-11))
  }

  @Test func `the keys are the documented ones`() async throws {
    let line =
      "generalization --tokens 8 --dimension 4 --sparsity 2 --positions one-hot --test-tokens 9 --test-sparsity 8"
    #expect(try await answerKeys(line) == ["limit"])
  }
}
