import Evidence
import TestSupport
import Testing

@Suite(.judges(.f21NormalizedInput))
struct F21NormalizedInputTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f21NormalizedInput))
  func judged(trial: Trial) async { await judge(trial, by: .f21NormalizedInput) }
}
