import Evidence
import TestSupport
import Testing

@Suite(.judges(.d20Acceleration))
struct D20AccelerationTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d20Acceleration))
  func judged(trial: Trial) async { await judge(trial, by: .d20Acceleration) }
}
