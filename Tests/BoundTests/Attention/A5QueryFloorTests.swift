import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.a5QueryFloor))
struct A5QueryFloorTests {
  @Test("verified in every case and repetition", arguments: trials(of: .a5QueryFloor, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .a5QueryFloor)
  }

  @Test("its control is refuted", arguments: trials(of: .a5QueryFloor, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .a5QueryFloor)
  }
}
