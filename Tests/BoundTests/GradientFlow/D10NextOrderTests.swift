import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d10NextOrder))
struct D10NextOrderTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d10NextOrder, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d10NextOrder)
  }

  @Test("its control is refuted", arguments: trials(of: .d10NextOrder, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d10NextOrder)
  }
}
