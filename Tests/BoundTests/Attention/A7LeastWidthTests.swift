import Evidence
import TestSupport
import Testing

@Suite(.judges(.a7LeastWidth))
struct A7LeastWidthTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a7LeastWidth))
  func judged(trial: Trial) async { await judge(trial, by: .a7LeastWidth) }
}
