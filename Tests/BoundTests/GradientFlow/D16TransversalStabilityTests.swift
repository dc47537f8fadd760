import Evidence
import TestSupport
import Testing

@Suite(.judges(.d16TransversalStability))
struct D16TransversalStabilityTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d16TransversalStability))
  func judged(trial: Trial) async { await judge(trial, by: .d16TransversalStability) }
}
