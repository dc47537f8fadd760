import Testing
import sts

/// `sts bound` with one of the options that change the network, the input or the loss, and `sts hand-made`.
@Suite struct BoundWorldTests {
  struct Answer: Decodable {
    let lowerBound: Double
    let lowerBoundExact: String?
    let trivialRisk: Double
    let widthNeeded: Int?
    let examplesNeeded: Int?
    let epsilon: Double?
    let kappa: Double?
  }

  /// Lower bounds by an independent program.
  @Test(
    arguments: [
      ("--tokens 8 --dimension 4 --sparsity 2 --width 16 --bits 16", 1.1219851965048102),
      ("--tokens 8 --dimension 4 --sparsity 2 --width 16 --bits 64", 0.8612810186953876),
      ("--tokens 8 --dimension 4 --sparsity 2 --width 99 --bits 0", 2),
      ("--tokens 5 --dimension 2 --sparsity 2 --width 1 --skip-connection", 0.525),
      ("--tokens 5 --dimension 2 --sparsity 2 --width 9223372036854775807 --skip-connection", 0),
      ("--tokens 6 --dimension 3 --sparsity 2 --width 1 --shared", 1),
      ("--tokens 7 --dimension 4 --sparsity 3 --width 2 --shared", 2.0 / 3),
      ("--tokens 7 --dimension 4 --sparsity 3 --width 9223372036854775807 --shared", 0),
      ("--tokens 5 --dimension 2 --sparsity 2 --width 10 --normalized", 0.048692227012795306),
      ("--tokens 8 --dimension 2 --sparsity 2 --samples 4", 0.75),
      ("--tokens 8 --dimension 4 --sparsity 2 --samples 40", 0),
      ("--tokens 64 --dimension 1 --sparsity 2 --width 8 --correlation 0.5", 0.32505765140203),
      ("--tokens 64 --dimension 1 --sparsity 2 --width 99 --correlation 0.5", 0),
    ] as [(String, Double)])
  func `the bound equals the reference`(line: String, bound: Double) async throws {
    let value = try await answer("bound " + line, as: Answer.self).lowerBound
    #expect(abs(value - bound) <= 1e-12 * bound)
    let text = await runCommand("bound " + line)
    #expect(text.status == 0 && text.output.contains("lower bound of the risk"))
  }

  static let problem = BadCommandLineTests.problem

  /// One option at a time, with a value in range.
  static let refused: [String] = [
    "bound \(problem) --width 3 --bits", "bound \(problem) --width 3 --bits -1",
    "bound \(problem) --width 3 --bits nan", "bound \(problem) --width 3 --bits 1e16",
    "bound \(problem) --bits 3", "bound \(problem) --skip-connection", "bound \(problem) --loss log",
    "bound \(problem) --width 3 --skip-connection=1", "bound \(problem) --width 3 --shared yes",
    "bound \(problem) --width 3 --normalized --shared", "bound \(problem) --width 3 --bits 3 --shared",
    "bound \(problem) --width 3 --samples 4", "bound \(problem) --samples", "bound \(problem) --samples -1",
    "bound \(problem) --samples 1.5", "bound \(problem) --samples 4 --loss log",
    "bound \(problem) --width 3 --skip-connection --correlation 0.5",
    "bound \(problem) --width 3 --loss log --correlation 0.5", "bound \(problem) --width 3 --correlation 1",
    "bound \(problem) --width 3 --correlation -1", "bound \(problem) --width 3 --correlation nan",
    "bound --tokens 301 --dimension 1 --sparsity 2 --width 3 --correlation 0.5",
    "bound \(problem) --width 3 --epsilon 0.1 --bits 3",
    "bound \(problem) --width 3 --epsilon 0.1 --normalized",
    "bound \(problem) --width 3 --epsilon 0.1 --loss log", "bound \(problem) --width 3 --loss",
    "bound \(problem) --width 3 --loss huber", "bound \(problem) --width 3 --loss huber:",
    "bound \(problem) --width 3 --loss huber:0", "bound \(problem) --width 3 --loss huber:1:2",
    "bound \(problem) --width 3 --loss power:0", "bound \(problem) --width 3 --loss power:33",
    "bound \(problem) --width 3 --loss power:nan", "bound \(problem) --width 3 --loss log:1",
    "bound \(problem) --width 3 --loss log:", "bound \(problem) --width 3 --loss absolute:1",
    "bound \(problem) --width 3 --loss clip:-1", "bound \(problem) --width 3 --loss clip:inf",
    "bound \(problem) --width 3 --loss Huber:1", "bound \(problem) --width 3 --loss square",
    "bound --tokens 3 --dimension 9999 --sparsity 2 --width 3 --loss log",
    "hand-made \(problem)", "hand-made --clip 3", "hand-made \(problem) --clip",
    "hand-made \(problem) --clip 0",
    "hand-made \(problem) --clip -3", "hand-made \(problem) --clip nan", "hand-made \(problem) --clip 1e7",
    "hand-made \(problem) --clip 3 --width 3",
    "hand-made --tokens 2 --dimension 4611686018427387903 --sparsity 1 --clip 3",
    "hand-made --tokens 2000000000 --dimension 2 --sparsity 1 --clip 3",
  ]

  @Test(arguments: refused) func `a bad command line is refused in one line`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init))
  }

  @Test func `what a share takes`() async throws {
    let line = "bound --tokens 64 --dimension 1 --sparsity 2 --epsilon 0.1 "
    let correlated = try await answer(line + "--width 1 --correlation 0.9", as: Answer.self)
    #expect(correlated.widthNeeded == 11 && correlated.epsilon == 0.1)
    #expect(agrees(correlated.trivialRisk, 0.620562031662004, relative: 1e-13))
    #expect(try await answer(line + "--width 1 --skip-connection", as: Answer.self).widthNeeded == 57)
    #expect(try await answer(line + "--samples 1", as: Answer.self).examplesNeeded == 58)
    let shared = "bound --tokens 6 --dimension 10 --sparsity 2 --width 1 --shared --epsilon "
    #expect(try await answer(shared + "0.3", as: Answer.self).widthNeeded == 7)
    #expect(try await answer(shared + "1e-38", as: Answer.self).widthNeeded == 10)
    #expect(try await answer(shared + "1", as: Answer.self).widthNeeded == 0)
  }

  @Test func `the keys are the documented ones`() async throws {
    let problem = "bound --tokens 8 --dimension 4 --sparsity 2"
    let plain: Set = ["lowerBound", "lowerBoundExact", "trivialRisk", "widthNeeded", "epsilon"]
    #expect(try await answerKeys(problem + " --width 3 --skip-connection") == plain)
    #expect(try await answerKeys(problem + " --width 3 --shared") == plain)
    #expect(try await answerKeys(problem + " --width 3 --bits 4") == ["lowerBound", "trivialRisk"])
    #expect(
      try await answerKeys(problem + " --width 3 --normalized") == ["lowerBound", "trivialRisk", "kappa"])
    #expect(
      try await answerKeys(problem + " --samples 3")
        == ["lowerBound", "trivialRisk", "examplesNeeded", "epsilon"])
    #expect(
      try await answerKeys(problem + " --width 3 --correlation 0.5")
        == ["lowerBound", "trivialRisk", "widthNeeded", "epsilon"])
    #expect(
      try await answerKeys(problem + " --width 3 --loss log") == ["share", "lossBound", "lossOfZero"])
    #expect(
      try await answerKeys("hand-made --tokens 8 --dimension 4 --sparsity 2 --clip 3")
        == ["risk", "trivialRisk", "width", "parameters", "sharedParameters"])
  }

  struct LossAnswer: Decodable {
    let share: Double
    let lossBound: Double
    let lossOfZero: Double
  }

  /// T = 6, d = 2, q = 1, m = 6: rho = 1/2.
  @Test(
    arguments: [
      ("absolute", 0.5, 1.25331413731550025), ("log", 0.5, 0.922910632483730469),
      ("huber:1", 0.5, 0.791159085710718024), ("clip:2", 0.5, 1.26424111765711536), ("power:4", 0.25, 8),
      ("power:0.5", 0.5, 1.07790027477046397), ("power:2", 0.5, 2),
    ] as [(String, Double, Double)])
  func `a loss has its share`(loss: String, share: Double, zero: Double) async throws {
    let line = "bound --tokens 6 --dimension 2 --sparsity 1 --width 6 --loss \(loss)"
    let answer = try await answer(line, as: LossAnswer.self)
    #expect(agrees(answer.share, share, relative: 1e-13))
    #expect(agrees(answer.lossOfZero, zero, relative: 1e-12))
    #expect(agrees(answer.lossBound, share * zero, relative: 1e-12))
  }

  struct HandMade: Decodable {
    let risk: Double
    let width: Int
    let parameters: Int
    let sharedParameters: Int
  }

  /// Risks by an independent program.
  @Test(
    arguments: [
      ("--tokens 8 --dimension 4 --sparsity 2 --clip 1", 0.5471865256361851, 32, 1444, 44),
      ("--tokens 7 --dimension 2 --sparsity 5 --clip 1", 0.038303056794532955, 14, 338, 14),
      ("--tokens 20 --dimension 5 --sparsity 3 --clip 8", 2.0083404968287216e-16, 100, 12_605, 65),
    ] as [(String, Double, Int, Int, Int)])
  func `a network made by hand`(line: String, risk: Double, width: Int, parameters: Int, shared: Int)
    async throws
  {
    let answer = try await answer("hand-made " + line, as: HandMade.self)
    #expect(agrees(answer.risk, risk, relative: 1e-12))
    #expect(answer.width == width && answer.parameters == parameters)
    #expect(answer.sharedParameters == shared)
  }
}
