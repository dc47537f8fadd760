import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.a4WidthForMargin))
struct A4WidthForMarginTests {
  @Test("verified in every case and repetition", arguments: trials(of: .a4WidthForMargin, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .a4WidthForMargin)
  }

  @Test("its control is refuted", arguments: trials(of: .a4WidthForMargin, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .a4WidthForMargin)
  }
}
