import Evidence
import TestSupport
import Testing

@Suite(.judges(.f10TrainedNetworks))
struct F10TrainedNetworksTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f10TrainedNetworks))
  func judged(trial: Trial) async { await judge(trial, by: .f10TrainedNetworks) }
}
