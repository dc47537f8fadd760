import Evidence
import TestSupport
import Testing

@Suite(.judges(.d6StepSize))
struct D6StepSizeTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d6StepSize))
  func judged(trial: Trial) async { await judge(trial, by: .d6StepSize) }
}
