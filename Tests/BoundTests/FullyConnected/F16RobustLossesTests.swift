import Evidence
import TestSupport
import Testing

@Suite(.judges(.f16RobustLosses))
struct F16RobustLossesTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f16RobustLosses))
  func judged(trial: Trial) async { await judge(trial, by: .f16RobustLosses) }
}
