import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.s2TrainedPairs))
struct S2TrainedPairsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .s2TrainedPairs, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .s2TrainedPairs)
  }

  @Test("its control is refuted", arguments: trials(of: .s2TrainedPairs, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .s2TrainedPairs)
  }
}
