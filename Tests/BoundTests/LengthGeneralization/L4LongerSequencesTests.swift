import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.l4LongerSequences))
struct L4LongerSequencesTests {
  @Test("verified in every case and repetition", arguments: trials(of: .l4LongerSequences, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .l4LongerSequences)
  }

  @Test("its control is refuted", arguments: trials(of: .l4LongerSequences, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .l4LongerSequences)
  }
}
