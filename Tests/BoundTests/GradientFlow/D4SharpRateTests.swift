import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d4SharpRate))
struct D4SharpRateTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d4SharpRate, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d4SharpRate)
  }

  @Test("its control is refuted", arguments: trials(of: .d4SharpRate, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d4SharpRate)
  }
}
