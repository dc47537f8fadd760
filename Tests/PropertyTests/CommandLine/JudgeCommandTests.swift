import Evidence
import Judgments
import Testing
import Theory
import sts

@Suite struct JudgeCommandTests {
  struct Answer: Decodable {
    struct Trial: Decodable {
      struct Value: Decodable {
        let name: String
        let number: Double?
      }
      let caseIndex: Int
      let caseName: String
      let repetition: Int
      let verdict: String
      let asRequired: Bool
      let margin: Double?
      let detail: String?
      let falseAlarm: Double?
      let values: [Value]
    }
    let claim: String
    let role: String
    let seed: UInt64
    let effort: String
    let asRequired: Bool
    let trials: [Trial]
  }

  @Test func `all trials of a claim are judged`() async throws {
    let context = Context(environment: ["STS_SEED": "7", "STS_EFFORT": "quick"], judgments: [.passing])
    let answer = try await answer("judge F2", as: Answer.self, in: context)
    #expect(answer.claim == "F2" && answer.role == "claim" && answer.seed == 7 && answer.effort == "quick")
    #expect(answer.asRequired)
    #expect(answer.trials.map(\.caseIndex) == [0, 1, 1])
    #expect(answer.trials.map(\.repetition) == [0, 0, 1])
    #expect(answer.trials[2].values.map(\.number) == [7, 1, nil])
    #expect(answer.trials[2].margin == 0.25 && answer.trials[2].falseAlarm == 1e-9)
  }

  @Test func `one case, one repetition and the control can be chosen`() async throws {
    let context = Context(judgments: [.passing])
    let one = try await answer("judge F2 --case 1 --repetition 1", as: Answer.self, in: context)
    #expect(one.trials.map(\.caseName) == ["second"] && one.trials[0].repetition == 1)
    let control = try await answer("judge F2 --control", as: Answer.self, in: context)
    #expect(control.asRequired && control.trials.map(\.verdict) == ["refuted"])
    #expect(control.trials[0].detail == "a counterexample")
  }

  @Test(arguments: [
    "judge F2 --case 2", "judge F2 --case -1", "judge F2 --case x", "judge F2 --repetition 2",
  ])
  func `a trial that does not exist is refused`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init), in: Context(judgments: [.passing]))
  }

  @Test(arguments: ["judge F2", "judge F2 --control"]) func `a verdict that is not as required fails`(
    line: String
  ) async {
    let result = await runCommand(line, in: Context(judgments: [.failing]))
    #expect(result.status == 1)
    #expect(result.output.contains("0 of 1"))
  }

  @Test func `every claim can be judged, and a quick one is`() async throws {
    #expect(Set(Claim.all.map(\.id)).isSubset(of: ClaimJudgment.all.map(\.claim.id)))
    let context = Context(judgments: ClaimJudgment.all)
    let claim = try await answer("judge F4 --case 0", as: Answer.self, in: context)
    #expect(claim.asRequired && claim.trials.map(\.verdict) == ["verified"])
    let control = try await answer("judge F4 --case 0 --control", as: Answer.self, in: context)
    #expect(control.asRequired && control.trials.map(\.verdict) == ["refuted"])
  }

  @Test func `a claim without trials fails`() async {
    let result = await runCommand("judge F2", in: Context(judgments: [.empty]))
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors == "sts judge: nothing ran: no trial at this effort\n")
  }
}

// MARK: - Fixtures

extension ClaimJudgment {
  private static let claim = Claim(
    id: "F2", title: "title", statement: "", assumptions: [], source: .derivedHere, grade: .exact,
    predicate: "", control: "")

  /// Verified wherever it must be and refuted in its control.
  static let passing = ClaimJudgment(
    claim: claim, cases: [Case("first"), Case("second") { _ in 2 }],
    judge: { trial, settings in
      Outcome(
        verdict: .verified(margin: 0.25), falseAlarm: 1e-9,
        values: [
          .init("seed", Double(settings.baseSeed)), .init("repetition", Double(trial.repetition)),
          .init("ratio", .nan),
        ])
    }, controlCases: [Case("control")],
    judgeControl: { _, _ in Outcome(verdict: .refuted(counterexample: "a counterexample"), values: []) })

  /// Throws for the claim, and its control is undecided.
  static let failing = ClaimJudgment(
    claim: claim, cases: [Case("first")],
    judge: { _, _ in throw TheoryError(value: "x", rule: "y") }, controlCases: [Case("control")],
    judgeControl: { _, _ in Outcome(verdict: .undecided(reason: "thin"), values: []) })

  /// Has no case at all.
  static let empty = ClaimJudgment(
    claim: claim, cases: [], judge: passing.judge, controlCases: [], judgeControl: passing.judgeControl)
}
