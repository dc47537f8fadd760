import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f4WidthNeeded))
struct F4WidthNeededTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f4WidthNeeded, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f4WidthNeeded)
  }

  @Test("its control is refuted", arguments: trials(of: .f4WidthNeeded, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f4WidthNeeded)
  }
}
