import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f7WorstCase))
struct F7WorstCaseTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f7WorstCase, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f7WorstCase)
  }

  @Test("its control is refuted", arguments: trials(of: .f7WorstCase, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f7WorstCase)
  }
}
