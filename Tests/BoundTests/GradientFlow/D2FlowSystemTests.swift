import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d2FlowSystem))
struct D2FlowSystemTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d2FlowSystem, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d2FlowSystem)
  }

  @Test("its control is refuted", arguments: trials(of: .d2FlowSystem, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d2FlowSystem)
  }
}
