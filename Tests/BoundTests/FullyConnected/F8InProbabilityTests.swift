import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f8InProbability))
struct F8InProbabilityTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f8InProbability, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f8InProbability)
  }

  @Test("its control is refuted", arguments: trials(of: .f8InProbability, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f8InProbability)
  }
}
