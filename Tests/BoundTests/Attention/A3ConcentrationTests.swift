import Evidence
import TestSupport
import Testing

@Suite(.judges(.a3Concentration))
struct A3ConcentrationTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a3Concentration))
  func judged(trial: Trial) async { await judge(trial, by: .a3Concentration) }
}
