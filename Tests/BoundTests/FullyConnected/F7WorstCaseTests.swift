import Evidence
import TestSupport
import Testing

@Suite(.judges(.f7WorstCase))
struct F7WorstCaseTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f7WorstCase))
  func judged(trial: Trial) async { await judge(trial, by: .f7WorstCase) }
}
