import Evidence
import TestSupport
import Testing

@Suite(.judges(.d10NextOrder))
struct D10NextOrderTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d10NextOrder))
  func judged(trial: Trial) async { await judge(trial, by: .d10NextOrder) }
}
