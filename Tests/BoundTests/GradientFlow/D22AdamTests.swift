import Evidence
import TestSupport
import Testing

@Suite(.judges(.d22Adam))
struct D22AdamTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d22Adam))
  func judged(trial: Trial) async { await judge(trial, by: .d22Adam) }
}
