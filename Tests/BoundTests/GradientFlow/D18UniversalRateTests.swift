import Evidence
import TestSupport
import Testing

@Suite(.judges(.d18UniversalRate))
struct D18UniversalRateTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d18UniversalRate))
  func judged(trial: Trial) async { await judge(trial, by: .d18UniversalRate) }
}
