import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.l3FixedPositions))
struct L3FixedPositionsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .l3FixedPositions, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .l3FixedPositions)
  }

  @Test("its control is refuted", arguments: trials(of: .l3FixedPositions, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .l3FixedPositions)
  }
}
