import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.d12GradientNoise))
struct D12GradientNoiseTests {
  @Test("verified in every case and repetition", arguments: trials(of: .d12GradientNoise, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .d12GradientNoise)
  }

  @Test("its control is refuted", arguments: trials(of: .d12GradientNoise, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .d12GradientNoise)
  }
}
