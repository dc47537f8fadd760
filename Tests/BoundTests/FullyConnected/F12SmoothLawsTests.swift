import Evidence
import TestSupport
import Testing

@Suite(.judges(.f12SmoothLaws))
struct F12SmoothLawsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f12SmoothLaws))
  func judged(trial: Trial) async { await judge(trial, by: .f12SmoothLaws) }
}
