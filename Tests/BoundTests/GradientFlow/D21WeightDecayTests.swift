import Evidence
import TestSupport
import Testing

@Suite(.judges(.d21WeightDecay))
struct D21WeightDecayTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d21WeightDecay))
  func judged(trial: Trial) async { await judge(trial, by: .d21WeightDecay) }
}
