import Evidence
import TestSupport
import Testing

@Suite(.judges(.d3Energy))
struct D3EnergyTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d3Energy))
  func judged(trial: Trial) async { await judge(trial, by: .d3Energy) }
}
