import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f6HandMadeNetwork))
struct F6HandMadeNetworkTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f6HandMadeNetwork, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f6HandMadeNetwork)
  }

  @Test("its control is refuted", arguments: trials(of: .f6HandMadeNetwork, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f6HandMadeNetwork)
  }
}
