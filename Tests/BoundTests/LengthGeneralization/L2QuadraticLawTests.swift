import Evidence
import TestSupport
import Testing

@Suite(.judges(.l2QuadraticLaw))
struct L2QuadraticLawTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .l2QuadraticLaw))
  func judged(trial: Trial) async { await judge(trial, by: .l2QuadraticLaw) }
}
