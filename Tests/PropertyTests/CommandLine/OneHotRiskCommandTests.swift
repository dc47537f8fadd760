import Testing
import sts

@Suite struct OneHotRiskCommandTests {
  struct Answer: Decodable {
    let risk: Double
  }

  /// Risks from an independent program (golden.json), 15 digits, and the limits at large logits, 12 digits.
  static let golden: [(line: String, risk: Double, relative: Double)] = [
    ("--tokens 20 --dimension 5 --sparsity 3 --test-tokens 40 --logit 2", 1.11210209442225, 1e-13),
    ("--tokens 20 --dimension 5 --sparsity 3 --test-tokens 40 --logit 5", 1.20040880840934, 1e-13),
    ("--tokens 20 --dimension 5 --sparsity 3 --test-tokens 40 --logit 20", 1.78044819656252, 1e-13),
    ("--tokens 16 --dimension 4 --sparsity 2 --test-tokens 24 --logit 10", 1.11085527863348, 1e-13),
    ("--tokens 20 --dimension 5 --sparsity 3 --test-tokens 40 --logit 1000", 1.780448717949, 1e-11),
    ("--tokens 8 --dimension 4 --sparsity 2 --test-tokens 12 --logit 1000", 1.121212121212, 1e-11),
  ]

  @Test(arguments: golden) func `the risk equals the reference`(line: String, risk: Double, relative: Double)
    async throws
  {
    let answer = try await answer("one-hot-risk \(line) --alpha 1", as: Answer.self)
    #expect(agrees(answer.risk, risk, relative: relative))
  }

  @Test func `the keys are the documented ones`() async throws {
    let line = "one-hot-risk --tokens 8 --dimension 4 --sparsity 2 --test-tokens 12 --alpha 1 --logit 1"
    #expect(try await answerKeys(line) == ["risk"])
  }
}
