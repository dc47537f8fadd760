import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f12SmoothLaws))
struct F12SmoothLawsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f12SmoothLaws, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f12SmoothLaws)
  }

  @Test("its control is refuted", arguments: trials(of: .f12SmoothLaws, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f12SmoothLaws)
  }
}
