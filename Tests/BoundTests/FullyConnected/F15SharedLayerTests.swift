import Evidence
import TestSupport
import Testing

@Suite(.judges(.f15SharedLayer))
struct F15SharedLayerTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f15SharedLayer))
  func judged(trial: Trial) async { await judge(trial, by: .f15SharedLayer) }
}
