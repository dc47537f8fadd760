import Evidence
import TestSupport
import Testing

@Suite(.judges(.l1Transfer))
struct L1TransferTests {
  @Test("verified, and its controls refuted", arguments: trials(of: .l1Transfer))
  func judged(trial: Trial) async { await judge(trial, by: .l1Transfer) }
}
