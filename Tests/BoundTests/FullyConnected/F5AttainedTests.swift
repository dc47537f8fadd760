import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f5Attained))
struct F5AttainedTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f5Attained, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f5Attained)
  }

  @Test("its control is refuted", arguments: trials(of: .f5Attained, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f5Attained)
  }
}
