import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.l2QuadraticLaw))
struct L2QuadraticLawTests {
  @Test("verified in every case and repetition", arguments: trials(of: .l2QuadraticLaw, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .l2QuadraticLaw)
  }

  @Test("its control is refuted", arguments: trials(of: .l2QuadraticLaw, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .l2QuadraticLaw)
  }
}
