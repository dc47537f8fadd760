import Evidence
import TestSupport
import Testing

@Suite(.judges(.d4SharpRate))
struct D4SharpRateTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d4SharpRate))
  func judged(trial: Trial) async { await judge(trial, by: .d4SharpRate) }
}
