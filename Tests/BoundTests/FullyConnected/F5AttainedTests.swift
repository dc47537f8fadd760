import Evidence
import TestSupport
import Testing

@Suite(.judges(.f5Attained))
struct F5AttainedTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f5Attained))
  func judged(trial: Trial) async { await judge(trial, by: .f5Attained) }
}
