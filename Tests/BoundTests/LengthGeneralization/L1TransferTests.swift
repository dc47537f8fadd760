import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.l1Transfer))
struct L1TransferTests {
  @Test("verified in every case and repetition", arguments: trials(of: .l1Transfer, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .l1Transfer)
  }

  @Test("its control is refuted", arguments: trials(of: .l1Transfer, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .l1Transfer)
  }
}
