import Evidence
import TestSupport
import Testing

@Suite(.judges(.a5QueryFloor))
struct A5QueryFloorTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a5QueryFloor))
  func judged(trial: Trial) async { await judge(trial, by: .a5QueryFloor) }
}
