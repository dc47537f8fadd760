import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f10TrainedNetworks))
struct F10TrainedNetworksTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f10TrainedNetworks, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f10TrainedNetworks)
  }

  @Test("its control is refuted", arguments: trials(of: .f10TrainedNetworks, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f10TrainedNetworks)
  }
}
