import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d3Energy))
struct D3EnergyTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d3Energy, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d3Energy)
  }

  @Test("its control is refuted", arguments: trials(of: .d3Energy, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d3Energy)
  }
}
