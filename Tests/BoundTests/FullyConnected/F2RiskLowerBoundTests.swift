import Evidence
import Judgments
import TestSupport
import Testing

@Suite(.judges(.f2RiskLowerBound))
struct F2RiskLowerBoundTests {
  @Test("verified in every case and repetition", arguments: trials(of: .f2RiskLowerBound, .claim))
  func claimIsVerified(trial: Trial) async {
    await judge(trial, by: .f2RiskLowerBound)
  }

  @Test("its control is refuted", arguments: trials(of: .f2RiskLowerBound, .control))
  func controlIsRefuted(trial: Trial) async {
    await judge(trial, by: .f2RiskLowerBound)
  }
}
