import Evidence
import TestSupport
import Testing

@Suite(.judges(.d9RandomStart))
struct D9RandomStartTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d9RandomStart))
  func judged(trial: Trial) async { await judge(trial, by: .d9RandomStart) }
}
