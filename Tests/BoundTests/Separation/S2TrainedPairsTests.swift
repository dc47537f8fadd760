import Evidence
import TestSupport
import Testing

@Suite(.judges(.s2TrainedPairs))
struct S2TrainedPairsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .s2TrainedPairs))
  func judged(trial: Trial) async { await judge(trial, by: .s2TrainedPairs) }
}
