import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d9RandomStart))
struct D9RandomStartTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d9RandomStart, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d9RandomStart)
  }

  @Test("its control is refuted", arguments: trials(of: .d9RandomStart, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d9RandomStart)
  }
}
