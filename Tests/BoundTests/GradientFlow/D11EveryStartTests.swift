import Evidence
import TestSupport
import Testing

@Suite(.judges(.d11EveryStart))
struct D11EveryStartTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d11EveryStart))
  func judged(trial: Trial) async { await judge(trial, by: .d11EveryStart) }
}
