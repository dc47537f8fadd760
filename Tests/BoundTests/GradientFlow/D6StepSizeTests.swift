import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d6StepSize))
struct D6StepSizeTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d6StepSize, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d6StepSize)
  }

  @Test("its control is refuted", arguments: trials(of: .d6StepSize, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d6StepSize)
  }
}
