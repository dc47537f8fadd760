import Evidence
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct JudgeTests {
  @Test("a failed trial prints its counterexample, its numbers and one command")
  func failure() {
    let trial = Trial(claim: "F2", role: .control, caseIndex: 3, caseName: "width 1", repetition: 2)
    let outcome = Outcome(verdict: .verified(margin: 0.5), values: [.init("risk", 0.25), .init("m", 1)])
    #expect(
      failureText(trial, outcome, Settings(baseSeed: 9, effort: .quick)) == """
        F2 control: width 1 #2: verified, but a control must be refuted
        risk = 0.25, m = 1.0
        Again: STS_SEED=9 STS_EFFORT=quick swift run sts judge F2 --case 3 --repetition 2 --control
        """)
  }
}
