import Evidence
import TestSupport
import Testing

@Suite(.judges(.f18SkipConnection))
struct F18SkipConnectionTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f18SkipConnection))
  func judged(trial: Trial) async { await judge(trial, by: .f18SkipConnection) }
}
