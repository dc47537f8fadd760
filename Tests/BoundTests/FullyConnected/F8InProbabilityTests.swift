import Evidence
import TestSupport
import Testing

@Suite(.judges(.f8InProbability))
struct F8InProbabilityTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f8InProbability))
  func judged(trial: Trial) async { await judge(trial, by: .f8InProbability) }
}
