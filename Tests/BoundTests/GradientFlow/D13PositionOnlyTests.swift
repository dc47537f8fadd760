import Evidence
import TestSupport
import Testing

@Suite(.judges(.d13PositionOnly))
struct D13PositionOnlyTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d13PositionOnly))
  func judged(trial: Trial) async { await judge(trial, by: .d13PositionOnly) }
}
