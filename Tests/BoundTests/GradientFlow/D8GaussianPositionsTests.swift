import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d8GaussianPositions))
struct D8GaussianPositionsTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d8GaussianPositions, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d8GaussianPositions)
  }

  @Test("its control is refuted", arguments: trials(of: .d8GaussianPositions, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d8GaussianPositions)
  }
}
