import Evidence
import TestSupport
import Testing

@Suite(.judges(.f6HandMadeNetwork))
struct F6HandMadeNetworkTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .f6HandMadeNetwork))
  func judged(trial: Trial) async { await judge(trial, by: .f6HandMadeNetwork) }
}
