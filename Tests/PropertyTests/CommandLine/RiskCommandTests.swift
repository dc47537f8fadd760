import Testing
import sts

@Suite struct RiskCommandTests {
  struct Answer: Decodable {
    let risk: Double
    let massOnSubset: Double
  }

  /// The risk and the mass from an independent program (golden.json), 15 digits.
  static let golden: [(line: String, risk: Double, mass: Double)] = [
    ("--tokens 20 --dimension 5 --sparsity 3 --alpha 0 --logit 0", 1.66666666666667, 0.15),
    ("--tokens 20 --dimension 5 --sparsity 3 --alpha 1 --logit 0", 1.41666666666667, 0.15),
    ("--tokens 20 --dimension 5 --sparsity 3 --alpha 1 --logit 5", 0.00265212262113745, 0.963222526775482),
    (
      "--tokens 20 --dimension 5 --sparsity 3 --alpha 1.05 --logit 7.5", 0.00364100720046469,
      0.996875647409143
    ),
    ("--tokens 20 --dimension 5 --sparsity 3 --alpha 1 --logit 40", 1.13638791086563e-33, 1.0),
    ("--tokens 8 --dimension 4 --sparsity 2 --alpha 0.9 --logit 2", 0.304068138751215, 0.711234594227594),
    (
      "--tokens 1000 --dimension 16 --sparsity 1 --alpha 1 --logit 12", 0.000596077518954899,
      0.993899377893219
    ),
  ]

  @Test(arguments: golden) func `the risk equals the reference`(line: String, risk: Double, mass: Double)
    async throws
  {
    let answer = try await answer("risk " + line, as: Answer.self)
    #expect(agrees(answer.risk, risk, relative: 1e-14))
    #expect(agrees(answer.massOnSubset, mass, relative: 1e-14))
  }

  @Test(arguments: ["-700", "-1e308", "700", "1e308", "0"]) func `every logit has a risk`(logit: String)
    async throws
  {
    let line = "risk --tokens 1000000 --dimension 5 --sparsity 3 --alpha -2.5 --logit \(logit)"
    let answer = try await answer(line, as: Answer.self)
    #expect(answer.risk >= 0 && (0...1).contains(answer.massOnSubset))
  }

  @Test func `the keys are the documented ones`() async throws {
    let keys = try await answerKeys("risk --tokens 8 --dimension 4 --sparsity 2 --alpha 1 --logit 1")
    #expect(keys == ["risk", "massOnSubset"])
  }
}
