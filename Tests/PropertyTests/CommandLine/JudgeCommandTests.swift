import Evidence
import Judgments
import TestSupport
import Testing
import Theory
import sts

@Suite(.notesIssues) struct JudgeCommandTests {
  struct Answer: Decodable {
    struct Trial: Decodable {
      struct Value: Decodable {
        let name: String
        let unit: String
        let numbers: [Double?]
      }
      struct Check: Decodable {
        let name: String
        let verdict: String
        let margin: Double?
        let falseAlarm: Double?
      }
      let `case`: String
      let repetition: Int
      let verdict: String
      let asRequired: Bool
      let margin: Double?
      let detail: String?
      let falseAlarm: Double?
      let checks: [Check]
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
    #expect(answer.trials.map(\.case) == ["first", "second", "second"])
    #expect(answer.trials.map(\.repetition) == [0, 0, 1])
    #expect(answer.trials[2].values.map(\.numbers) == [[7], [1], [nil]])
    #expect(answer.trials[2].values.map(\.unit) == ["units", "", ""])
    #expect(answer.trials[2].margin == 0.25 && answer.trials[2].falseAlarm == 1e-9)
    #expect(answer.trials[2].checks.map(\.name) == ["given", "other"])
    #expect(answer.trials[2].checks.map(\.margin) == [0.25, 1])
  }

  @Test func `one experiment by name or number, one repetition and the control can be chosen`() async throws {
    let context = Context(judgments: [.passing])
    for choice in ["second", "2"] {
      let one = try await answer("judge F2 --case \(choice) --repetition 1", as: Answer.self, in: context)
      #expect(one.trials.map(\.case) == ["second"] && one.trials[0].repetition == 1)
    }
    let control = try await answer("judge F2 --control", as: Answer.self, in: context)
    #expect(control.asRequired && control.trials.map(\.verdict) == ["refuted"])
    #expect(control.trials[0].detail == "a counterexample")
  }

  @Test(arguments: [
    "judge F2 --case 3", "judge F2 --case 0", "judge F2 --case x", "judge F2 --repetition 2",
    "judge F2 --effort slow", "judge F2 --seeds 2", "judge F2 --tokens 8",
    "judge F2 --tokens 8 --dimension 4 --sparsity 2",
    "judge F2 --tokens 8 --dimension 4 --sparsity 8 --width 1",
    "judge F2 --tokens 8 --dimension 4 --sparsity 2 --width 1 --batch 4",
    "judge F2 --tokens 8 --dimension 4 --sparsity 2 --width 1 --control",
    "judge F2 --tokens 8 --dimension 4 --sparsity 2 --width 0",
    "judge F2 --tokens 8 --dimension 4 --sparsity 2 --width 1 --positions frame:7",
    "judge F2 --tokens 8 --dimension 4 --sparsity 2 --width 1 --seeds 0",
  ])
  func `what does not exist or is not the claim's is refused`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init), in: Context(judgments: [.passing]))
  }

  @Test func `a claim is judged at own parameters, as often as asked`() async throws {
    let line = "judge F2 --tokens 9 --dimension 4 --sparsity 2 --width 3 --seeds 4 --effort quick"
    let own = try await answer(line, as: Answer.self, in: Context(judgments: [.passing]))
    #expect(own.effort == "quick" && own.trials.map(\.repetition) == [0, 1, 2, 3])
    #expect(own.trials.allSatisfy { $0.case == "T=9 d=4 q=2, width 3" && $0.asRequired })
    let none = await runCommand(
      "judge F2 --tokens 9 --dimension 4 --sparsity 2", in: Context(judgments: [.empty]))
    #expect(none.status == 64 && none.errors.contains("as it has nothing"))
  }

  @Test func `a long run must be asked for, and one that does not fit is refused`() async {
    let line = "judge F2 --tokens 9 --dimension 4 --sparsity 2 --width"
    let context = Context(judgments: [.passing])
    let long = await runCommand("\(line) 101", in: context)
    #expect(long.status == 1 && long.errors.contains("about 10000 s on"))
    #expect(await runCommand("\(line) 101 --seeds 1", in: context).status == 0)
    #expect(await runCommand("\(line) 101 --steps 9", in: context).status == 0)
    let large = await runCommand("\(line) 1001 --seeds 1", in: context)
    #expect(large.status == 1 && large.errors.contains("about 1000000 GB are needed"))
  }

  @Test(arguments: ["judge F2", "judge F2 --control"])
  func `a verdict that is not as required fails and says how to see it again`(line: String) async {
    let result = await runCommand(line, in: Context(judgments: [.failing]))
    #expect(result.status == 1)
    #expect(result.output.contains("0 of 1"))
    #expect(result.output.contains("again: STS_SEED=1 STS_EFFORT=default swift run sts judge F2 --case"))
  }

  @Test func `a control that another check refutes is not refuted`() async {
    let result = await runCommand("judge F2 --control", in: Context(judgments: [.elsewhere]))
    #expect(result.status == 1 && result.output.contains("control, repetition 0: verified"))
  }

  @Test func `a claim and its control can be judged`() async throws {
    let context = Context(judgments: ClaimJudgment.all)
    let claim = try await answer("judge F1 --case 1", as: Answer.self, in: context)
    #expect(claim.asRequired && claim.trials.map(\.verdict) == ["verified"])
    let control = try await answer("judge F1 --case 1 --control", as: Answer.self, in: context)
    #expect(control.asRequired && control.trials.map(\.verdict) == ["refuted"])
    let own = try await answer(
      "judge F1 --tokens 9 --dimension 2 --sparsity 3", as: Answer.self, in: context)
    #expect(own.asRequired && own.trials.map(\.case) == ["T=9 d=2 q=3"])
  }

  @Test func `a claim without trials fails`() async {
    let result = await runCommand("judge F2", in: Context(judgments: [.empty]))
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors == "sts judge: nothing ran: no trial at this effort\n")
  }
}
