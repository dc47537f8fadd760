import Evidence
import TestSupport
import Testing

@Suite(.judges(.d1Symmetry))
struct D1SymmetryTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d1Symmetry))
  func judged(trial: Trial) async { await judge(trial, by: .d1Symmetry) }
}
