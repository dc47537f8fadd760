import Evidence
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct JudgeTests {
  @Test("a failed trial prints its counterexample, its numbers and one command")
  func failure() {
    let trial = Trial(claim: "F2", role: .control, experiment: "width 1", repetition: 2)
    let row = MockExperiment.Row(risk: 0.25, width: 1, path: [])
    let outcome = Outcome(row: row, checks: [Check("mean loss", .verified(margin: 0.5))])
    #expect(
      failureText(trial, outcome, Settings(baseSeed: 9, effort: .quick)) == """
        F2 control: width 1 #2: verified, but a control must be refuted
        risk = 0.25, m = 1.0
        Again: STS_SEED=9 STS_EFFORT=quick swift run sts judge F2 --case 'width 1' --repetition 2 --control
        """)
  }

  @Test("a trial may spend what its claim states, and no more")
  func overspent() {
    let claim = MockRun.claim("F2", grade: .statistical(inequality: "Hoeffding", falseAlarmPerTrial: 1e-9))
    func spending(_ falseAlarm: Double) -> Outcome {
      let row = MockExperiment(name: "").row(0)
      return Outcome(row: row, checks: [Check("mean loss", .verified(margin: 1), falseAlarm: falseAlarm)])
    }
    #expect(overspending(spending(1e-9), of: claim) == nil)
    #expect(overspending(spending(0), of: claim) == nil)
    #expect(overspending(spending(2e-9), of: claim) == "false-alarm probability 2e-09 spent, 1e-09 stated")
    #expect(overspending(spending(.nan), of: claim) != nil)
    #expect(overspending(spending(1e-9), of: MockRun.claim("F2", grade: .observed)) == nil)
  }
}
