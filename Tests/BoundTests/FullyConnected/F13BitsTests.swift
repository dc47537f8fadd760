import Evidence
import TestSupport
import Testing

@Suite(.judges(.f13Bits))
struct F13BitsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f13Bits))
  func judged(trial: Trial) async { await judge(trial, by: .f13Bits) }
}
