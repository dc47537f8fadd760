import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d1Symmetry))
struct D1SymmetryTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d1Symmetry, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d1Symmetry)
  }

  @Test("its control is refuted", arguments: trials(of: .d1Symmetry, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d1Symmetry)
  }
}
