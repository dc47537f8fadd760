import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.a3Concentration))
struct A3ConcentrationTests {
  @Test("verified in every case and repetition", arguments: trials(of: .a3Concentration, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .a3Concentration)
  }

  @Test("its control is refuted", arguments: trials(of: .a3Concentration, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .a3Concentration)
  }
}
