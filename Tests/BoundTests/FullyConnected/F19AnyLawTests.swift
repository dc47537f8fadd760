import Evidence
import TestSupport
import Testing

@Suite(.judges(.f19AnyLaw))
struct F19AnyLawTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f19AnyLaw))
  func judged(trial: Trial) async { await judge(trial, by: .f19AnyLaw) }
}
