import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d13PositionOnly))
struct D13PositionOnlyTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d13PositionOnly, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d13PositionOnly)
  }

  @Test("its control is refuted", arguments: trials(of: .d13PositionOnly, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d13PositionOnly)
  }
}
