import Evidence
import TestSupport
import Testing

@Suite(.judges(.d12GradientNoise))
struct D12GradientNoiseTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d12GradientNoise))
  func judged(trial: Trial) async { await judge(trial, by: .d12GradientNoise) }
}
