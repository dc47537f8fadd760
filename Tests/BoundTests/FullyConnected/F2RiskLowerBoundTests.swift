import Evidence
import TestSupport
import Testing

@Suite(.judges(.f2RiskLowerBound))
struct F2RiskLowerBoundTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f2RiskLowerBound))
  func judged(trial: Trial) async { await judge(trial, by: .f2RiskLowerBound) }
}
