import Evidence
import TestSupport
import Testing

@Suite(.judges(.f14Samples))
struct F14SamplesTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f14Samples))
  func judged(trial: Trial) async { await judge(trial, by: .f14Samples) }
}
