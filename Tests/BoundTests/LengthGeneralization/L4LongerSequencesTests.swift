import Evidence
import TestSupport
import Testing

@Suite(.judges(.l4LongerSequences))
struct L4LongerSequencesTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .l4LongerSequences))
  func judged(trial: Trial) async { await judge(trial, by: .l4LongerSequences) }
}
