import Evidence
import TestSupport
import Testing

@Suite(.judges(.d14StepLimit))
struct D14StepLimitTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d14StepLimit))
  func judged(trial: Trial) async { await judge(trial, by: .d14StepLimit) }
}
