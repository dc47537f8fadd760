import Evidence
import TestSupport
import Testing

@Suite(.judges(.f4WidthNeeded))
struct F4WidthNeededTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f4WidthNeeded))
  func judged(trial: Trial) async { await judge(trial, by: .f4WidthNeeded) }
}
