import Evidence
import TestSupport
import Testing

@Suite(.judges(.a4WidthForMargin))
struct A4WidthForMarginTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a4WidthForMargin))
  func judged(trial: Trial) async { await judge(trial, by: .a4WidthForMargin) }
}
