import Testing
import sts

@Suite struct StepLimitCommandTests {
  struct Answer: Decodable {
    let valueCurvature: Double
    let logitCurvature: Double
    let stepLimit: Double
  }

  /// From an independent program (golden2.json).
  static let golden: [(problem: (Int, Int, Int), limit: Double, logitCurvature: Double)] = [
    ((4, 20, 2), 0.8, 2.5), ((5, 30, 3), 0.5806451612903221, 3.4444444444444478),
    ((6, 30, 2), 1, 2), ((5, 4, 3), 4.354838709677416, 0.4592592592592596),
    ((8, 3, 2), 4, 0.13392857142857148),
  ]

  @Test(arguments: golden) func `the step limit equals the reference`(
    problem: (Int, Int, Int), limit: Double, logitCurvature: Double
  ) async throws {
    let (tokens, dimension, sparsity) = problem
    let line = "step-limit --tokens \(tokens) --dimension \(dimension) --sparsity \(sparsity)"
    let answer = try await answer(line + " --positions one-hot", as: Answer.self)
    #expect(agrees(answer.stepLimit, limit, relative: 1e-14))
    #expect(agrees(answer.logitCurvature, logitCurvature, relative: 1e-14))
    #expect(answer.valueCurvature == 1 / Double(sparsity))
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
