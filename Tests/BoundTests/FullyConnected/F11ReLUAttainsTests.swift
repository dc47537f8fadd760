import Evidence
import TestSupport
import Testing

@Suite(.judges(.f11ReLUAttains))
struct F11ReLUAttainsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f11ReLUAttains))
  func judged(trial: Trial) async { await judge(trial, by: .f11ReLUAttains) }
}
