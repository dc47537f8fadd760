import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.s1Widths))
struct S1WidthsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .s1Widths, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .s1Widths)
  }

  @Test("its control is refuted", arguments: trials(of: .s1Widths, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .s1Widths)
  }
}
