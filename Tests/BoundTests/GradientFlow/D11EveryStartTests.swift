import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d11EveryStart))
struct D11EveryStartTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d11EveryStart, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d11EveryStart)
  }

  @Test("its control is refuted", arguments: trials(of: .d11EveryStart, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d11EveryStart)
  }
}
