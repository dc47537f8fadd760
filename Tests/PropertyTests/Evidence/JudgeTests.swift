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

  @Test("a trial spends what its grade states: all of it by samples, less where it says so, nothing without")
  func spent() {
    func breach(_ parts: [Double], _ grade: Claim.Grade, spendsAll: Bool = true) -> String? {
      let experiment = MockExperiment(name: "", ownGrade: grade, spendsAll: spendsAll)
      let checks = parts.map {
        Check("mean loss", .verified(margin: 1), falseAlarm: FalseAlarm(ofEvent: $0))
      }
      return misspending(Outcome(row: experiment.row(0), checks: checks), of: experiment)
    }
    func sampled(_ stated: Double) -> Claim.Grade {
      .statistical(inequality: "Hoeffding", falseAlarmPerTrial: stated)
    }
    for kept in [[1e-9], [2.5e-10, 2.5e-10, 2.5e-10, 2.5e-10]] {
      #expect(breach(kept, sampled(1e-9)) == nil && breach(kept, sampled(1e-9), spendsAll: false) == nil)
      #expect(breach(kept, .observed) == nil)
      for grade in [Claim.Grade.exact, .enclosed, .numerical, sampled(0)] {
        #expect(breach(kept, grade) != nil && breach([0], grade) == nil)
      }
    }
    #expect(breach([2e-10], sampled(1e-9)) != nil && breach([2e-10], sampled(1e-9), spendsAll: false) == nil)
    for broken in [[0], [], [2e-9], [6e-10, 6e-10], [.nan], [-1e-9]] as [[Double]] {
      #expect(breach(broken, sampled(1e-9)) != nil, "\(broken)")
      #expect(breach(broken, sampled(1e-9), spendsAll: false) != nil, "\(broken)")
    }
    #expect(breach([2e-9], sampled(1e-9)) == "false-alarm probability 2e-09 spent, 1e-09 stated")
    let failed = Outcome(verdict: .undecided(reason: "failed"))
    #expect(misspending(failed, of: MockExperiment(name: "", ownGrade: sampled(1e-9))) == nil)
  }
}
