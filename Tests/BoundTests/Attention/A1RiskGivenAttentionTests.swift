import Evidence
import TestSupport
import Testing

@Suite(.judges(.a1RiskGivenAttention))
struct A1RiskGivenAttentionTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a1RiskGivenAttention))
  func judged(trial: Trial) async { await judge(trial, by: .a1RiskGivenAttention) }
}
