import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f11ReLUAttains))
struct F11ReLUAttainsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f11ReLUAttains, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f11ReLUAttains)
  }

  @Test("its control is refuted", arguments: trials(of: .f11ReLUAttains, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f11ReLUAttains)
  }
}
