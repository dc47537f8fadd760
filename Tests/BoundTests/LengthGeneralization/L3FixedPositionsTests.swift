import Evidence
import TestSupport
import Testing

@Suite(.judges(.l3FixedPositions))
struct L3FixedPositionsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .l3FixedPositions))
  func judged(trial: Trial) async { await judge(trial, by: .l3FixedPositions) }
}
