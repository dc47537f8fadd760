import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.a2AlignedWeights))
struct A2AlignedWeightsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .a2AlignedWeights, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .a2AlignedWeights)
  }

  @Test("its control is refuted", arguments: trials(of: .a2AlignedWeights, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .a2AlignedWeights)
  }
}
