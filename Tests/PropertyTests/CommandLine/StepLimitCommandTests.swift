import Testing
import sts

@Suite struct StepLimitCommandTests {
  struct Answer: Decodable {
    let valueCurvature: Double
    let logitCurvature: Double
    let stepLimit: Double
  }

  /// From an independent program (golden2.json).
  static let golden: [(line: String, limit: Double, logitCurvature: Double, valueCurvature: Double)] = [
    ("--tokens 4 --dimension 20 --sparsity 2", 0.8, 2.5, 0.5),
    ("--tokens 5 --dimension 30 --sparsity 3", 0.5806451612903221, 3.4444444444444478, 1.0 / 3),
    ("--tokens 6 --dimension 30 --sparsity 2", 1, 2, 0.5),
    ("--tokens 5 --dimension 4 --sparsity 3", 4.354838709677416, 0.4592592592592596, 1.0 / 3),
    ("--tokens 8 --dimension 3 --sparsity 2", 4, 0.13392857142857148, 0.5),
  ]

  @Test(arguments: golden) func `the step limit equals the reference`(
    line: String, limit: Double, logitCurvature: Double, valueCurvature: Double
  ) async throws {
    let answer = try await answer("step-limit \(line) --positions one-hot", as: Answer.self)
    #expect(agrees(answer.stepLimit, limit, relative: 1e-14))
    #expect(agrees(answer.logitCurvature, logitCurvature, relative: 1e-14))
    #expect(answer.valueCurvature == valueCurvature)
  }

  @Test func `frames have a limit of their own, and at q = 1 V alone has one`() async throws {
    let frames = try await answer(
      "step-limit --tokens 4 --dimension 60 --sparsity 2 --positions frame:5", as: Answer.self)
    #expect(frames.logitCurvature == 1.5 && frames.stepLimit == 2 / 1.5)
    let alone = try await answer(
      "step-limit --tokens 2 --dimension 50 --sparsity 1 --positions one-hot", as: Answer.self)
    #expect(alone.logitCurvature == 0 && alone.stepLimit == 2)
  }

  @Test func `the keys are the documented ones`() async throws {
    let line = "step-limit --tokens 4 --dimension 20 --sparsity 2 --positions one-hot"
    #expect(try await answerKeys(line) == ["logitCurvature", "stepLimit", "valueCurvature"])
  }
}
