import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.a1RiskGivenAttention))
struct A1RiskGivenAttentionTests {
  @Test("verified in every case and repetition", arguments: trials(of: .a1RiskGivenAttention, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .a1RiskGivenAttention)
  }

  @Test("its control is refuted", arguments: trials(of: .a1RiskGivenAttention, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .a1RiskGivenAttention)
  }
}
