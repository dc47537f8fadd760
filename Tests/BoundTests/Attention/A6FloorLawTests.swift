import Evidence
import TestSupport
import Testing

@Suite(.judges(.a6FloorLaw))
struct A6FloorLawTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a6FloorLaw))
  func judged(trial: Trial) async { await judge(trial, by: .a6FloorLaw) }
}
