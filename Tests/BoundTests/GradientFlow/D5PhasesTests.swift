import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d5Phases))
struct D5PhasesTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d5Phases, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d5Phases)
  }

  @Test("its control is refuted", arguments: trials(of: .d5Phases, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d5Phases)
  }
}
