import Evidence
import TestSupport
import Testing

@Suite(.judges(.a2AlignedWeights))
struct A2AlignedWeightsTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .a2AlignedWeights))
  func judged(trial: Trial) async { await judge(trial, by: .a2AlignedWeights) }
}
