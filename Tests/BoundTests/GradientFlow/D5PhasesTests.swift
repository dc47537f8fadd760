import Evidence
import TestSupport
import Testing

@Suite(.judges(.d5Phases))
struct D5PhasesTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d5Phases))
  func judged(trial: Trial) async { await judge(trial, by: .d5Phases) }
}
