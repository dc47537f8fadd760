import Evidence
import TestSupport
import Testing

@Suite(.judges(.d2FlowSystem))
struct D2FlowSystemTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .d2FlowSystem))
  func judged(trial: Trial) async { await judge(trial, by: .d2FlowSystem) }
}
