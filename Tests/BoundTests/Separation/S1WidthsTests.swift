import Evidence
import TestSupport
import Testing

@Suite(.judges(.s1Widths))
struct S1WidthsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .s1Widths))
  func judged(trial: Trial) async { await judge(trial, by: .s1Widths) }
}
