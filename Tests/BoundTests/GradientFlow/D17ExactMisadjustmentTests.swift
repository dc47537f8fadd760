import Evidence
import TestSupport
import Testing

@Suite(.judges(.d17ExactMisadjustment))
struct D17ExactMisadjustmentTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d17ExactMisadjustment))
  func judged(trial: Trial) async { await judge(trial, by: .d17ExactMisadjustment) }
}
