import Evidence
import TestSupport
import Testing

@Suite(.judges(.d19FactorizedAttention))
struct D19FactorizedAttentionTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d19FactorizedAttention))
  func judged(trial: Trial) async { await judge(trial, by: .d19FactorizedAttention) }
}
