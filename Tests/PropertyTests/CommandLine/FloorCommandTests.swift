import Testing
import sts

@Suite struct FloorCommandTests {
  struct Answer: Decodable {
    let risk: Double
    let logit: Double?
    let law: Double
    let lawLogit: Double
  }

  /// The law from an independent program (golden2.json), and the floor over it (A6).
  static let golden: [(line: String, law: Double, logit: Double, ratio: Double)] = [
    ("--sparsity 3 --width 64", 0.0004879395500732267, 14.871737010871287, 0.9654),
    ("--sparsity 2 --width 64", 1.58017149975951e-05, 24.460006281590307, 0.9898),
    ("--sparsity 3 --width 128", 3.5190732551264713e-08, 30.223207473706164, 0.9814),
  ]

  @Test(arguments: golden) func `the floor is near the reference's law`(
    line: String, law: Double, logit: Double, ratio: Double
  ) async throws {
    let answer = try await answer("floor --tokens 20 --dimension 5 \(line)", as: Answer.self)
    #expect(agrees(answer.risk, ratio * law, relative: 2e-4))
    #expect(agrees(answer.law, law, relative: 1e-8))
    #expect(agrees(answer.lawLogit, logit, relative: 1e-7))
    #expect(agrees(try #require(answer.logit), answer.lawLogit, relative: 0.011))
  }

  @Test func `the keys are the documented ones`() async throws {
    let line = "floor --tokens 8 --dimension 4 --sparsity 2 --width 16"
    #expect(try await answerKeys(line) == ["law", "lawLogit", "logit", "risk"])
  }
}
