import Evidence
import TestSupport
import Testing

@Suite(.judges(.d15ProvedRate))
struct D15ProvedRateTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d15ProvedRate))
  func judged(trial: Trial) async { await judge(trial, by: .d15ProvedRate) }
}
