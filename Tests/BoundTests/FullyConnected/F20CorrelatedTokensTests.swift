import Evidence
import TestSupport
import Testing

@Suite(.judges(.f20CorrelatedTokens))
struct F20CorrelatedTokensTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f20CorrelatedTokens))
  func judged(trial: Trial) async { await judge(trial, by: .f20CorrelatedTokens) }
}
